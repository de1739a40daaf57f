#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "segue/app/fetch.h"
#include "segue/base/error.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

constexpr std::size_t kMostNamed = 5;

struct Words {
  std::vector<std::string> from;
  std::int64_t limit = 0;
  bool genius = false;
  bool redo = false;
  bool offline = false;
};

/// "a,b" and "a, b" as two.
std::vector<std::string> split(const std::vector<std::string>& lists) {
  std::vector<std::string> names;
  for (const auto& list : lists) {
    for (std::size_t at = 0; at <= list.size();) {
      const std::size_t end = std::min(list.find(',', at), list.size());
      auto name = list.substr(at, end - at);
      name.erase(0, name.find_first_not_of(' '));
      name.erase(name.find_last_not_of(' ') + 1);
      if (!name.empty()) names.push_back(std::move(name));
      at = end + 1;
    }
  }
  return names;
}

nlohmann::ordered_json source_json(const app::FetchedFrom& from) {
  nlohmann::ordered_json document{{"source", from.source},
                                  {"what", app::name(from.what)},
                                  {"asked", from.asked},
                                  {"found", from.found},
                                  {"instrumental", from.instrumental},
                                  {"missing", from.missing},
                                  {"failed", from.failed},
                                  {"unanswered", from.unanswered},
                                  {"not_to_be_asked", from.no_name},
                                  {"requests", from.requests},
                                  {"given_up", nullptr},
                                  {"failures", nlohmann::ordered_json::array()}};
  if (!from.given_up.empty()) document["given_up"] = from.given_up;
  for (const auto& failure : from.failures) {
    document["failures"].push_back(
        {{"song", failure.song.value}, {"name", failure.name}, {"problem", failure.problem}});
  }
  return document;
}

void print_lack(Console& console, std::string_view what, const app::FetchReport::Lack& lack) {
  if (lack.after == 0) {
    console.print(fmt::format("No song lacks {}.\n", what));
  } else {
    console.print(fmt::format("{} {} {}; before it were {}.\n", count(lack.after, "song", "songs"),
                              lack.after == 1 ? "lacks" : "lack", what, count(lack.before)));
  }
}

void print_report(Console& console, const app::FetchReport& report, const app::FetchOptions& options) {
  if (report.songs == 0) {
    console.print("The catalog has no songs: 'segue import' brings some.\n");
    return;
  }
  using Align = Table::Align;
  Table table({{"From", Align::kLeft},
               {"What", Align::kLeft},
               {"Asked", Align::kRight},
               {"Found", Align::kRight},
               {"Instrumental", Align::kRight},
               {"Not there", Align::kRight},
               {"Failed", Align::kRight},
               {"Unanswered", Align::kRight},
               {"Requests", Align::kRight}});
  for (const auto& from : report.sources) {
    const bool words = from.what == app::FetchWhat::kLyrics;
    table.add({from.source, std::string(app::name(from.what)), count(from.asked), count(from.found),
               words ? count(from.instrumental) : "", count(from.missing), count(from.failed), count(from.unanswered),
               count(from.requests)});
  }
  console.print(table.text(console.width(), ""));
  if (options.features) print_lack(console, "features", report.features);
  if (options.lyrics) print_lack(console, "words", report.lyrics);
}

void warn(Console& console, const app::FetchReport& report, bool offline) {
  for (const auto& from : report.sources) {
    for (std::size_t i = 0; i < std::min(from.failures.size(), kMostNamed); ++i) {
      console.warn(fmt::format("{}: {}: {}", from.source, from.failures[i].name, from.failures[i].problem));
    }
    if (from.failures.size() > kMostNamed) {
      console.warn(fmt::format("{}: and {} more; --json names all.", from.source, from.failures.size() - kMostNamed));
    }
    if (!from.hint.empty()) console.warn(from.hint);
    if (from.no_name > 0 && from.what == app::FetchWhat::kFeatures) {
      console.note(fmt::format("{} cannot be asked about {}: they have no Spotify id and no ISRC.", from.source,
                               count(from.no_name, "song", "songs")));
    }
    if (offline && from.unanswered > 0) {
      console.note(fmt::format("{}: offline, and no answer was kept for {}.", from.source,
                               count(from.unanswered, "song", "songs")));
    }
  }
}

