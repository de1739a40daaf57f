#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "segue/app/made_tables.h"
#include "segue/app/scale.h"
#include "segue/base/child_process.h"
#include "segue/base/error.h"
#include "segue/cli/command.h"
#include "segue/cli/scale_report.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

constexpr std::int64_t kFewestSongs = 100;

struct Words {
  std::vector<std::int64_t> songs;
  std::uint64_t seed = 0;
  std::string folder;
  std::vector<std::string> steps;
  bool keep = false;
  std::string plot;
};

std::uint64_t read_songs(std::int64_t songs, std::int64_t fewest) {
  constexpr auto kMost = static_cast<std::int64_t>(app::kMostMadeSongs);
  if (songs < fewest || songs > kMost) {
    throw Error(ErrorKind::kUsage,
                fmt::format("--songs: expected a number from {} to {}, found {}", count(fewest), count(kMost), songs));
  }
  return static_cast<std::uint64_t>(songs);
}

int run_songs(Context& context, const Words& words) {
  const auto songs = read_songs(words.songs.front(), 1);
  ProgressBar progress(context.console);
  const auto made =
      app::write_made_tables(songs, words.seed, words.folder, context.threads(), progress, *context.cancellation);
  if (context.json) {
    nlohmann::ordered_json document{{"version", 1},
                                    {"songs", made.songs},
                                    {"songs_with_words", made.songs_with_words},
                                    {"playlists", made.playlists},
                                    {"playlist_songs", made.entries},
                                    {"bytes", made.bytes},
                                    {"files", nlohmann::ordered_json::array()}};
    for (const auto& file : made.files) document["files"].push_back(file.string());
    context.print_json(document);
    return 0;
  }
  context.console.print(fmt::format("{} ({} with words) and {} of {} songs, made up from seed {}, in {}:\n",
                                    count(static_cast<std::int64_t>(made.songs), "song", "songs"),
                                    count(static_cast<std::int64_t>(made.songs_with_words)),
                                    count(static_cast<std::int64_t>(made.playlists), "playlist", "playlists"),
                                    count(static_cast<std::int64_t>(made.entries)), words.seed, bytes(made.bytes)));
  for (const auto& file : made.files) context.console.print(fmt::format("  {}\n", file.string()));
  return 0;
}

app::ScaleOptions read_options(const Context& context, const Words& words) {
  app::ScaleOptions options;
  for (const auto songs : words.songs) options.songs.push_back(read_songs(songs, kFewestSongs));
  options.seed = words.seed;
  for (const auto& word : words.steps) options.steps.push_back(*app::scale_step_named(word));
  options.folder = words.folder;
  options.keep = words.keep;
  options.program = own_program();
  options.common = {"--threads", fmt::format("{}", context.threads()), "--random-seed",
                    fmt::format("{}", context.random_seed)};
  if (!context.models_flag.empty()) options.common.insert(options.common.end(), {"--models", context.models_flag});
  if (!words.plot.empty()) app::check_scale_picture(words.plot);
  return options;
}

int run_scale(Context& context, const Words& words) {
  const auto options = read_options(context, words);
  ProgressBar progress(context.console);
  const auto report = app::measure_scale(
      options, [&](const app::ScaleCost& cost) { context.console.note(scale_line(cost)); }, progress,
      *context.cancellation);
  if (context.json) {
    context.print_json(scale_json(report));
  } else {
    context.console.print(scale_text(report, context.console.width()));
  }
  for (const auto& folder : report.kept) context.console.note(fmt::format("Kept: {}", folder.string()));
  if (!words.plot.empty()) {
    app::draw_scale(report, words.plot);
    context.console.note(fmt::format("The plot was drawn: {}", words.plot));
  }
  return report.failed() ? static_cast<int>(ErrorKind::kFailed) : 0;
}

void add_scale(CLI::App& bench, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command = bench.add_subcommand("scale", "Measure every step, from import to evaluation, with N made-up songs");
  command->add_option("--songs", words->songs, "How many; several sizes by repeating or with commas")
      ->type_name("N")
      ->delimiter(',')
      ->required();
  command->add_option("--seed", words->seed, "What the songs are drawn from")
      ->type_name("S")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--folder", words->folder, "Where catalogs are made [a temporary folder]")->type_name("DIR");
  std::vector<std::string> names;
  for (std::size_t i = 0; i < app::kScaleSteps; ++i) names.emplace_back(app::name(static_cast<app::ScaleStep>(i)));
  command
      ->add_option("--steps", words->steps, "Only these; without 'make' on catalogs that --keep left in --folder [all]")
      ->type_name("STEP,...")
      ->delimiter(',')
      ->check(CLI::IsMember(names));
  command->add_flag("--keep", words->keep, "Leave the catalogs in --folder");
  command->add_option("--plot", words->plot, "Draw time and memory against N, beside N log N (gnuplot)")
      ->type_name("FILE.svg|.png");
  add_json_flag(*command, context);
  command->footer(R"(
The steps: make (tables of songs, of the words of one song in 200, and of playlists), import, embed (those words), train,
index, playlist (the first list, then the median of nine others), similar, evaluate. Each is a process of its own, whose
time and memory the system tells; what is over within a second is measured five times, and the median told. Catalogs are
removed when all is measured, and when it is interrupted. docs/scale.md says what songs are made of, and
what was measured.

Examples:
  segue bench scale --songs 10000
  segue bench scale --songs 10000,100000,1000000 --plot scale.svg
  segue bench scale --songs 1000000 --folder /big --keep --json
  segue bench scale --songs 1000000 --folder /big --steps playlist,similar)");
  command->callback([&context, words] { context.run = [&context, words] { return run_scale(context, *words); }; });
}

void add_songs(CLI::App& bench, Context& context) {
  auto words = std::make_shared<Words>();
  words->songs = {0};
  auto* command =
      bench.add_subcommand("songs", "Write tables of made-up songs and playlists, as segue import reads them");
  command->add_option("--songs", words->songs.front(), "How many")->type_name("N")->required();
  command->add_option("--seed", words->seed, "What they are drawn from")
      ->type_name("S")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--folder", words->folder, "Where to write them")->type_name("DIR")->required();
  add_json_flag(*command, context);
  command->footer(R"(
Their numbers are distributed as those of real songs (docs/scale.md). The first songs of a larger number are those of a
smaller one.

Examples:
  segue bench songs --songs 10000 --folder made
  segue import --catalog made.db made/songs-*.csv made/words-*.csv made/playlists-*.csv)");
  command->callback([&context, words] { context.run = [&context, words] { return run_songs(context, *words); }; });
}

}  // namespace

void add_bench(CLI::App& app, Context& context) {
  auto* bench = app.add_subcommand("bench", "Measure segue itself: time and memory of every step at any size");
  bench->require_subcommand(1);
  add_scale(*bench, context);
  add_songs(*bench, context);
}

}  // namespace segue::cli
