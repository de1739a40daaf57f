#include "segue/cli/spotify_report.h"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/base/unicode.h"
#include "segue/cli/text.h"

namespace segue::cli {
namespace {

void add(std::vector<std::string>& said, std::uint64_t number, std::string_view one, std::string_view many) {
  if (number > 0) said.push_back(count(static_cast<std::int64_t>(number), one, many));
}

void print_counts(Console& console, const app::RecordCounts& counts) {
  std::vector<std::string> said;
  add(said, counts.added, "added", "added");
  add(said, counts.completed, "completed", "completed");
  add(said, counts.unchanged, "told nothing new", "told nothing new");
  if (!said.empty()) console.print(fmt::format("  {:<10} {}\n", "songs", fmt::join(said, ", ")));
}

nlohmann::ordered_json counts_json(const app::RecordCounts& counts) {
  return {{"songs_added", counts.added},
          {"records_completed", counts.completed},
          {"records_unchanged", counts.unchanged},
          {"playlists_added", counts.playlists_added},
          {"playlists_changed", counts.playlists_changed},
          {"playlists_unchanged", counts.playlists_unchanged}};
}

}  // namespace

void print_spotify(Console& console, const app::SpotifyImportReport& report) {
  for (const auto& playlist : report.playlists) {
    const auto& read = playlist.playlist;
    const auto by = read.owner.empty() ? "" : fmt::format(" by {}", printable(read.owner));
    console.print(fmt::format("Spotify playlist '{}'{}: {}\n", printable(read.name), by,
                              count(static_cast<std::int64_t>(read.entries), "entry", "entries")));
    print_counts(console, playlist);
    std::vector<std::string> left_out;
    add(left_out, read.gone, "not to be had any more", "not to be had any more");
    add(left_out, read.episodes, "episode of a podcast", "episodes of podcasts");
    add(left_out, read.refused, "unreadable", "unreadable");
    if (!left_out.empty()) console.print(fmt::format("  {:<10} {}\n", "left out", fmt::join(left_out, ", ")));
    const auto state = playlist.playlists_added > 0     ? "added"
                       : playlist.playlists_changed > 0 ? "changed"
                       : read.songs > 0                 ? "unchanged"
                                                        : "empty, and not stored";
    console.print(fmt::format("  {:<10} {}\n", "playlist", state));
  }
  if (report.tracks == 0) return;
  console.print(fmt::format("Spotify: {}\n", count(static_cast<std::int64_t>(report.tracks), "song", "songs")));
  print_counts(console, report.track_counts);
  if (report.tracks_absent > 0) {
    console.print(fmt::format("  {:<10} {}\n", "absent",
                              count(static_cast<std::int64_t>(report.tracks_absent), "song", "songs")));
  }
}

nlohmann::ordered_json spotify_json(const app::SpotifyImportReport& report) {
  nlohmann::ordered_json document{{"playlists", nlohmann::ordered_json::array()}};
  for (const auto& playlist : report.playlists) {
    const auto& read = playlist.playlist;
    nlohmann::ordered_json entry{
        {"link", playlist.link},   {"id", read.id},          {"name", read.name},   {"owner", read.owner},
        {"entries", read.entries}, {"songs", read.songs},    {"local", read.local}, {"episodes", read.episodes},
        {"gone", read.gone},       {"refused", read.refused}};
    entry.update(counts_json(playlist));
    document["playlists"].push_back(std::move(entry));
  }
  nlohmann::ordered_json tracks{{"links", report.tracks}, {"absent", report.tracks_absent}};
  tracks.update(counts_json(report.track_counts));
  document["tracks"] = std::move(tracks);
  return document;
}

}  // namespace segue::cli
