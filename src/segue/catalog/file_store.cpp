#include "segue/catalog/file_store.h"

#include <bit>
#include <cstring>

#include <fmt/format.h>

#include "segue/catalog/value_columns.h"

namespace segue::catalog {
namespace {

static_assert(std::endian::native == std::endian::little, "timbre is stored as this machine has it in memory");

/// Of several files of a song the first one counts: the oldest in the catalog that is there and was heard.
constexpr const char* kHeardFirst =
    "SELECT s.document, s.timbre FROM files f JOIN sounds s ON s.file_id = f.id "
    "WHERE f.song_id = ? AND f.missing = 0 AND s.document IS NOT NULL ORDER BY f.id LIMIT 1";

std::vector<float> floats_of(std::span<const std::byte> blob) {
  std::vector<float> floats(blob.size() / sizeof(float));
  if (!floats.empty()) std::memcpy(floats.data(), blob.data(), floats.size() * sizeof(float));
  return floats;
}

SongId song_of(Database& database, FileId file) {
  Query row = database.query("SELECT song_id FROM files WHERE id = ?");
  row.with(file.value);
  if (!row.step()) {
    throw Error(ErrorKind::kBadData,
                fmt::format("the catalog {} has no file number {}", database.path().string(), file.value));
  }
  return {row.integer(0)};
}

/// Writes what segue itself knows of the song's numbers, as its first file says.
void refresh_values(Database& database, SongId song) {
  static const std::string kStore = [] {
    std::string places = "?, ?";
    for (std::size_t i = 0; i < kVariableCount; ++i) places += ", ?";
    return fmt::format("INSERT OR REPLACE INTO song_values(song_id, source, {}) VALUES({})", value_columns(), places);
  }();
  static const std::string kSelect =
      fmt::format("SELECT {} FROM song_values WHERE song_id = ? AND source = ?", value_columns());
  const std::string_view source = name(Provenance::kSegue);
  const std::optional<Sound> sound = read_sound(database, song);
  if (!sound) return;
  const Values heard = sound->values();
  Values known;
  {
    Query row = database.query(kSelect);
    row.with(song.value, source);
    if (row.step()) known = read_values(row, 0);
  }
  for (const VariableInfo& variable : variables()) {
    const bool about_sound =
        variable.group == VariableGroup::kAudioFeature || variable.group == VariableGroup::kAudioAnalysis;
    if (about_sound) known[variable.variable] = heard[variable.variable];
  }
  Query store = database.query(kStore);
  store.with(song.value, source);
  for (std::size_t i = 0; i < kVariableCount; ++i) store.bind(static_cast<int>(i) + 3, known.value[i]);
  store.run();
}

/// The path of a song is that of its first file that is there.
void refresh_path(Database& database, SongId song) {
  database
      .query(
          "UPDATE songs SET path = (SELECT path FROM files WHERE song_id = ?1 AND missing = 0 ORDER BY id LIMIT 1) "
          "WHERE id = ?1")
      .with(song.value)
      .run();
}

}  // namespace

std::vector<MusicFile> read_music_files(Database& database) {
  Query rows = database.query(
      "SELECT f.id, f.song_id, f.path, f.size, f.modified_ns, f.fingerprint, f.tag_reader, f.missing, s.analyzer, "
      "s.problem FROM files f LEFT JOIN sounds s ON s.file_id = f.id ORDER BY f.path");
  std::vector<MusicFile> files;
  while (rows.step()) {
    files.push_back({{rows.integer(0)},
                     {rows.integer(1)},
                     std::string(rows.text(2)),
                     rows.integer(3),
                     rows.integer(4),
                     std::string(rows.text(5)),
                     static_cast<int>(rows.integer(6)),
                     rows.integer(7) != 0,
                     static_cast<int>(rows.integer(8)),
                     std::string(rows.text(9))});
  }
  return files;
}

FileId write_music_file(Database& database, const MusicFile& file) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  FileId id = file.id;
  std::optional<SongId> before;
  if (id.value == 0) {
    database
        .query(
            "INSERT INTO files(song_id, path, size, modified_ns, fingerprint, tag_reader, missing) "
            "VALUES(?, ?, ?, ?, ?, ?, ?)")
        .with(file.song.value, file.path, file.size, file.modified_ns, file.fingerprint, file.tag_reader, file.missing)
        .run();
    id = {database.last_inserted_id()};
  } else {
    before = song_of(database, id);
    // Other content, to be heard anew; what was heard stays until then.
    database
        .query(
            "UPDATE sounds SET analyzer = 0, problem = NULL WHERE file_id = ?1 AND "
            "(SELECT fingerprint FROM files WHERE id = ?1) <> ?2")
        .with(id.value, file.fingerprint)
        .run();
    database
        .query(
            "UPDATE files SET song_id = ?, path = ?, size = ?, modified_ns = ?, fingerprint = ?, tag_reader = ?, "
            "missing = ? WHERE id = ?")
        .with(file.song.value, file.path, file.size, file.modified_ns, file.fingerprint, file.tag_reader, file.missing,
              id.value)
        .run();
  }
  for (const SongId song : {before.value_or(file.song), file.song}) {
    refresh_path(database, song);
    refresh_values(database, song);
  }
  transaction.commit();
  return id;
}

