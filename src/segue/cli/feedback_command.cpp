#include <memory>

#include <fmt/format.h>

#include "segue/app/feedback.h"
#include "segue/cli/list_commands.h"
#include "segue/cli/seed_errors.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

struct Words {
  std::string song;
  std::string seed;
};

nlohmann::ordered_json name_json(const catalog::SongFacts& facts) {
  return {{"title", facts.title}, {"artists", facts.artists}};
}

nlohmann::ordered_json json_of(const app::GivenFeedback& given, const char* what) {
  nlohmann::ordered_json document{{"version", 1}, {"feedback", what}, {"song", name_json(given.song.facts)}};
  document["seed"] = given.seed ? name_json(given.seed->facts) : nlohmann::ordered_json(nullptr);
  return document;
}

void print(Context& context, const app::GivenFeedback& given, const char* json_word, const char* word) {
  if (context.json) {
    context.print_json(json_of(given, json_word));
  } else {
    context.console.print(
        fmt::format("{} for {}: {}\n", word, app::validity(given), catalog::display_name(given.song.facts)));
  }
}

int give(Context& context, const Words& words, bool liked) {
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  return with_seed_errors(context, [&] {
    const auto given = app::give_feedback(catalog, words.song, words.seed, liked);
    print(context, given, liked ? "like" : "dislike", liked ? "liked" : "disliked");
    return 0;
  });
}

int take_back(Context& context, const Words& words) {
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  return with_seed_errors(context, [&] {
    print(context, app::remove_feedback(catalog, words.song, words.seed), "removed", "forgotten");
    return 0;
  });
}

int list(Context& context) {
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  const auto all = app::list_feedback(catalog);
  nlohmann::ordered_json document{{"version", 1}, {"feedback", nlohmann::ordered_json::array()}};
  Table table({{"", Table::Align::kLeft},
               {"Title", Table::Align::kLeft, 40},
               {"Artist", Table::Align::kLeft, 30},
               {"For lists from", Table::Align::kLeft, 44}});
  for (const auto& given : all) {
    const char* what = given.liked ? "like" : "dislike";
    table.add({what, given.song.facts.title, joined_artists(given.song.facts.artists),
               given.seed ? catalog::display_name(given.seed->facts) : "all songs"});
    auto entry = json_of(given, what);
    entry.erase("version");
    entry["created"] = given.created;
    document["feedback"].push_back(entry);
  }
  if (context.json) {
    context.print_json(document);
  } else if (all.empty()) {
    context.console.note("Nothing was liked or disliked yet: 'segue like SONG'.");
  } else {
    context.console.print(table.text(context.console.width(), ""));
  }
  return 0;
}

void add_words(CLI::App& command, Words& words, Context& context) {
  command.add_option("song", words.song, "The song")->type_name("'TITLE,ARTIST'")->required();
  command.add_option("--for", words.seed, "Only for lists from this song")->type_name("'TITLE,ARTIST'");
  add_json_flag(command, context);
}

}  // namespace

void add_feedback(CLI::App& app, Context& context) {
  for (const bool liked : {true, false}) {
    auto words = std::make_shared<Words>();
    auto* command = app.add_subcommand(liked ? "like" : "dislike",
                                       liked ? "Songs like this one may come sooner" : "This song does not come again");
    add_words(*command, *words, context);
    command->footer(liked ? R"(
Songs that are nearer to it than to the seed come a little nearer: more so with --for.

Examples:
  segue like 'Take on Me,a-ha'
  segue like 'Take on Me,a-ha' --for 'Blinding Lights,The Weeknd')"
                          : R"(
It does not come any more, and songs that are nearer to it than to the seed go a little away: more so with --for.

Examples:
  segue dislike 'Last Christmas,Wham!'
  segue dislike 'Creep,Radiohead' --for 'Blinding Lights,The Weeknd')");
    command->callback(
        [&context, words, liked] { context.run = [&context, words, liked] { return give(context, *words, liked); }; });
  }

  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("feedback", "List or take back what was liked and disliked");
  command->require_subcommand(1);
  auto* list_command = command->add_subcommand("list", "What was liked and disliked");
  add_json_flag(*list_command, context);
  list_command->callback([&context] { context.run = [&context] { return list(context); }; });
  auto* remove = command->add_subcommand("remove", "Forget what was said of a song");
  add_words(*remove, *words, context);
  remove->callback([&context, words] { context.run = [&context, words] { return take_back(context, *words); }; });
  command->footer(R"(
Examples:
  segue feedback list
  segue feedback remove 'Take on Me,a-ha' --for 'Blinding Lights,The Weeknd')");
}

}  // namespace segue::cli
