#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/base/error.h"
#include "segue/base/large_pages.h"
#include "segue/base/unicode.h"
#include "segue/cli/command.h"
#include "segue/cli/list_commands.h"
#include "segue/cli/push_service.h"

namespace segue::cli {
namespace {

Cancellation& interruption() {
  static Cancellation cancellation;
  return cancellation;
}

/// The first Ctrl-C asks the command to stop cleanly; a second one ends the process at once.
void on_interrupt(int signal) {
  interruption().request();
  std::signal(signal, SIG_DFL);
}

int complain(Console& console, const std::string& message, const std::string& hint, int exit_code) {
  console.warn(message);
  if (!hint.empty()) console.warn(hint);
  return exit_code;
}

/// "expected features, lyrics or all, found 'foo'"
std::string missing_subcommand(const CLI::App& app, const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* one : command.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(one->get_name());
  const auto others = app.remaining(true);  // a word that nobody takes is handed up
  return fmt::format("expected one of {}, found {}", fmt::join(names, ", "),
                     others.empty() ? "nothing" : fmt::format("'{}'", printable(others.front())));
}

int run(int argc, char** argv) {
  Context context;
  context.cancellation = &interruption();

  CLI::App app("Makes a playlist from a song, because it has learned what songs are like.", "segue");
  app.set_version_flag("--version", "segue " SEGUE_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.get_formatter()->column_width(34);
  bool quiet = false;
  app.add_option("--catalog", context.catalog_flag, "The catalog [SEGUE_CATALOG, else $XDG_DATA_HOME/segue/catalog.db]")
      ->type_name("PATH");
  app.add_option("--models", context.models_flag,
                 "Folder of text models [SEGUE_MODELS, else models beside the program]")
      ->type_name("FOLDER");
  app.add_option("--threads", context.threads_flag, "Threads to use [SEGUE_THREADS, else all cores]")->type_name("N");
  app.add_option("--random-seed", context.random_seed, "Whatever is drawn by chance follows from it")
      ->type_name("N")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--set", context.set_flags,
                 "A setting of the services, for this run: lrclib_url=http://127.0.0.1:8000 [SEGUE_LRCLIB_URL]")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app.add_flag("--quiet", quiet, "No remarks and no progress bar");
  app.footer(R"(
First steps:
  segue import spotify_songs.csv
  segue train
  segue playlist --seed 'Blinding Lights,The Weeknd' --length 25

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 nothing found, 4 a service refused, 5 bad data, 130 interrupted.)");
  add_run(app, context);
  add_import(app, context);
  add_analyze(app, context);
  add_embed(app, context);
  add_fetch(app, context);
  add_train(app, context);
  add_playlist(app, context);
  add_made_lists(app, context);
  add_feedback(app, context);
  add_similar(app, context);
  add_explain(app, context);
  add_evaluate(app, context);
  add_info(app, context);
  add_recipe(app, context);
  add_index(app, context);
  add_search(app, context);
  add_survey(app, context);
  add_bench(app, context);
  add_models(app, context);
  add_login(app, context);
  add_logout(app, context);
  add_push(app, context);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return app.exit(success);  // --help, --version
  } catch (const CLI::ParseError& error) {
    std::string command = "segue";
    const auto* at = &app;
    while (!at->get_subcommands().empty()) {
      at = at->get_subcommands().front();
      command += " " + at->get_name();
    }
    std::string message = error.what();
    if (at != &app && at->get_require_subcommand_min() > 0) message = missing_subcommand(app, *at);
    return complain(context.console, message, fmt::format("'{} --help' shows how it is used.", command),
                    static_cast<int>(ErrorKind::kUsage));
  }
  context.console.set_quiet(quiet);
  try {
    context.settings = Settings::load();
    const int exit_code = context.run();
    context.console.finish();
    return exit_code;
  } catch (const Error& error) {
    return complain(context.console, error.what(), error.hint(), error.exit_code());
  }
}

}  // namespace
}  // namespace segue::cli

int main(int argc, char** argv) {
  segue::prefer_large_pages();
  std::signal(SIGINT, segue::cli::on_interrupt);
  std::signal(SIGTERM, segue::cli::on_interrupt);
  try {
    return segue::cli::run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("segue: out of memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "segue: unexpected failure: %s\n", error.what());
  }
  return 1;
}