void write_heard_sound(Database& database, FileId file, const Sound& sound) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  const std::string document = to_json(sound, false);
  database.query("INSERT OR REPLACE INTO sounds(file_id, analyzer, problem, document, timbre) VALUES(?, ?, NULL, ?, ?)")
      .with(file.value, sound.analyzer_version, document, std::as_bytes(std::span(sound.timbre)))
      .run();
  refresh_values(database, song_of(database, file));
  transaction.commit();
}

void write_sound_problem(Database& database, FileId file, int analyzer, std::string_view problem) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  // What an earlier analyzer heard stays until this one hears better.
  database
      .query(
          "INSERT INTO sounds(file_id, analyzer, problem) VALUES(?, ?, ?) ON CONFLICT(file_id) DO UPDATE "
          "SET analyzer = excluded.analyzer, problem = excluded.problem")
      .with(file.value, analyzer, problem)
      .run();
  transaction.commit();
}

std::optional<Sound> read_sound(Database& database, SongId song) {
  Query row = database.query(kHeardFirst);
  row.with(song.value);
  if (!row.step()) return std::nullopt;
  Sound sound = sound_from_json(row.text(0),
                                fmt::format("the catalog {}, sound of song {}", database.path().string(), song.value));
  sound.timbre = floats_of(row.blob(1));
  sound.timbre.resize(timbre_numbers().size(), std::numeric_limits<float>::quiet_NaN());
  return sound;
}

void for_each_timbre(Database& database, const std::function<void(SongId, std::span<const float>)>& visit,
                     const SongRange& range) {
  Query rows = database.query(
      "SELECT f.song_id, s.timbre FROM files f JOIN sounds s ON s.file_id = f.id "
      "WHERE f.missing = 0 AND s.document IS NOT NULL AND f.song_id BETWEEN ? AND ? ORDER BY f.song_id, f.id");
  rows.with(range.first.value, range.last.value);
  SongId last;
  while (rows.step()) {
    const SongId song{rows.integer(0)};
    if (song == last) continue;
    last = song;
    const std::vector<float> timbre = floats_of(rows.blob(1));
    if (timbre.size() == timbre_numbers().size()) visit(song, timbre);  // else another version's, soon made anew
  }
}

std::vector<SongId> read_silent_songs(Database& database) {
  Query rows = database.query("SELECT song_id FROM files GROUP BY song_id HAVING MIN(missing) = 1 ORDER BY song_id");
  std::vector<SongId> songs;
  while (rows.step()) songs.push_back({rows.integer(0)});
  return songs;
}

}  // namespace segue::catalog