/// A service that gave nothing at all before it was given up is a failure; one that gave something is not.
int exit_code_of(const app::FetchReport& report) {
  for (const auto& from : report.sources) {
    const bool gave = from.found + from.instrumental + from.missing > 0;
    if (!from.given_up.empty() && !gave) return static_cast<int>(ErrorKind::kService);
  }
  return 0;
}

int run(Context& context, app::FetchOptions options, const Words& words) {
  options.from = split(words.from);
  options.genius = words.genius;
  options.redo = words.redo;
  if (words.limit > 0) options.limit = words.limit;
  auto settings = context.services();
  settings.offline = settings.offline || words.offline;
  auto catalog = catalog::Catalog::open_existing(context.catalog());
  app::Services services(settings);
  ProgressBar progress(context.console);
  ConsoleNotes notes(context.console);
  app::FetchReport report;
  try {
    report = app::fetch(catalog, services, options, progress, notes, *context.cancellation);
  } catch (const Error& error) {
    progress.end();
    if (error.kind() != ErrorKind::kInterrupted) throw;
    throw Error(ErrorKind::kInterrupted, "interrupted; what was fetched so far is kept",
                "Say the same again to go on.");
  }
  if (context.json) {
    nlohmann::ordered_json document{{"version", 1}, {"catalog", context.catalog().string()}, {"songs", report.songs}};
    if (options.features) {
      document["lack_features"] = {{"before", report.features.before}, {"after", report.features.after}};
    }
    if (options.lyrics) document["lack_words"] = {{"before", report.lyrics.before}, {"after", report.lyrics.after}};
    document["sources"] = nlohmann::ordered_json::array();
    for (const auto& from : report.sources) document["sources"].push_back(source_json(from));
    context.print_json(document);
  } else {
    print_report(context.console, report, options);
  }
  warn(context.console, report, settings.offline);
  return exit_code_of(report);
}

void add_kind(CLI::App& fetch, Context& context, const char* name, const char* says, bool features, bool lyrics) {
  auto words = std::make_shared<Words>();
  auto* command = fetch.add_subcommand(name, says);
  std::string names;
  for (const auto& source : app::fetch_sources()) {
    const bool fits = source.what == app::FetchWhat::kFeatures ? features : lyrics;
    if (fits) names += fmt::format("{}{}", names.empty() ? "" : ", ", source.name);
  }
  command->add_option("--from", words->from, fmt::format("Whom to ask, in this order: {}", names))
      ->type_name("NAME,...")
      ->allow_extra_args(false);
  command->add_option("--limit", words->limit, "Ask about at most so many songs of each source")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000'000));
  if (lyrics) command->add_flag("--genius", words->genius, "Ask Genius too, after the others; needs a token");
  command->add_flag("--redo", words->redo, "Ask about songs whose answers are known, too, and replace these");
  command->add_flag("--offline", words->offline, "Ask nobody: only answers that were kept count");
  add_json_flag(*command, context);
  command->callback([&context, words, features, lyrics] {
    context.run = [&context, words, features, lyrics] {
      app::FetchOptions options;
      options.features = features;
      options.lyrics = lyrics;
      return run(context, options, *words);
    };
  });
}

}  // namespace

void add_fetch(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("fetch", "Ask services for the numbers and words that songs lack");
  command->require_subcommand(1);
  command->footer(R"(
Answers are kept as they come: after Ctrl-C or a crash, say the same again and it goes on. What a service did not know
is not asked again for 30 days. docs/sources.md says what each service gives, needs and forbids.

Examples:
  segue fetch all
  segue fetch features --from reccobeats --limit 200
  GENIUS_ACCESS_TOKEN=... segue fetch lyrics --genius
  segue fetch all --offline)");
  add_kind(*command, context, "features", "Numbers about the sound, from ReccoBeats", true, false);
  add_kind(*command, context, "lyrics", "Words, from LRCLIB and, with --genius, Genius", false, true);
  add_kind(*command, context, "all", "Both", true, true);
}

}  // namespace segue::cli
