#include "segue/catalog/playlist_store.h"

#include <unordered_set>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace segue::catalog {
namespace {

using Outcome = Catalog::PlaylistOutcome;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kWhiteSpace = " \t\r\n\v\f";
  const std::size_t begin = text.find_first_not_of(kWhiteSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kWhiteSpace) - begin + 1);
}

std::string key_of(const PlaylistMention& mention) {
  return mention.key.empty() ? "name:" + lower(trimmed(mention.name)) : mention.key;
}

std::vector<SongId> read_members(Database& database, PlaylistId id) {
  std::vector<SongId> songs;
  Query rows = database.query("SELECT song_id FROM playlist_songs WHERE playlist_id = ? ORDER BY position");
  rows.with(id.value);
  while (rows.step()) songs.push_back({rows.integer(0)});
  return songs;
}

/// `songs` without repeats and without those in `seen`, in order.
std::vector<SongId> not_yet_seen(std::span<const SongId> songs, std::unordered_set<SongId> seen) {
  std::vector<SongId> first;
  for (const SongId song : songs) {
    if (seen.insert(song).second) first.push_back(song);
  }
  return first;
}

/// Ids are given in order and never taken back: a song is there if its id was given. To look for each would be most of
/// what the playlists of millions of songs take.
void check_songs(Database& database, std::span<const SongId> songs) {
  const std::int64_t last = database.read_integer("SELECT COALESCE(MAX(id), 0) FROM songs");
  for (const SongId song : songs) {
    if (song.value >= 1 && song.value <= last) continue;
    throw Error(ErrorKind::kBadData, fmt::format("a playlist names song number {}, which the catalog {} does not have",
                                                 song.value, database.path().string()));
  }
}

void append_members(Database& database, PlaylistId id, std::size_t position, std::span<const SongId> songs) {
  Query insert = database.query("INSERT INTO playlist_songs(playlist_id, position, song_id) VALUES(?, ?, ?)");
  for (const SongId song : songs) insert.with(id.value, static_cast<std::int64_t>(position++), song.value).run();
}

Outcome change_playlist(Database& database, PlaylistId id, const std::string& known_name,
                        const PlaylistMention& mention, std::span<const SongId> songs) {
  bool changed = false;
  const bool takes_name = !mention.name.empty() && (known_name.empty() || mention.whole);
  if (takes_name && mention.name != known_name) {
    database.query("UPDATE playlists SET name = ? WHERE id = ?").with(mention.name, id.value).run();
    changed = true;
  }
  const std::vector<SongId> known = read_members(database, id);
  if (mention.whole) {
    const std::vector<SongId> wanted = not_yet_seen(songs, {});
    if (wanted != known) {
      database.query("DELETE FROM playlist_songs WHERE playlist_id = ?").with(id.value).run();
      append_members(database, id, 0, wanted);
      changed = true;
    }
  } else {
    const std::vector<SongId> added = not_yet_seen(songs, {known.begin(), known.end()});
    append_members(database, id, known.size(), added);
    changed |= !added.empty();
  }
  return changed ? Outcome::kChanged : Outcome::kUnchanged;
}

}  // namespace

Outcome write_collected_playlist(Database& database, const PlaylistMention& mention, std::span<const SongId> songs) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  check_songs(database, songs);
  const std::string key = key_of(mention);
  std::optional<PlaylistId> id;
  std::string known_name;
  {
    Query row = database.query("SELECT id, name FROM playlists WHERE key = ?");
    row.with(key);
    if (row.step()) {
      id = PlaylistId{row.integer(0)};
      known_name = row.text(1);
    }
  }
  Outcome outcome = Outcome::kAdded;
  if (id) {
    outcome = change_playlist(database, *id, known_name, mention, songs);
  } else {
    database.query("INSERT INTO playlists(key, name) VALUES(?, ?)").with(key, mention.name).run();
    append_members(database, {database.last_inserted_id()}, 0, not_yet_seen(songs, {}));
  }
  transaction.commit();
  return outcome;
}

std::vector<CollectedPlaylist> read_playlists(Database& database) {
  std::vector<CollectedPlaylist> playlists;
  Query rows = database.query(
      "SELECT p.id, s.song_id, p.key, p.name FROM playlists p LEFT JOIN playlist_songs s ON s.playlist_id = p.id "
      "ORDER BY p.id, s.position");
  while (rows.step()) {
    const PlaylistId id{rows.integer(0)};
    if (playlists.empty() || playlists.back().id != id) {
      playlists.push_back({id, std::string(rows.text(2)), std::string(rows.text(3)), {}});
    }
    if (!rows.is_null(1)) playlists.back().songs.push_back({rows.integer(1)});
  }
  return playlists;
}

}  // namespace segue::catalog
