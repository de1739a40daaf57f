#include "segue/evaluation/protocol.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/sha1.h"

namespace segue::evaluation {
namespace {

/// Number of the first 8 hex digits.
std::uint32_t leading_word(std::string_view hex) {
  std::uint32_t word = 0;
  for (const char digit : hex.substr(0, 8)) {
    const int value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
    word = word << 4U | static_cast<std::uint32_t>(value);
  }
  return word;
}

std::optional<std::size_t> row_of(const std::vector<ProtocolSong>& songs, SongId id) {
  const auto at = std::lower_bound(songs.begin(), songs.end(), id,
                                   [](const ProtocolSong& song, SongId wanted) { return song.id < wanted; });
  if (at == songs.end() || at->id != id) return std::nullopt;
  return static_cast<std::size_t>(at - songs.begin());
}

/// The playlist's rows, ascending, each once.
std::vector<std::size_t> rows_of(const std::vector<ProtocolSong>& songs, const catalog::CollectedPlaylist& playlist) {
  std::vector<std::size_t> rows;
  rows.reserve(playlist.songs.size());
  for (const SongId id : playlist.songs) {
    if (const auto row = row_of(songs, id)) rows.push_back(*row);
  }
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

}  // namespace

bool is_training_playlist(const std::string& key) {
  return leading_word(sha1_hex(key)) % 10 < 6;
}

std::vector<catalog::CollectedPlaylist> training_playlists_again(std::vector<catalog::CollectedPlaylist> playlists,
                                                                 int round) {
  std::erase_if(playlists, [](const auto& playlist) { return !is_training_playlist(playlist.key); });
  for (auto& playlist : playlists) {
    playlist.key = (round == 1 ? "again:" : fmt::format("again {}:", round)) + playlist.key;
  }
  return playlists;
}

Protocol make_protocol(const std::vector<ProtocolSong>& songs,
                       const std::vector<catalog::CollectedPlaylist>& playlists) {
  assert(std::is_sorted(songs.begin(), songs.end(),
                        [](const ProtocolSong& a, const ProtocolSong& b) { return a.id < b.id; }));
  Protocol protocol;
  protocol.songs = songs.size();
  std::vector<bool> learned_from(songs.size(), false);
  std::vector<std::vector<std::int32_t>> member(songs.size());
  for (const auto& playlist : playlists) {
    const std::vector<std::size_t> rows = rows_of(songs, playlist);
    if (rows.size() < kLeastPlaylist) continue;
    if (is_training_playlist(playlist.key)) {
      ++protocol.training_playlists;
      for (const std::size_t row : rows) learned_from[row] = true;
    } else {
      const auto number = static_cast<std::int32_t>(protocol.test_playlists++);
      for (const std::size_t row : rows) member[row].push_back(number);
    }
  }

  std::unordered_map<std::string, std::int32_t> artists;
  for (std::size_t row = 0; row < songs.size(); ++row) {
    if (member[row].empty() || learned_from[row]) continue;
    protocol.pool.push_back(row);
    protocol.member.push_back(std::move(member[row]));
    protocol.artist.push_back(
        artists.try_emplace(songs[row].first_artist, static_cast<std::int32_t>(artists.size())).first->second);
  }
  return protocol;
}

void require_queries(const Protocol& protocol) {
  if (!protocol.pool.empty()) return;
  throw Error(ErrorKind::kNotFound,
              fmt::format("to evaluate needs songs that stand in a test playlist and in no training playlist; of the "
                          "playlists with at least {} songs {} are for training and {} for testing, and no such song "
                          "was found",
                          kLeastPlaylist, protocol.training_playlists, protocol.test_playlists),
              "import more playlists: about four in ten become test playlists");
}

}  // namespace segue::evaluation
