#include "segue/cli/playlist_output.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "segue/base/atomic_file.h"
#include "segue/cli/seed_errors.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

constexpr std::size_t kSeedsShown = 12;

std::string year_text(const catalog::SongFacts& facts) {
  return facts.released ? std::to_string(facts.released->year) : "";
}

void print_playlist(Console& console, const app::Recommendation& made, bool without_seed) {
  const bool explained =
      std::ranges::any_of(made.playlist.songs, [](const auto& pick) { return pick.why.has_value(); });
  Table table({{"#", Table::Align::kRight},
               {"Title", Table::Align::kLeft, 44},
               {"Artist", Table::Align::kLeft, 32},
               {explained ? "Because" : "Album", Table::Align::kLeft, explained ? 80U : 32U},
               {"Year", Table::Align::kRight},
               {"Distance", Table::Align::kRight}});
  const auto row = [&](const std::string& number, const catalog::Song& song, const std::string& distance,
                       const std::string& why = "") {
    const auto& facts = song.facts;
    const std::string& third = explained ? why : facts.album;
    table.add({number, facts.title, joined_artists(facts.artists), third, year_text(facts), distance});
  };
  if (!without_seed) {
    const auto& seeds = made.playlist.seeds;
    for (std::size_t i = 0; i < std::min(seeds.size(), kSeedsShown); ++i) row("seed", seeds[i], "");
    if (seeds.size() > kSeedsShown) {
      table.add({"seed", fmt::format("... and {} more", seeds.size() - kSeedsShown), "", "", "", ""});
    }
  }
  int number = 0;
  for (const auto& pick : made.playlist.songs) {
    row(std::to_string(++number), pick.song, fmt::format("{:.3f}", pick.distance),
        pick.why ? pick.why->in_short() : "");
  }
  console.print(table.text(console.width(), ""));
}

/// What a person should know about the list, on standard error.
void print_remarks(Console& console, const app::Recommendation& made) {
  const auto found = static_cast<std::int64_t>(made.playlist.songs.size());
  console.note(found_by(made.recipe, made.similarity));
  if (found < made.asked) {
    console.note(fmt::format("{} asked for, {} different songs found{}.", made.asked, found,
                             made.cluster ? fmt::format(" in cluster {}", *made.cluster) : ""));
  }
  for (const auto& remark : made.remarks) console.note(remark);
  if (made.songs_unplaced > 0) {
    console.note(fmt::format("{} of the catalog cannot be found yet: 'segue index' places {}.",
                             count(made.songs_unplaced, "song", "songs"), made.songs_unplaced == 1 ? "it" : "them"));
  }
  if (made.songs_without_vector > 0) {
    console.note(fmt::format("{} of the catalog cannot be found: nothing is known of {} sound.",
                             count(made.songs_without_vector, "song", "songs"),
                             made.songs_without_vector == 1 ? "its" : "their"));
  }
}

}  // namespace

std::string found_by(const std::string& recipe, app::Similarity similarity) {
  return fmt::format("By recipe '{}', which compares {}.", recipe, app::in_words(similarity));
}

void hand_out(Context& context, const app::Recommendation& made, const ListOutput& output) {
  if (!output.file.empty()) {
    const playlist::ExportOptions how{!output.without_seed, std::filesystem::absolute(output.file).parent_path()};
    write_file_atomically(output.file, playlist::export_playlist(made.playlist, playlist::format_of(output.file), how));
    const auto songs = made.playlist.songs.size() + (output.without_seed ? 0 : made.playlist.seeds.size());
    context.console.note(fmt::format("{} written to {}", count(static_cast<std::int64_t>(songs), "song", "songs"),
                                     output.file.string()));
  }
  if (context.json) {
    context.console.print(playlist::to_json(made.playlist));
  } else if (output.file.empty()) {
    print_playlist(context.console, made, output.without_seed);
  }
  print_remarks(context.console, made);
}

}  // namespace segue::cli
