#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "segue/app/search.h"
#include "segue/app/search_best.h"
#include "segue/app/search_file.h"
#include "segue/app/search_pictures.h"
#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/temporary_folder.h"
#include "segue/cli/command.h"
#include "segue/cli/search_report.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

constexpr std::size_t kLargestPlan = std::size_t{1} << 20;

struct Words {
  std::string kind;
  std::string file;
  std::string preset;
  std::optional<std::int64_t> random;
  std::optional<std::int64_t> halving;
  double minutes = 0;
  std::optional<std::int64_t> seeds;
  std::optional<std::int64_t> epochs;
  bool with_artist = false;
  std::string save;
  std::string plots;
  std::string page;
};

std::size_t within(const std::string& option, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value < least || value > most) {
    throw Error(ErrorKind::kUsage,
                fmt::format("{}: expected a number from {} to {}, found {}", option, least, most, value));
  }
  return static_cast<std::size_t>(value);
}

app::SearchPlan read_plan(const Words& words, app::SearchKind kind) {
  constexpr std::int64_t kMostTrials = 1000;
  const int named = static_cast<int>(!words.file.empty()) + static_cast<int>(!words.preset.empty()) +
                    static_cast<int>(words.random.has_value()) + static_cast<int>(words.halving.has_value());
  if (named == 0 && words.minutes == 0) {
    throw Error(ErrorKind::kUsage, "nothing says which networks to try",
                "Name a preset (--preset report), a plan (FILE), or how many to draw (--random N, --halving N).");
  }
  if (named > 1) {
    throw Error(ErrorKind::kUsage, "--preset, --random, --halving and a plan's FILE exclude each other");
  }
  if (!words.preset.empty()) return app::report_plan(kind);
  if (!words.file.empty()) return app::read_plan(read_file(words.file, kLargestPlan), words.file);
  app::SearchPlan plan;
  plan.strategy = words.halving ? app::SearchStrategy::kHalving : app::SearchStrategy::kRandom;
  plan.name = words.halving ? "halving" : "random";
  if (words.halving) plan.trials = within("--halving", *words.halving, 1, kMostTrials);
  if (words.random) plan.trials = within("--random", *words.random, 1, kMostTrials);
  return plan;
}

app::SearchOptions read_options(const Context& context, const Words& words) {
  constexpr std::int64_t kMostSeeds = 100;
  constexpr std::int64_t kMostEpochs = 1'000'000;
  app::SearchOptions options;
  options.kind = words.kind == "tabular" ? app::SearchKind::kTabular : app::SearchKind::kLyrics;
  if (!(words.minutes >= 0)) {
    throw Error(ErrorKind::kUsage, fmt::format("--minutes: expected a number above 0, found {}", words.minutes));
  }
  options.plan = read_plan(words, options.kind);
  if (words.minutes > 0) options.plan.minutes = words.minutes;
  if (words.seeds) options.plan.seeds = within("--seeds", *words.seeds, 1, kMostSeeds);
  if (words.epochs) options.plan.training.epochs = within("--epochs", *words.epochs, 1, kMostEpochs);
  options.plan.training.seed = context.random_seed;
  options.with_artist = words.with_artist;
  options.threads = context.threads();
  if (!words.save.empty() && options.with_artist) {
    throw Error(ErrorKind::kUsage,
                "--save: 'segue train' knows no artists, so networks found with --with-artist are "
                "nothing for it");
  }
  return options;
}

void save_best(Context& context, const app::SearchReport& report, const std::string& file) {
  const auto best = app::best_network(report);
  if (!best) {
    throw Error(ErrorKind::kFailed, "nothing was saved: no network was trained from every seed to a finite loss");
  }
  app::NetworkFile networks;
  (report.kind == app::SearchKind::kTabular ? networks.tabular : networks.lyrics) = best;
  write_file_atomically(file, app::networks_json(networks));
  context.console.note(
      fmt::format("The network of least validation loss was written to {}: "
                  "'segue train --recipe {}' uses it.",
                  file, file));
}

