#include "segue/catalog/song_writer.h"

#include <fmt/format.h>

#include "segue/base/title.h"
#include "segue/catalog/artist_list.h"
#include "segue/catalog/merging.h"
#include "segue/catalog/reading_store.h"
#include "segue/catalog/song_store.h"
#include "segue/catalog/value_columns.h"

namespace segue::catalog {
namespace {

std::optional<std::string_view> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

/// Binds all facts but the ids, in the order of kFactColumns and then the two keys, and runs the statement.
/// `id`: bound last where the statement has a place for it.
void run_with_facts(Query& statement, const SongFacts& facts, std::optional<SongId> id) {
  const std::string artists = artists_to_json(facts.artists);
  const std::string released = facts.released ? facts.released->text() : std::string();
  const std::string key = title_key(facts.title);
  const std::string name = name_key(facts.title);
  statement.with(facts.title, artists, unless_empty(facts.album), unless_empty(released), facts.duration_ms,
                 facts.popularity, facts.explicit_words, unless_empty(facts.path), key,
                 name == key ? std::nullopt : std::optional<std::string_view>(name));
  if (id) statement.bind(11, id->value);
  statement.run();
}

std::optional<SongId> find_by_key(Database& database, const std::string& key) {
  Query row = database.query("SELECT song_id FROM song_names WHERE merge_key = ?");
  row.with(key);
  if (!row.step()) return std::nullopt;
  return SongId{row.integer(0)};
}

/// Files the song under `key` too, unless that name leads to another song.
void attach_key(Database& database, SongId song, const std::string& key) {
  database.query("INSERT OR IGNORE INTO song_names(merge_key, song_id) VALUES(?, ?)").with(key, song.value).run();
}

/// An empty id would lead all songs without one to the same song.
bool is_usable(const ExternalId& id) {
  return !id.scheme.empty() && !id.value.empty();
}

/// True if any id was new to the catalog; `known` is not looked for, because it led to the song.
bool attach_ids(Database& database, SongId song, const std::vector<ExternalId>& ids, const ExternalId* known) {
  bool changed = false;
  for (const ExternalId& id : ids) {
    if (!is_usable(id) || &id == known) continue;
    database.query("INSERT OR IGNORE INTO song_ids(scheme, value, song_id) VALUES(?, ?, ?)")
        .with(id.scheme, id.value, song.value)
        .run();
    changed |= database.changes() > 0;
  }
  return changed;
}

SongId insert_song(Database& database, const SongFacts& facts, const std::string& key) {
  static const std::string kInsert =
      fmt::format("INSERT INTO songs({}, title_key, name_key) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", kFactColumns);
  Query insert = database.query(kInsert);
  run_with_facts(insert, facts, std::nullopt);
  const SongId song{database.last_inserted_id()};
  attach_key(database, song, key);
  database.query("UPDATE totals SET songs = songs + 1").run();
  return song;
}

bool complete_song(Database& database, SongId song, const SongFacts& told, bool update) {
  static const std::string kSelect = fmt::format("SELECT {} FROM songs WHERE id = ?", kFactColumns);
  SongFacts known;
  {
    Query row = database.query(kSelect);
    row.with(song.value);
    if (!row.step()) {
      throw Error(ErrorKind::kBadData,
                  fmt::format("the catalog {} is damaged: it lacks song {}", database.path().string(), song.value),
                  "Put a copy back, or import again into another file (--catalog).");
    }
    known = read_facts(row, 0);
  }
  if (!merge_facts(known, told, update)) return false;
  Query store = database.query(
      "UPDATE songs SET title = ?, artists = ?, album = ?, released = ?, duration_ms = ?, popularity = ?, "
      "explicit = ?, path = ?, title_key = ?, name_key = ? WHERE id = ?");
  run_with_facts(store, known, song);
  attach_key(database, song, merge_key(known));
  return true;
}

bool complete_values(Database& database, SongId song, const SongRecord& record, bool update, bool is_new) {
  static const std::string kSelect =
      fmt::format("SELECT {} FROM song_values WHERE song_id = ? AND source = ?", value_columns());
  static const std::string kStore = [] {
    std::string places = "?, ?";
    for (std::size_t i = 0; i < kVariableCount; ++i) places += ", ?";
    return fmt::format("INSERT OR REPLACE INTO song_values(song_id, source, {}) VALUES({})", value_columns(), places);
  }();

  if (record.values.empty()) return false;
  const std::string_view source = name(record.provenance);
  Values known;
  if (!is_new) {
    Query row = database.query(kSelect);
    row.with(song.value, source);
    if (row.step()) known = read_values(row, 0);
  }
  if (!merge_values(known, record.values, update)) return false;
  Query store = database.query(kStore);
  store.with(song.value, source);
  for (std::size_t i = 0; i < kVariableCount; ++i) store.bind(static_cast<int>(i) + 3, known.value[i]);
  store.run();
  return true;
}

bool complete_lyrics(Database& database, SongId song, const SongRecord& record, bool update) {
  if (record.lyrics.empty()) return false;
  const std::string_view sql =
      update ? "INSERT INTO lyrics(song_id, text, source) VALUES(?, ?, ?) ON CONFLICT(song_id) DO UPDATE "
               "SET text = excluded.text, source = excluded.source WHERE text <> excluded.text"
             : "INSERT INTO lyrics(song_id, text, source) VALUES(?, ?, ?) ON CONFLICT(song_id) DO NOTHING";
  database.query(sql).with(song.value, record.lyrics, name(record.provenance)).run();
  if (database.changes() == 0) return false;
  if (update) forget_readings(database, song);
  return true;
}

struct FoundSong {
  SongId song;
  const ExternalId* by = nullptr;  // the record's id that led to it; null: its name did
};

std::optional<FoundSong> find_song(Database& database, const SongRecord& record, const std::string& key) {
  for (const ExternalId& id : record.facts.ids) {
    if (!is_usable(id)) continue;
    if (const std::optional<SongId> song = find_song_by_id(database, id)) return FoundSong{*song, &id};
  }
  if (record.facts.title.empty()) return std::nullopt;
  const std::optional<SongId> song = find_by_key(database, key);
  if (!song) return std::nullopt;
  return FoundSong{*song, nullptr};
}

/// Writes all of a record into a song that is there.
bool complete(Database& database, const FoundSong& found, const SongRecord& record, bool update, bool is_new) {
  const SongId song = found.song;
  bool changed = attach_ids(database, song, record.facts.ids, found.by);
  changed |= complete_values(database, song, record, update, is_new);
  changed |= complete_lyrics(database, song, record, update);
  return changed;
}

Catalog::Written complete_known(Database& database, const FoundSong& found, const SongRecord& record, bool update) {
  bool changed = complete_song(database, found.song, record.facts, update);
  changed |= complete(database, found, record, update, false);
  return {changed ? WriteOutcome::kCompleted : WriteOutcome::kUnchanged, found.song};
}

}  // namespace

Catalog::Written write_record(Database& database, const SongRecord& record, const WriteOptions& options) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  const std::string key = merge_key(record.facts);
  Catalog::Written written;
  if (const std::optional<FoundSong> known = find_song(database, record, key)) {
    written = complete_known(database, *known, record, options.update);
  } else {
    const bool may_add = !record.facts.title.empty() && (options.add_songs || !record.only_lyrics());
    if (!may_add) return {WriteOutcome::kUnknown, {}};
    written = {WriteOutcome::kAdded, insert_song(database, record.facts, key)};
    complete(database, {written.song, nullptr}, record, options.update, true);
  }
  transaction.commit();
  return written;
}

Catalog::Written write_record_to(Database& database, SongId song, const SongRecord& record,
                                 const WriteOptions& options) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  const auto written = complete_known(database, {song, nullptr}, record, options.update);
  transaction.commit();
  return written;
}

}  // namespace segue::catalog
