#include "segue/catalog/reading_store.h"

#include <bit>
#include <cstring>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/sha1.h"

namespace segue::catalog {
namespace {

static_assert(std::endian::native == std::endian::little, "embeddings are stored as this machine has them in memory");

std::optional<std::string_view> unless_empty(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

/// The model's row, made if missing; its name is the last it was called by.
std::int64_t remember(Database& database, const TextModelName& model) {
  database
      .query(
          "INSERT INTO text_models(fingerprint, name, language) VALUES(?, ?, ?) ON CONFLICT(fingerprint) DO UPDATE "
          "SET name = excluded.name, language = excluded.language")
      .with(model.fingerprint, model.name, unless_empty(model.language))
      .run();
  Query row = database.query("SELECT id FROM text_models WHERE fingerprint = ?");
  row.with(model.fingerprint);
  row.step();
  return row.integer(0);
}

/// All embeddings of a model are of one size: a matrix is made of them.
void check_dimension(Database& database, const TextModelName& model, std::int64_t id, std::size_t dimension) {
  const auto stated = static_cast<std::int64_t>(dimension);
  database.query("UPDATE text_models SET dimension = ? WHERE id = ? AND dimension IS NULL").with(stated, id).run();
  Query row = database.query("SELECT dimension FROM text_models WHERE id = ?");
  row.with(id);
  row.step();
  if (row.integer(0) == stated) return;
  throw Error(ErrorKind::kBadData,
              fmt::format("the text model {} made an embedding of {} numbers; those it made before, "
                          "in the catalog {}, have {}",
                          model.name, dimension, database.path().string(), row.integer(0)));
}

bool are_the_words_of(Database& database, const SongReading& reading) {
  Query row = database.query("SELECT text FROM lyrics WHERE song_id = ?");
  row.with(reading.song.value);
  return row.step() && sha1_hex(row.text(0)) == reading.digest;
}

void write_one(Database& database, std::int64_t model, const SongReading& reading) {
  std::optional<double> negative;
  std::optional<double> neutral;
  std::optional<double> positive;
  if (reading.sentiment) {
    negative = reading.sentiment->at(0);
    neutral = reading.sentiment->at(1);
    positive = reading.sentiment->at(2);
  }
  Query store = database.query(
      "INSERT INTO readings(model_id, song_id, digest, reader, precision, tokens, unknown, windows, negative, neutral, "
      "positive, embedding) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(model_id, song_id) DO UPDATE SET "
      // What was read of other words or by an older reader goes; of the same it is completed.
      "negative = CASE WHEN excluded.reader = reader AND excluded.digest = digest THEN ifnull(excluded.negative, "
      "negative) "
      "ELSE excluded.negative END, "
      "neutral = CASE WHEN excluded.reader = reader AND excluded.digest = digest THEN ifnull(excluded.neutral, "
      "neutral) ELSE excluded.neutral END, "
      "positive = CASE WHEN excluded.reader = reader AND excluded.digest = digest THEN ifnull(excluded.positive, "
      "positive) "
      "ELSE excluded.positive END, "
      "embedding = CASE WHEN excluded.reader = reader AND excluded.digest = digest THEN ifnull(excluded.embedding, "
      "embedding) "
      "ELSE excluded.embedding END, "
      "digest = excluded.digest, reader = excluded.reader, precision = excluded.precision, tokens = excluded.tokens, "
      "unknown = excluded.unknown, windows = excluded.windows");
  store.with(model, reading.song.value, reading.digest, reading.reader, reading.precision,
             static_cast<std::int64_t>(reading.tokens), static_cast<std::int64_t>(reading.unknown),
             static_cast<std::int64_t>(reading.windows), negative, neutral, positive);
  constexpr int kEmbedding = 12;
  if (reading.embedding.empty()) {
    store.bind(kEmbedding, nullptr);
  } else {
    store.bind(kEmbedding, std::as_bytes(std::span(reading.embedding)));
  }
  store.run();
  database.query("UPDATE lyrics SET language = ?, language_share = ? WHERE song_id = ?")
      .with(reading.language, reading.language_share, reading.song.value)
      .run();
}

std::vector<float> floats_of(std::span<const std::byte> blob) {
  std::vector<float> floats(blob.size() / sizeof(float));
  if (!floats.empty()) std::memcpy(floats.data(), blob.data(), floats.size() * sizeof(float));
  return floats;
}

}  // namespace

std::size_t write_song_readings(Database& database, const TextModelName& model, std::span<const SongReading> readings) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  const std::int64_t id = remember(database, model);
  std::size_t stored = 0;
  for (const SongReading& reading : readings) {
    if (!are_the_words_of(database, reading)) continue;  // they changed while they were read
    if (!reading.embedding.empty()) check_dimension(database, model, id, reading.embedding.size());
    write_one(database, id, reading);
    ++stored;
  }
  transaction.commit();
  return stored;
}

void choose_text_models(Database& database, const std::optional<TextModelName>& embeds,
                        const std::optional<TextModelName>& feels) {
  TransactionScope transaction(database, TransactionScope::Kind::kWrite);
  database.query("UPDATE text_models SET embeds = 0, feels = 0").run();
  if (embeds) {
    database.query("UPDATE text_models SET embeds = 1 WHERE id = ?").with(remember(database, *embeds)).run();
  }
  if (feels) database.query("UPDATE text_models SET feels = 1 WHERE id = ?").with(remember(database, *feels)).run();
  transaction.commit();
}

void forget_readings(Database& database, SongId song) {
  database.query("DELETE FROM readings WHERE song_id = ?").with(song.value).run();
  database.query("UPDATE lyrics SET language = NULL, language_share = NULL WHERE song_id = ?").with(song.value).run();
}

std::vector<SongWords> read_songs_with_lyrics(Database& database) {
  Query rows = database.query("SELECT song_id, length(CAST(text AS BLOB)) FROM lyrics ORDER BY song_id");
  std::vector<SongWords> songs;
  while (rows.step()) songs.push_back({{rows.integer(0)}, rows.integer(1)});
  return songs;
}

std::vector<SongWords> read_songs_to_read(Database& database, std::string_view fingerprint, const ReadingNeeds& needs,
                                          int reader) {
  Query rows = database.query(
      "SELECT l.song_id, l.text, r.digest, r.reader, r.tokens, r.embedding IS NOT NULL, r.positive IS NOT NULL "
      "FROM lyrics l LEFT JOIN readings r ON r.song_id = l.song_id "
      "AND r.model_id = (SELECT id FROM text_models WHERE fingerprint = ?) ORDER BY l.song_id");
  rows.with(fingerprint);
  std::vector<SongWords> songs;
  while (rows.step()) {
    const std::string_view words = rows.text(1);
    const bool lacks_numbers =
        rows.integer(4) > 0 && ((needs.embedding && rows.integer(5) == 0) || (needs.sentiment && rows.integer(6) == 0));
    // The digest is looked at too: words may have been changed by another program's hand.
    if (rows.is_null(2) || rows.integer(3) < reader || lacks_numbers || sha1_hex(words) != rows.text(2)) {
      songs.push_back({{rows.integer(0)}, static_cast<std::int64_t>(words.size())});
    }
  }
  return songs;
}

void for_each_embedding(Database& database, std::string_view fingerprint,
                        const std::function<void(SongId, std::span<const float>)>& visit, const SongRange& range) {
  Query rows = database.query(
      "SELECT r.song_id, r.embedding, m.dimension FROM readings r JOIN text_models m ON m.id = r.model_id "
      "WHERE m.fingerprint = ? AND r.embedding IS NOT NULL AND r.song_id BETWEEN ? AND ? ORDER BY r.song_id");
  rows.with(fingerprint, range.first.value, range.last.value);
  while (rows.step()) {
    const std::vector<float> embedding = floats_of(rows.blob(1));
    if (static_cast<std::int64_t>(embedding.size()) != rows.integer(2)) {
      throw Error(ErrorKind::kBadData,
                  fmt::format("the catalog {} is damaged: the embedding of song {} has {} numbers, not {}",
                              database.path().string(), rows.integer(0), embedding.size(), rows.integer(2)),
                  "'segue embed --redo' makes all embeddings anew.");
    }
    visit({rows.integer(0)}, embedding);
  }
}

std::optional<SongReading> read_song_reading(Database& database, SongId song, std::string_view fingerprint) {
  Query row = database.query(
      "SELECT r.digest, r.reader, l.language, l.language_share, r.precision, r.tokens, r.unknown, r.windows, "
      "r.negative, r.neutral, r.positive, r.embedding FROM readings r JOIN text_models m ON m.id = r.model_id "
      "JOIN lyrics l ON l.song_id = r.song_id WHERE r.song_id = ? AND m.fingerprint = ?");
  row.with(song.value, fingerprint);
  if (!row.step()) return std::nullopt;
  SongReading reading;
  reading.song = song;
  reading.digest = row.text(0);
  reading.reader = static_cast<int>(row.integer(1));
  reading.language = row.text(2);
  reading.language_share = row.is_null(3) ? 0 : row.real(3);
  reading.precision = row.text(4);
  reading.tokens = static_cast<std::size_t>(row.integer(5));
  reading.unknown = static_cast<std::size_t>(row.integer(6));
  reading.windows = static_cast<std::size_t>(row.integer(7));
  if (!row.is_null(10)) reading.sentiment = {row.real(8), row.real(9), row.real(10)};
  reading.embedding = floats_of(row.blob(11));
  return reading;
}

std::vector<TextModelSummary> read_text_models(Database& database) {
  Query rows = database.query(
      "SELECT m.fingerprint, m.name, m.language, m.dimension, m.embeds, m.feels, COUNT(r.song_id), "
      "COUNT(r.embedding), COUNT(r.positive) FROM text_models m LEFT JOIN readings r ON r.model_id = m.id "
      "GROUP BY m.id ORDER BY m.name, m.id");
  std::vector<TextModelSummary> models;
  while (rows.step()) {
    TextModelSummary summary;
    summary.model = {std::string(rows.text(0)), std::string(rows.text(1)), std::string(rows.text(2))};
    summary.dimension = static_cast<std::size_t>(rows.integer(3));
    summary.embeds = rows.integer(4) != 0;
    summary.feels = rows.integer(5) != 0;
    summary.readings = rows.integer(6);
    summary.embeddings = rows.integer(7);
    summary.sentiments = rows.integer(8);
    models.push_back(std::move(summary));
  }
  return models;
}

std::vector<LanguageCount> read_languages(Database& database) {
  Query rows = database.query(
      "SELECT language, COUNT(*) FROM lyrics WHERE language IS NOT NULL GROUP BY language "
      "ORDER BY COUNT(*) DESC, language");
  std::vector<LanguageCount> languages;
  while (rows.step()) languages.push_back({std::string(rows.text(0)), rows.integer(1)});
  return languages;
}

}  // namespace segue::catalog
