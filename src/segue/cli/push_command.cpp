#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "segue/app/recommend.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/cli/push_service.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

struct Words {
  std::string file;
  app::RecommendOptions made;
  app::PushOptions push;
  bool is_public = false;
  bool is_private = false;
  bool without_seed = false;
};

nlohmann::ordered_json facts_json(const catalog::SongFacts& facts) {
  return {{"title", facts.title}, {"artists", facts.artists}};
}

std::string outcome_name(app::PushReport::Outcome outcome) {
  switch (outcome) {
    case app::PushReport::Outcome::kCreated:
      return "created";
    case app::PushReport::Outcome::kReplaced:
      return "replaced";
    case app::PushReport::Outcome::kDryRun:
      break;
  }
  return "dry run";
}

nlohmann::ordered_json report_json(const app::PushReport& report) {
  const auto null_if_empty = [](const std::string& text) {
    return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
  };
  nlohmann::ordered_json document{{"version", 1},
                                  {"service", report.target},
                                  {"outcome", outcome_name(report.outcome)},
                                  {"playlist",
                                   {{"name", report.name},
                                    {"id", null_if_empty(report.id)},
                                    {"url", null_if_empty(report.url)},
                                    {"songs", report.stored},
                                    {"existed", report.exists}}}};
  document["songs"] = nlohmann::ordered_json::array();
  for (const auto& song : report.songs) {
    auto entry = facts_json(song.facts);
    entry["found"] = {
        {"id", song.found.id}, {"title", song.found.title}, {"artists", song.found.artists}, {"by", song.found.by}};
    document["songs"].push_back(std::move(entry));
  }
  document["missing"] = nlohmann::ordered_json::array();
  for (const auto& song : report.missing) document["missing"].push_back(facts_json(song));
  document["repeated"] = nlohmann::ordered_json::array();
  for (const auto& song : report.repeated) document["repeated"].push_back(facts_json(song));
  return document;
}

void print_names(Console& console, const std::vector<catalog::SongFacts>& songs) {
  for (const auto& song : songs) console.note("  " + printable(catalog::display_name(song)));
}

void print_report(Console& console, const app::PushReport& report) {
  const auto found = static_cast<std::int64_t>(report.songs.size());
  const auto name = printable(report.name);
  if (report.outcome == app::PushReport::Outcome::kDryRun) {
    Table table({{"#", Table::Align::kRight},
                 {"Title", Table::Align::kLeft, 44},
                 {"Artist", Table::Align::kLeft, 32},
                 {"Found by", Table::Align::kLeft}});
    int number = 0;
    for (const auto& song : report.songs) {
      table.add({std::to_string(++number), song.found.title, song.found.artists, song.found.by});
    }
    if (found > 0) console.print(table.text(console.width(), ""));
    console.note(fmt::format("Nothing was written: '{}' would {} {} at {}.", name,
                             report.exists ? "be given" : "be made of", count(found, "song", "songs"), report.target));
  } else {
    console.print(fmt::format("{} {} at {}: {}{}\n", name,
                              report.outcome == app::PushReport::Outcome::kCreated ? "made" : "changed", report.target,
                              count(found, "song", "songs"), report.url.empty() ? "" : ", " + report.url));
    if (report.stored != found) {
      console.warn(
          fmt::format("{} says it holds {}: look at it there.", report.target, count(report.stored, "song", "songs")));
    }
  }
  if (!report.missing.empty()) {
    console.note(
        fmt::format("{} not there:", count(static_cast<std::int64_t>(report.missing.size()), "song is", "songs are")));
    print_names(console, report.missing);
  }
  if (!report.repeated.empty()) {
    console.note(fmt::format("{} left out, being recordings that stand in the list already:",
                             count(static_cast<std::int64_t>(report.repeated.size()), "song was", "songs were")));
    print_names(console, report.repeated);
  }
}

app::PushList list_of(Context& context, const Words& words) {
  if (words.file.empty() == words.made.seeds.empty()) {
    throw Error(ErrorKind::kUsage, "expected either a FILE or --seed",
                "For example: segue push subsonic list.json, or segue push subsonic --seed 'Creep,Radiohead'.");
  }
  if (!words.file.empty()) {
    // A list can be pushed without a catalog; with one more is known about its songs.
    std::error_code ignored;
    if (!std::filesystem::exists(context.catalog(), ignored)) return app::read_push_list(words.file, nullptr);
    const auto known = catalog::Catalog::open_existing(context.catalog());
    return app::read_push_list(words.file, &known);
  }
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  return app::push_list(app::recommend(catalog, words.made).playlist, !words.without_seed);
}

void add_service(CLI::App& push, Context& context, const PushService& service) {
  auto words = std::make_shared<Words>();
  auto* command = push.add_subcommand(std::string(service.name), fmt::format("Push to {}", service.what));
  command
      ->add_option("file", words->file,
                   "A list: what 'segue playlist --json' printed, .jspf, .xspf, .m3u8, .csv; - is standard input")
      ->type_name("FILE");
  command->add_option("--seed", words->made.seeds, "Make a playlist from this song; several by repeating")
      ->type_name("'TITLE,ARTIST'")
      ->expected(1)
      ->take_all();
  command->add_option("--length", words->made.length, "Songs after the seed [25]")->type_name("N");
  command->add_option("--recipe", words->made.recipe, "Use this recipe instead of the current one")->type_name("NAME");
  command->add_flag("--without-seed", words->without_seed, "Leave the seed itself out of the list");
  command->add_option("--name", words->push.name, "Name of the playlist [the seed's]")->type_name("NAME");
  command->add_flag("--update", words->push.update, "A playlist of that name gets these songs in place of its own");
  auto* is_public = command->add_flag("--public", words->is_public, "Others may see it");
  command->add_flag("--private", words->is_private, "Nobody else may see it")->excludes(is_public);
  command->add_flag("--dry-run", words->push.dry_run, "Look the songs up, write nothing");
  add_json_flag(*command, context);
  const auto connect = service.declare(*command, context);
  command->footer(fmt::format("\nExamples:\n{}", service.examples));
  command->callback([&context, words, connect] {
    if (words->is_public) words->push.is_public = true;
    if (words->is_private) words->push.is_public = false;
    context.run = [&context, words, connect] {
      // A list that cannot be read is found before a service is asked.
      const auto list = list_of(context, *words);
      app::Services services(context.services());
      const auto target = connect(services);
      return push_and_report(context, *target, list, words->push);
    };
  });
}

}  // namespace

int push_and_report(Context& context, sources::PlaylistTarget& target, const app::PushList& list,
                    const app::PushOptions& options) {
  ProgressBar progress(context.console);
  const auto report = app::push(target, list, options, progress, *context.cancellation);
  progress.end();
  if (context.json) {
    context.print_json(report_json(report));
  } else {
    print_report(context.console, report);
  }
  const bool nothing = report.songs.empty();
  return nothing ? static_cast<int>(ErrorKind::kNotFound) : 0;
}

void add_push(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("push", "Make a playlist of a service");
  command->require_subcommand(1);
  command->footer(R"(
The songs are looked for at the service, by id where one is known, else by title, artist and length; those it does not
have are listed.

Examples:
  segue push subsonic --seed 'Blinding Lights,The Weeknd'
  segue playlist --seed 'Creep,Radiohead' --json > creep.json; segue push subsonic creep.json --name Creep
  segue push subsonic creep.json --dry-run)");
  for (const auto& service : push_services()) add_service(*command, context, service);
}

}  // namespace segue::cli
