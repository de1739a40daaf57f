#include <chrono>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "segue/app/song_index.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

int run(Context& context, app::SongIndexOptions options) {
  options.threads = context.threads();
  options.seed = context.random_seed;
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  ProgressBar progress(context.console);
  const auto begin = std::chrono::steady_clock::now();
  const auto report = app::update_song_index(catalog, options, progress, *context.cancellation);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  progress.end();
  if (context.json) {
    context.print_json({{"version", 1},
                        {"recipe", report.recipe},
                        {"file", report.path.string()},
                        {"songs", report.songs},
                        {"added", report.added},
                        {"songs_without_inputs", report.songs_without_inputs},
                        {"rebuilt", report.rebuilt},
                        {"cells", report.cells},
                        {"cells_looked_at", report.probes},
                        {"recall", report.recall},
                        {"bytes", report.bytes},
                        {"seconds", took.count()}});
    return 0;
  }
  const auto number = [](std::size_t value) { return count(static_cast<std::int64_t>(value)); };
  const auto line = [&](std::string_view what, const std::string& text) {
    context.console.print(fmt::format("{:<8} {}\n", what, text));
  };
  std::string songs = number(report.songs);
  if (!report.rebuilt)
    songs += report.added == 0 ? ", nothing new" : fmt::format(", {} of them new", number(report.added));
  if (report.songs_without_inputs > 0) {
    songs += fmt::format("; of {} more nothing is known that recipe '{}' compares", number(report.songs_without_inputs),
                         report.recipe);
  }
  line("songs", songs);
  line("search", report.probes < report.cells
                     ? fmt::format("at most {} of {} cells are looked at: recall of the 10 nearest {:.3f}",
                                   number(report.probes), number(report.cells), report.recall)
                     : fmt::format("all of {} {}: exact", number(report.cells), report.cells == 1 ? "cell" : "cells"));
  line("file", fmt::format("{} ({})", report.path.string(), bytes(report.bytes)));
  line("time", seconds(took.count()));
  return 0;
}

}  // namespace

void add_index(CLI::App& app, Context& context) {
  auto options = std::make_shared<app::SongIndexOptions>();
  auto* command =
      app.add_subcommand("index", "Bring the index of a recipe's songs up to date, so that millions answer");
  command->add_option("--recipe", options->recipe, "Name or number; the current one by default")->type_name("NAME");
  command
      ->add_option("--recall", options->recall,
                   "Build it for this share of the 10 nearest songs to be found; 1: all of them, more slowly [0.99]")
      ->type_name("X");
  command->add_flag("--rebuild", options->rebuild, "Build it anew, also where adding what is new would do");
  add_json_flag(*command, context);
  command->footer(R"(
'segue train' makes the index of large catalogs; this command adds songs that came later, and makes one for any catalog.
Songs that are not in it yet are found too as long as they are few. The file lies beside the catalog, can be deleted at
any time, and is made again from the catalog.

Examples:
  segue index
  segue index --recall 0.999
  segue index --rebuild --recipe learned)");
  command->callback([&context, options] { context.run = [&context, options] { return run(context, *options); }; });
}

}  // namespace segue::cli
