#include "segue/catalog/song_store.h"

#include <fmt/format.h>

#include "segue/catalog/artist_list.h"
#include "segue/catalog/song_keys.h"

namespace segue::catalog {
namespace {

SongName read_name(const Query& row) {
  SongName name;
  name.id = {row.integer(0)};
  name.title = row.text(1);
  name.artists = artists_from_json(row.text(2));
  if (const auto popularity = row.optional_integer(3)) name.popularity = static_cast<int>(*popularity);
  return name;
}

/// Into facts that may have held another song's: their memory serves again.
void read_facts_into(const Query& row, int first_column, SongFacts& facts) {
  const int c = first_column;
  facts.ids.clear();
  facts.title = row.text(c);
  facts.artists = artists_from_json(row.text(c + 1));
  facts.album = row.text(c + 2);
  facts.released = ReleaseDate::parse(row.text(c + 3));
  facts.duration_ms = row.optional_integer(c + 4);
  facts.popularity.reset();
  facts.explicit_words.reset();
  if (const auto popularity = row.optional_integer(c + 5)) facts.popularity = static_cast<int>(*popularity);
  if (const auto words = row.optional_integer(c + 6)) facts.explicit_words = *words != 0;
  facts.path = row.text(c + 7);
}

}  // namespace

SongFacts read_facts(const Query& row, int first_column) {
  SongFacts facts;
  read_facts_into(row, first_column, facts);
  return facts;
}

std::vector<Song> read_songs(Database& database, std::span<const SongId> ids) {
  static const std::string kSelect = fmt::format("SELECT {} FROM songs WHERE id = ?", kFactColumns);
  TransactionScope snapshot(database, TransactionScope::Kind::kRead);
  std::vector<Song> songs;
  songs.reserve(ids.size());
  for (const SongId id : ids) {
    Query row = database.query(kSelect);
    row.with(id.value);
    if (!row.step()) {
      throw Error(ErrorKind::kBadData,
                  fmt::format("the catalog {} has no song number {}", database.path().string(), id.value),
                  "If a recipe names it, train that recipe again.");
    }
    songs.push_back({id, read_facts(row, 0)});
    Query names = database.query("SELECT scheme, value FROM song_ids WHERE song_id = ? ORDER BY scheme, value");
    names.with(id.value);
    while (names.step()) songs.back().facts.ids.push_back({std::string(names.text(0)), std::string(names.text(1))});
  }
  snapshot.commit();
  return songs;
}

void for_each_song(Database& database, const std::function<void(const Song&)>& visit, bool with_ids,
                   const SongRange& range) {
  static const std::string kSelect =
      fmt::format("SELECT id, {} FROM songs WHERE id BETWEEN ? AND ? ORDER BY id", kFactColumns);
  // Both are read in one pass, side by side; statements open at the same time see the same state.
  Query rows = database.query(kSelect);
  rows.with(range.first.value, range.last.value);
  Query names = database.query(
      "SELECT song_id, scheme, value FROM song_ids WHERE song_id BETWEEN ? AND ? ORDER BY song_id, scheme, value");
  names.with(range.first.value, range.last.value);
  bool has_name = with_ids && names.step();
  Song song;
  while (rows.step()) {
    song.id = {rows.integer(0)};
    read_facts_into(rows, 1, song.facts);
    while (has_name && names.integer(0) <= song.id.value) {
      if (names.integer(0) == song.id.value) {
        song.facts.ids.push_back({std::string(names.text(1)), std::string(names.text(2))});
      }
      has_name = names.step();
    }
    visit(song);
  }
}

std::vector<SongName> read_songs_titled(Database& database, SongKeys& keys, std::string_view key) {
  TransactionScope snapshot(database, TransactionScope::Kind::kRead);
  std::vector<SongName> names;
  for (const SongId song : keys.find_all(KeyKind::kTitle, key)) {
    Query row = database.query("SELECT id, title, artists, popularity FROM songs WHERE id = ?");
    row.with(song.value);
    if (row.step()) names.push_back(read_name(row));
  }
  snapshot.commit();
  return names;
}

void for_each_name(Database& database, const std::function<void(const SongName&)>& visit) {
  Query rows = database.query("SELECT id, title, artists, popularity FROM songs ORDER BY id");
  while (rows.step()) visit(read_name(rows));
}

std::optional<std::string> read_lyrics(Database& database, SongId id) {
  Query row = database.query("SELECT text FROM lyrics WHERE song_id = ?");
  row.with(id.value);
  if (!row.step()) return std::nullopt;
  return std::string(row.text(0));
}

}  // namespace segue::catalog
