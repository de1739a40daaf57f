#include "segue/catalog/song_writer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "segue/base/title.h"
#include "segue/catalog/artist_list.h"
#include "segue/catalog/merging.h"
#include "segue/catalog/reading_store.h"
#include "segue/catalog/song_keys.h"
#include "segue/catalog/song_store.h"
#include "segue/catalog/value_columns.h"

namespace segue::catalog {
namespace {

std::optional<std::string_view> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

/// Binds all facts but the ids, in the order of kFactColumns, and runs the statement.
/// `id`: bound last where the statement has a place for it.
void run_with_facts(Query& statement, const SongFacts& facts, std::optional<SongId> id) {
  const std::string artists = artists_to_json(facts.artists);
  const std::string released = facts.released ? facts.released->text() : std::string();
  statement.with(facts.title, artists, unless_empty(facts.album), unless_empty(released), facts.duration_ms,
                 facts.popularity, facts.explicit_words, unless_empty(facts.path));
  if (id) statement.bind(9, id->value);
  statement.run();
}

/// What a title is looked for by: one key, or two where they differ.
std::vector<std::string> keys_of_title(const std::string& title) {
  std::vector<std::string> keys = {title_key(title)};
  if (std::string name = name_key(title); name != keys.front()) keys.push_back(std::move(name));
  return keys;
}

void change_title_keys(SongKeys& keys, SongId song, const std::string& known, const std::string& title) {
  if (known == title) return;
  for (const std::string& key : keys_of_title(known)) keys.remove(KeyKind::kTitle, key, song);
  for (const std::string& key : keys_of_title(title)) keys.add(KeyKind::kTitle, key, song);
}

/// An empty id would lead all songs without one to the same song.
bool is_usable(const ExternalId& id) {
  return !id.scheme.empty() && !id.value.empty();
}

/// True if any id was new to the catalog; `known` is not looked for, because it led to the song.
bool attach_ids(Database& database, SongKeys& keys, SongId song, const std::vector<ExternalId>& ids,
                const ExternalId* known) {
  bool changed = false;
  for (const ExternalId& id : ids) {
    if (!is_usable(id) || &id == known) continue;
    if (!keys.add_unless_taken(KeyKind::kId, key_of_id(id), song)) continue;
    database.query("INSERT INTO song_ids(song_id, scheme, value) VALUES(?, ?, ?)")
        .with(song.value, id.scheme, id.value)
        .run();
    changed = true;
  }
  return changed;
}

SongId insert_song(Database& database, SongKeys& keys, const SongFacts& facts, const std::string& key) {
  static const std::string kInsert = fmt::format("INSERT INTO songs({}) VALUES(?, ?, ?, ?, ?, ?, ?, ?)", kFactColumns);
  Query insert = database.query(kInsert);
  run_with_facts(insert, facts, std::nullopt);
  const SongId song{database.last_inserted_id()};
  keys.add(KeyKind::kName, key, song);
  for (const std::string& title : keys_of_title(facts.title)) keys.add(KeyKind::kTitle, title, song);
  database.query("UPDATE totals SET songs = songs + 1").run();
  return song;
}

/// True if the facts told, at most a title and one artist, can be nothing new to a song that is there: it has a title,
/// and one artist is no more than any. Then it need not be read, which is most of what a row of a playlist costs in a
/// catalog of millions.
bool tells_nothing_new(Database& database, SongId song, const SongFacts& told, bool update) {
  const bool only_named = !update && told.artists.size() <= 1 && told.album.empty() && !told.released &&
                          !told.duration_ms && !told.popularity && !told.explicit_words && told.path.empty();
  if (!only_named) return false;
  if (told.artists.empty()) return true;
  // The planner would read the song; the index holds the few songs that lack artists, as a rule none.
  Query lacks = database.query("SELECT 1 FROM songs INDEXED BY songs_without_artists WHERE artists = '[]' AND id = ?");
  lacks.with(song.value);
  return !lacks.step();
}

bool complete_song(Database& database, SongKeys& keys, SongId song, const SongFacts& told, bool update) {
  if (tells_nothing_new(database, song, told, update)) return false;
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
  const std::string title = known.title;
  if (!merge_facts(known, told, update)) return false;
  Query store = database.query(
      "UPDATE songs SET title = ?, artists = ?, album = ?, released = ?, duration_ms = ?, popularity = ?, "
      "explicit = ?, path = ? WHERE id = ?");
  run_with_facts(store, known, song);
  change_title_keys(keys, song, title, known.title);
  keys.add_unless_taken(KeyKind::kName, merge_key(known), song);
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

std::optional<FoundSong> find_by_ids(SongKeys& keys, const SongRecord& record) {
  for (const ExternalId& id : record.facts.ids) {
    if (!is_usable(id)) continue;
    if (const std::optional<SongId> song = keys.find(KeyKind::kId, key_of_id(id))) return FoundSong{*song, &id};
  }
  return std::nullopt;
}

std::optional<FoundSong> find_by_name(SongKeys& keys, const SongRecord& record, const std::string& key) {
  if (record.facts.title.empty()) return std::nullopt;
  const std::optional<SongId> song = keys.find(KeyKind::kName, key);
  if (!song) return std::nullopt;
  return FoundSong{*song, nullptr};
}

/// Writes all of a record into a song that is there.
bool complete(Database& database, SongKeys& keys, const FoundSong& found, const SongRecord& record, bool update,
              bool is_new) {
  const SongId song = found.song;
  bool changed = attach_ids(database, keys, song, record.facts.ids, found.by);
  changed |= complete_values(database, song, record, update, is_new);
  changed |= complete_lyrics(database, song, record, update);
  return changed;
}

Catalog::Written complete_known(Database& database, SongKeys& keys, const FoundSong& found, const SongRecord& record,
                                bool update) {
  bool changed = complete_song(database, keys, found.song, record.facts, update);
  changed |= complete(database, keys, found, record, update, false);
  return {changed ? WriteOutcome::kCompleted : WriteOutcome::kUnchanged, found.song};
}

}  // namespace

void look_for_songs_of(SongKeys& keys, std::span<const SongRecord> records) {
  std::vector<std::string> ids;
  std::vector<std::string> names;
  for (const SongRecord& record : records) {
    // Before it is known what leads nowhere, only what names songs of others is looked for: most other songs are new.
    if (!keys.knows_what_leads_nowhere() && !record.playlist) continue;
    const auto id = std::ranges::find_if(record.facts.ids, is_usable);
    const bool has_id = id != record.facts.ids.end();
    std::string key = has_id ? key_of_id(*id) : std::string();
    if (has_id && !keys.may_lead(KeyKind::kId, key)) continue;
    // By the first id it is found, as a rule, and what completes it may give it another name.
    if (!record.facts.title.empty() && !(has_id && record.playlist)) names.push_back(merge_key(record.facts));
    if (has_id) ids.push_back(std::move(key));
  }
  keys.look_ahead(KeyKind::kId, std::move(ids));
  keys.look_ahead(KeyKind::kName, std::move(names));
}

Catalog::Written write_record(Database& database, SongKeys& keys, const SongRecord& record,
                              const WriteOptions& options) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  std::optional<FoundSong> known = find_by_ids(keys, record);
  std::string key;  // made where no id leads to the song
  if (!known) {
    key = merge_key(record.facts);
    known = find_by_name(keys, record, key);
  }
  Catalog::Written written;
  if (known) {
    written = complete_known(database, keys, *known, record, options.update);
  } else {
    const bool may_add = !record.facts.title.empty() && (options.add_songs || !record.only_lyrics());
    if (!may_add) return {WriteOutcome::kUnknown, {}};
    written = {WriteOutcome::kAdded, insert_song(database, keys, record.facts, key)};
    complete(database, keys, {written.song, nullptr}, record, options.update, true);
  }
  transaction.commit();
  return written;
}

Catalog::Written write_record_to(Database& database, SongKeys& keys, SongId song, const SongRecord& record,
                                 const WriteOptions& options) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  const auto written = complete_known(database, keys, {song, nullptr}, record, options.update);
  transaction.commit();
  return written;
}

}  // namespace segue::catalog