/// The command as it would be typed again; files that it writes are named as before.
std::string command_of(const Context& context, const Words& words) {
  std::string command = "segue search " + words.kind;
  if (!words.preset.empty()) command += " --preset " + words.preset;
  if (!words.file.empty()) command += " " + words.file;
  if (words.random) command += fmt::format(" --random {}", *words.random);
  if (words.halving) command += fmt::format(" --halving {}", *words.halving);
  if (words.minutes > 0) command += fmt::format(" --minutes {}", words.minutes);
  if (words.seeds) command += fmt::format(" --seeds {}", *words.seeds);
  if (words.epochs) command += fmt::format(" --epochs {}", *words.epochs);
  if (words.with_artist) command += " --with-artist";
  if (context.random_seed != 0) command += fmt::format(" --random-seed {}", context.random_seed);
  return command + " --report " + words.page;
}

void write_page(Context& context, const Words& words, const app::SearchReport& report) {
  constexpr std::size_t kLargestPicture = std::size_t{1} << 26;
  const TemporaryFolder folder("search");
  std::vector<std::string> pictures;
  for (const auto& picture : app::draw_search(report, folder.path())) {
    pictures.push_back(read_file(folder.path() / (picture + ".svg"), kLargestPicture));
  }
  write_file_atomically(words.page, search_page(report, pictures, command_of(context, words)));
  context.console.note(fmt::format("The report was written to {}.", words.page));
}

int run(Context& context, const Words& words) {
  const auto options = read_options(context, words);
  auto catalog = catalog::Catalog::open_existing(context.catalog());
  ProgressBar progress(context.console);
  const auto report = app::search(catalog, options, progress, *context.cancellation);
  progress.end();
  if (context.json) {
    context.print_json(search_json(report));
  } else {
    context.console.print(search_text(report, context.console.width()));
  }
  if (!words.save.empty()) save_best(context, report, words.save);
  if (!words.plots.empty()) {
    const auto pictures = app::draw_search(report, words.plots);
    context.console.note(fmt::format(
        "{} drawn in {}", count(static_cast<std::int64_t>(pictures.size()), "picture", "pictures"), words.plots));
  }
  if (!words.page.empty()) write_page(context, words, report);
  return 0;
}

}  // namespace

void add_search(CLI::App& app, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("search", "Train many networks and compare what they are worth");
  command->add_option("KIND", words->kind, "Whose network: tabular (the numbers of songs) or lyrics (their words)")
      ->required()
      ->check(CLI::IsMember({"tabular", "lyrics"}));
  command->add_option("--preset", words->preset, "report: the six networks of the 2020 report, 100 epochs each")
      ->type_name("NAME")
      ->check(CLI::IsMember({"report"}));
  command->add_option("FILE", words->file, "A plan in YAML or JSON: networks to try, or a space to draw from");
  command->add_option("--random", words->random, "Draw N networks from the space [27]")->type_name("N");
  command
      ->add_option("--halving", words->halving,
                   "Draw N, train them briefly, and keep the better third again and again (successive halving)")
      ->type_name("N");
  command->add_option("--minutes", words->minutes, "Begin no trial after this much training")->type_name("X");
  command->add_option("--seeds", words->seeds, "Runs of each network, from --random-seed on [3]")->type_name("N");
  command->add_option("--epochs", words->epochs, "This many instead of the plan's")->type_name("N");
  command->add_flag("--with-artist", words->with_artist, "16 numbers that stand for the artist join the inputs");
  command->add_option("--save", words->save, "Write the best network to a file for 'segue train --recipe FILE'")
      ->type_name("FILE");
  command->add_option("--plots", words->plots, "Draw losses, latents and P@10 into a folder, as PNG and SVG (gnuplot)")
      ->type_name("FOLDER");
  command->add_option("--report", words->page, "Write tables and pictures as one HTML page")->type_name("FILE.html");
  add_json_flag(*command, context);
  command->footer(R"(
Networks are compared by their validation loss; P@10 on test playlists is shown beside it, and nothing is chosen by it.
docs/search.md says what a plan looks like. Every trial is stored in the catalog as it ends: interrupted, or run again,
a search does nothing twice.

Examples:
  segue search tabular --preset report
  segue search lyrics --preset report --seeds 5 --json
  segue search tabular plan.yaml --save best.json --report found.html
  segue search tabular --halving 27 --seeds 2 --minutes 5)");
  command->callback([&context, words] { context.run = [&context, words] { return run(context, *words); }; });
}

}  // namespace segue::cli
