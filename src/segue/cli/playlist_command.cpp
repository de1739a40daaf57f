#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "segue/app/recommend.h"
#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/cli/command.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

struct Words {
  app::RecommendOptions options;
  bool whole_catalog = false;
  std::string output;
  bool without_seed = false;
};

std::string joined_artists(const std::vector<std::string>& artists) {
  return fmt::format("{}", fmt::join(artists, ", "));
}

std::string year_text(const catalog::SongFacts& facts) {
  return facts.released ? std::to_string(facts.released->year) : "";
}

void print_playlist(Console& console, const app::Recommendation& made, bool without_seed) {
  Table table({{"#", Table::Align::kRight},
               {"Title", Table::Align::kLeft, 44},
               {"Artist", Table::Align::kLeft, 32},
               {"Album", Table::Align::kLeft, 32},
               {"Year", Table::Align::kRight},
               {"Distance", Table::Align::kRight}});
  const auto row = [&](const std::string& number, const catalog::Song& song, const std::string& distance) {
    const auto& facts = song.facts;
    table.add({number, facts.title, joined_artists(facts.artists), facts.album, year_text(facts), distance});
  };
  if (!without_seed) {
    for (const auto& seed : made.playlist.seeds) row("seed", seed, "");
  }
  int number = 0;
  for (const auto& pick : made.playlist.songs)
    row(std::to_string(++number), pick.song, fmt::format("{:.3f}", pick.distance));
  console.print(table.text(console.width(), ""));
}

/// What a person should know about the list, on standard error.
void print_remarks(Console& console, const app::Recommendation& made) {
  const auto found = static_cast<std::int64_t>(made.playlist.songs.size());
  if (found < made.asked) {
    console.note(fmt::format("{} asked for, {} different songs found{}.", made.asked, found,
                             made.cluster ? fmt::format(" in cluster {}", *made.cluster) : ""));
  }
  if (made.songs_without_vector > 0) {
    console.note(fmt::format(
        "{} of the catalog cannot be found by the recipe '{}': {} new since, or nothing is known of {} sound. "
        "'segue train' places new ones.",
        count(made.songs_without_vector, "song", "songs"), made.recipe,
        made.songs_without_vector == 1 ? "it is" : "they are", made.songs_without_vector == 1 ? "its" : "their"));
  }
}

void print_candidates(Console& console, const app::SeedError& error) {
  if (error.nearest.empty()) return;
  Table table({{"Title", Table::Align::kLeft, 48}, {"Artist", Table::Align::kLeft, 40}});
  for (const auto& candidate : error.nearest) table.add({candidate.title, joined_artists(candidate.artists)});
  console.note(error.ambiguous ? "These fit:" : "The nearest there are:");
  console.note(table.text(console.width()));
}

nlohmann::ordered_json error_json(const app::SeedError& error) {
  nlohmann::ordered_json candidates = nlohmann::ordered_json::array();
  for (const auto& candidate : error.nearest) {
    candidates.push_back({{"title", candidate.title}, {"artists", candidate.artists}});
  }
  return {{"version", 1},
          {"error",
           {{"seed", error.typed}, {"reason", error.ambiguous ? "ambiguous" : "unknown"}, {"message", error.what()}}},
          {"candidates", candidates}};
}

int run(Context& context, Words& words) {
  // A wrong ending is found before any work is done.
  const std::filesystem::path output = words.output;
  const auto format = output.empty() ? playlist::Format::kJson : playlist::format_of(output);
  const auto catalog = catalog::Catalog::open_existing(context.catalog());
  app::Recommendation made;
  try {
    made = app::recommend(catalog, words.options);
  } catch (const app::SeedError& error) {
    if (context.json) {
      context.print_json(error_json(error));
      context.console.finish();
    }
    context.console.warn(error.what());
    if (!context.json) print_candidates(context.console, error);
    context.console.note(error.hint());
    return error.exit_code();
  }
  if (!output.empty()) {
    const playlist::ExportOptions options{!words.without_seed, std::filesystem::absolute(output).parent_path()};
    write_file_atomically(output, playlist::export_playlist(made.playlist, format, options));
    const auto songs = made.playlist.songs.size() + (words.without_seed ? 0 : made.playlist.seeds.size());
    context.console.note(
        fmt::format("{} written to {}", count(static_cast<std::int64_t>(songs), "song", "songs"), output.string()));
  }
  if (context.json) {
    context.console.print(playlist::to_json(made.playlist));
  } else if (output.empty()) {
    print_playlist(context.console, made, words.without_seed);
  }
  print_remarks(context.console, made);
  return 0;
}

}  // namespace

void add_playlist(CLI::App& app, Context& context) {
  auto words = std::make_shared<Words>();
  auto* command = app.add_subcommand("playlist", "Make a playlist from a song");
  command->add_option("--seed", words->options.seeds, "The song to start from; several by repeating")
      ->type_name("'TITLE,ARTIST'")
      ->required()
      ->expected(1)
      ->take_all();
  command->add_option("--length", words->options.length, "Songs after the seed [25]")->type_name("N");
  auto* cluster = command->add_flag("--within-cluster", words->options.within_cluster,
                                    "Only songs of the seed's cluster, as the 2020 report does");
  command->add_flag("--whole-catalog", words->whole_catalog, "Songs of the whole catalog (this is the default)")
      ->excludes(cluster);
  command->add_option("--recipe", words->options.recipe, "Use this recipe instead of the current one")
      ->type_name("NAME");
  command->add_option("--output", words->output, "Write a file: .m3u8, .csv, .json, .jspf or .xspf")->type_name("FILE");
  command->add_flag("--without-seed", words->without_seed, "Leave the seed itself out of the list");
  add_json_flag(*command, context);
  command->footer(R"(
The title may contain commas. Case, accents, guests ("feat.") and remaster suffixes need not be typed. A Spotify link
names a song too.

Examples:
  segue playlist --seed 'Blinding Lights,The Weeknd' --length 25
  segue playlist --seed 'Creep,Radiohead' --seed 'Fake Plastic Trees,Radiohead'
  segue playlist --seed 'Blinding Lights,The Weeknd' --output lights.m3u8)");
  command->callback([&context, words] { context.run = [&context, words] { return run(context, *words); }; });
}

}  // namespace segue::cli
