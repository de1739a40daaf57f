#include <cmath>
#include <memory>

#include <fmt/format.h>

#include "segue/app/recommend.h"
#include "segue/app/similar.h"
#include "segue/cli/list_commands.h"
#include "segue/cli/playlist_output.h"
#include "segue/cli/seed_errors.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

int print_similar(Context& context, const std::string& typed, std::int64_t limit, const std::string& recipe) {
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  return with_seed_errors(context, [&] {
    const auto found = app::similar(catalog, typed, limit, recipe);
    if (context.json) {
      context.console.print(playlist::to_json(playlist::MadePlaylist{{}, {found.song}, found.nearest}));
      return 0;
    }
    Table table({{"Distance", Table::Align::kRight},
                 {"Title", Table::Align::kLeft, 48},
                 {"Artist", Table::Align::kLeft, 36},
                 {"Album", Table::Align::kLeft, 36}});
    for (const auto& pick : found.nearest) {
      const auto& facts = pick.song.facts;
      table.add({fmt::format("{:.3f}", pick.distance), facts.title, joined_artists(facts.artists), facts.album});
    }
    context.console.print(table.text(context.console.width(), ""));
    context.console.note(found_by(found.recipe, found.similarity));
    return 0;
  });
}

/// What comes nearer makes the distance less; never "-0.000".
double change(double nearer_by) {
  return std::abs(nearer_by) < 0.0005 ? 0.0 : -nearer_by;
}

void print_explanation(Console& console, const app::ExplainedPair& pair) {
  using playlist::Aspect;
  const auto& why = pair.explanation;
  console.print(
      fmt::format("{}\n{}\n\n", catalog::display_name(pair.from.facts), catalog::display_name(pair.to.facts)));
  console.print(fmt::format("{:8.3f}  apart, if nothing were known of the second\n", why.baseline));
  std::string group;
  for (std::size_t i = 0; i < playlist::kAspects; ++i) {
    const auto aspect = static_cast<Aspect>(i);
    if (playlist::group(aspect) != group) {
      group = playlist::group(aspect);
      double sum = 0;
      for (std::size_t j = i; j < playlist::kAspects && playlist::group(static_cast<Aspect>(j)) == group; ++j) {
        sum += why.nearer_by[j];
      }
      console.print(fmt::format("{:+8.3f}  {}\n", change(sum), group));
    }
    if (group == playlist::name(aspect)) {
      console.print(fmt::format("{:8}  {:10}{:8}  {}\n", "", "", "", why.words[i]));
      continue;
    }
    console.print(
        fmt::format("{:8}  {:10}{:+8.3f}  {}\n", "", playlist::name(aspect), change(why.nearer_by[i]), why.words[i]));
  }
  console.print(fmt::format("{:8.3f}  apart\n", why.distance));
}

int print_pair(Context& context, const std::string& from, const std::string& to, const std::string& recipe) {
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  return with_seed_errors(context, [&] {
    const auto pair = app::explain_pair(catalog, from, to, recipe);
    if (context.json) {
      context.console.print(playlist::to_json(playlist::ExplainedSongs{pair.from, pair.to, pair.explanation}));
    } else {
      print_explanation(context.console, pair);
      context.console.note(found_by(pair.recipe, pair.similarity));
    }
    return 0;
  });
}

}  // namespace

void add_similar(CLI::App& app, Context& context) {
  struct Words {
    std::string song;
    std::int64_t limit = 10;
    std::string recipe;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("similar", "List the songs nearest to a song");
  command->add_option("song", words->song, "The song")->type_name("'TITLE,ARTIST'")->required();
  command->add_option("--limit", words->limit, "How many")->type_name("N")->capture_default_str();
  command->add_option("--recipe", words->recipe, "Use this recipe instead of the current one")->type_name("NAME");
  add_json_flag(*command, context);
  command->footer(R"(
All that is near, other recordings of the same song too: a list to look at, where 'segue playlist' makes one to hear.

Examples:
  segue similar 'Blinding Lights,The Weeknd'
  segue similar 'Creep,Radiohead' --limit 50 --json)");
  command->callback([&context, words] {
    context.run = [&context, words] { return print_similar(context, words->song, words->limit, words->recipe); };
  });
}

void add_explain(CLI::App& app, Context& context) {
  struct Words {
    std::string from;
    std::string to;
    std::string recipe;
  };
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("explain", "Say why two songs are near each other, or are not");
  command->add_option("from", words->from, "The song that asks")->type_name("'TITLE,ARTIST'")->required();
  command->add_option("to", words->to, "The other")->type_name("'TITLE,ARTIST'")->required();
  command->add_option("--recipe", words->recipe, "Use this recipe instead of the current one")->type_name("NAME");
  add_json_flag(*command, context);
  command->footer(R"(
The numbers add up: from how far a song would be of which nothing is known, each group takes (-) or adds (+) its share.

Examples:
  segue explain 'Blinding Lights,The Weeknd' 'Take on Me,a-ha'
  segue explain 'Creep,Radiohead' 'Fake Plastic Trees,Radiohead' --json)");
  command->callback([&context, words] {
    context.run = [&context, words] { return print_pair(context, words->from, words->to, words->recipe); };
  });
}

}  // namespace segue::cli
