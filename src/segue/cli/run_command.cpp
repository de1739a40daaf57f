#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "segue/app/run.h"
#include "segue/base/error.h"
#include "segue/cli/command.h"
#include "segue/cli/playlist_names.h"
#include "segue/cli/playlist_output.h"
#include "segue/cli/problem_list.h"
#include "segue/cli/seed_errors.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

struct Words {
  std::string pretrained = "False";
  std::vector<std::string> playlists;
  std::vector<std::string> seeds;
  std::optional<std::int64_t> length;
  std::vector<std::string> from;
  bool genius = false;
  bool offline = false;
  bool within_cluster = false;
  std::string output;
  bool without_seed = false;
};

/// The report writes True and False; people write all kinds of things. Alone, the option means yes.
bool read_pretrained(const std::string& text) {
  std::string lower;
  for (const char c : text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const std::string_view yes : {"", "true", "yes", "1"}) {
    if (lower == yes) return true;
  }
  for (const std::string_view no : {"false", "no", "0"}) {
    if (lower == no) return false;
  }
  throw Error(ErrorKind::kUsage, fmt::format("--pretrained: expected True or False, found '{}'", text),
              "False trains on the songs at hand; True takes the recipe in use, or the model that comes with segue.");
}

app::RunOptions read_options(const Context& context, const Words& words) {
  app::RunOptions options;
  options.pretrained = read_pretrained(words.pretrained);
  for (const auto& list : words.playlists) {
    for (auto& name : split_playlist_names(list)) options.playlists.push_back(std::move(name));
  }
  if (words.playlists.empty() != options.playlists.empty()) {
    throw Error(ErrorKind::kUsage, "--playlists: expected links, files or folders with commas between, found nothing");
  }
  if (words.length && *words.length < 1) {
    throw Error(ErrorKind::kUsage, fmt::format("--length: expected 1 song or more, found {}", *words.length));
  }
  options.import.listening.analyzer.workers = context.threads();
  options.fetch.from = words.from;
  options.fetch.genius = words.genius;
  options.embed.threads = context.threads();
  options.embed.places = app::model_places(context.models());
  options.train.fewest_steps = app::kEnoughSteps;
  options.train.training.seed = context.random_seed;
  options.train.threads = context.threads();
  options.recommend.seeds = words.seeds;
  options.recommend.length = words.length;
  options.recommend.within_cluster = words.within_cluster;
  options.recommend.random_seed = context.random_seed;
  return options;
}

int run(Context& context, const Words& words) {
  auto& console = context.console;
  const auto options = read_options(context, words);
  const std::filesystem::path output = words.output;
  if (!output.empty()) playlist::format_of(output);  // a wrong ending is found before any work is done
  auto settings = context.services();
  settings.offline = settings.offline || words.offline;
  app::Services services(settings);
  auto catalog = catalog::Catalog::open(context.catalog());
  ProblemList problems(20);
  ProgressBar progress(console);
  ConsoleNotes notes(console);
  const auto on_step = [&](const app::RunStep& step) {
    progress.end();
    console.note(fmt::format("{}/{} {:<10} {:>7}  {}", step.number, app::kRunSteps, step.name, seconds(step.seconds),
                             step.words));
  };
  const auto on_problem = [&](const ItemProblem& problem) { problems.add(problem); };
  return with_seed_errors(context, [&] {
    app::RunReport report;
    try {
      report = app::run(catalog, services, options, on_step, on_problem, progress, notes, *context.cancellation);
    } catch (const Error& error) {
      progress.end();
      problems.print(console);
      if (error.kind() != ErrorKind::kInterrupted) throw;
      throw Error(ErrorKind::kInterrupted, "interrupted; every step that was done is kept",
                  "Run the same command again to go on.");
    }
    progress.end();
    problems.print(console);
    int exit_code = 0;
    for (const auto& failure : report.import.tables.failures) {
      console.warn(failure.message);
      if (!failure.hint.empty()) console.note("  " + failure.hint);
      exit_code = std::max(exit_code, static_cast<int>(failure.kind));
    }
    hand_out(context, report.made, {output, words.without_seed});
    return exit_code;
  });
}

}  // namespace

void add_run(CLI::App& app, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("run", "From playlists to a playlist in one go, as the 2020 report does");
  command
      ->add_option("--playlists", words->playlists,
                   "Where the songs come from, with commas between or by repeating: Spotify links, tables (CSV), music "
                   "folders, M3U8, JSPF; none: the catalog as it is")
      ->type_name("LIST,...")
      ->expected(1)
      ->take_all();
  command
      ->add_option("--seed", words->seeds,
                   "The song to start from, in the playlists or not; also a music file; several by repeating")
      ->type_name("'TITLE,ARTIST'")
      ->required()
      ->expected(1)
      ->take_all();
  command
      ->add_option(
          "--pretrained", words->pretrained,
          "False: train on the songs at hand. True: the recipe in use, else the model that comes with segue [False]")
      ->type_name("True|False")
      ->expected(0, 1);
  command->add_option("--length", words->length, "Songs after the seed [25]")->type_name("N");
  command
      ->add_option("--from", words->from, "Ask these services only, in this order: reccobeats, spotify, lrclib, genius")
      ->type_name("NAME,...")
      ->delimiter(',');
  command->add_flag("--genius", words->genius, "Ask Genius for words that nobody else has (needs a token)");
  command->add_flag("--offline", words->offline, "Ask nobody: only answers that were kept count");
  command->add_flag("--within-cluster", words->within_cluster, "Only songs of the seed's cluster, as the report does");
  command->add_option("--output", words->output, "Write a file: .m3u8, .csv, .json, .jspf or .xspf")->type_name("FILE");
  command->add_flag("--without-seed", words->without_seed, "Leave the seed itself out of the list");
  add_json_flag(*command, context);
  command->footer(R"(
Eight steps, a line each on standard error, the playlist on standard output: songs and their features, lyrics,
sentiment, embedding, the autoencoder of the sound, that of the words, the seed, its neighbors. What a step brings is
kept: run it again after Ctrl-C, and it goes on. 'segue import', 'fetch', 'embed', 'train' and 'playlist' are the same
steps one by one.

Examples:
  segue run --pretrained False --playlists 'https://open.spotify.com/playlist/37i9dQ...,https://...' \
    --seed 'Blinding Lights,The Weeknd' --length 5
  segue run --playlists liked_songs.csv --seed 'Creep,Radiohead'
  segue run --playlists ~/Music,favourites.m3u8 --seed ~/Downloads/new.mp3
  segue run --pretrained True --playlists party.jspf --seed 'Creep,Radiohead' --length 10)");
  command->callback([&context, words] { context.run = [&context, words] { return run(context, *words); }; });
}

}  // namespace segue::cli
