#include "segue/catalog/schema.h"

namespace segue::catalog {
namespace {

// Part of a migration: released, so it never changes. The columns of song_values are written out, although variables()
// knows them, for the same reason.
constexpr const char* kSongs = R"sql(
-- A recording. AUTOINCREMENT, because ids are never used again.
CREATE TABLE songs(
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  title       TEXT NOT NULL CHECK (title <> ''),
  artists     TEXT NOT NULL,  -- JSON array of names, the first is the one it is filed under
  album       TEXT,
  released    TEXT,           -- 2020, 2020-01 or 2020-01-21
  year        INTEGER AS (CAST(substr(released, 1, 4) AS INTEGER)) VIRTUAL,
  duration_ms INTEGER CHECK (duration_ms >= 0),
  popularity  INTEGER CHECK (popularity BETWEEN 0 AND 100),
  explicit    INTEGER CHECK (explicit IN (0, 1)),
  path        TEXT,
  title_key   TEXT NOT NULL,  -- title_key() of the title
  name_key    TEXT            -- name_key() of the title where it differs from title_key
) STRICT;
CREATE INDEX songs_title_key ON songs(title_key);
CREATE INDEX songs_name_key ON songs(name_key) WHERE name_key IS NOT NULL;
CREATE INDEX songs_path ON songs(path) WHERE path IS NOT NULL;

-- The names a song was ever filed under: lower(title), U+001F, lower(first artist). A name leads to one song for good.
CREATE TABLE song_names(
  merge_key TEXT PRIMARY KEY,
  song_id   INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX song_names_song ON song_names(song_id);

-- What services call a song. An id leads to one song for good.
CREATE TABLE song_ids(
  scheme  TEXT NOT NULL,
  value   TEXT NOT NULL,
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  PRIMARY KEY(scheme, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX song_ids_song ON song_ids(song_id);

-- The numbers one source knows about a song; NULL: unknown.
CREATE TABLE song_values(
  song_id                   INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  source                    TEXT NOT NULL,
  danceability              REAL,
  energy                    REAL,
  key                       REAL,
  loudness                  REAL,
  mode                      REAL,
  speechiness               REAL,
  acousticness              REAL,
  instrumentalness          REAL,
  liveness                  REAL,
  valence                   REAL,
  tempo                     REAL,
  time_signature            REAL,
  num_samples               REAL,
  analysis_sample_rate      REAL,
  analysis_channels         REAL,
  end_of_fade_in            REAL,
  start_of_fade_out         REAL,
  analysis_loudness         REAL,
  tempo_confidence          REAL,
  time_signature_confidence REAL,
  key_confidence            REAL,
  mode_confidence           REAL,
  sentiment_negative        REAL,
  sentiment_neutral         REAL,
  sentiment_positive        REAL,
  has_lyrics                REAL,
  PRIMARY KEY(song_id, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE lyrics(
  song_id INTEGER PRIMARY KEY REFERENCES songs(id) ON DELETE CASCADE,
  text    TEXT NOT NULL CHECK (text <> ''),
  source  TEXT NOT NULL
) STRICT;
)sql";

constexpr const char* kPlaylists = R"sql(
-- Playlists somebody else made, and their songs in order.
CREATE TABLE playlists(
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  key  TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;
CREATE TABLE playlist_songs(
  playlist_id INTEGER NOT NULL REFERENCES playlists(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  song_id     INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  PRIMARY KEY(playlist_id, position),
  UNIQUE(playlist_id, song_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX playlist_songs_song ON playlist_songs(song_id);
)sql";

constexpr const char* kRecipes = R"sql(
-- Trained recipes: what a recipe is, its models, and every song's vector in chunks of up to 4096 songs.
CREATE TABLE recipes(
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  name      TEXT NOT NULL UNIQUE,
  created   TEXT NOT NULL,  -- UTC, 2026-01-31 12:00:00
  json      TEXT NOT NULL,
  dimension INTEGER NOT NULL CHECK (dimension >= 0),
  songs     INTEGER NOT NULL CHECK (songs >= 0),
  current   INTEGER NOT NULL CHECK (current IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX recipes_current ON recipes(current) WHERE current = 1;
CREATE TABLE recipe_models(
  recipe_id INTEGER NOT NULL REFERENCES recipes(id) ON DELETE CASCADE,
  name      TEXT NOT NULL,
  data      BLOB NOT NULL,  -- safetensors
  PRIMARY KEY(recipe_id, name)
) STRICT;
CREATE TABLE recipe_vectors(
  recipe_id  INTEGER NOT NULL REFERENCES recipes(id) ON DELETE CASCADE,
  chunk      INTEGER NOT NULL,  -- 0, 1, 2, ...
  first_song INTEGER NOT NULL,
  last_song  INTEGER NOT NULL,
  ids        BLOB NOT NULL,     -- int64, little-endian, ascending
  vectors    BLOB NOT NULL,     -- float32, little-endian, songs x dimension
  clusters   BLOB NOT NULL,     -- int32, little-endian
  PRIMARY KEY(recipe_id, chunk)
) STRICT;
)sql";

constexpr const char* kFiles = R"sql(
-- Music files, and the recording each holds.
CREATE TABLE files(
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  song_id     INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  path        TEXT NOT NULL UNIQUE,  -- absolute; bytes of the file system, not necessarily UTF-8
  size        INTEGER NOT NULL,
  modified_ns INTEGER NOT NULL,
  fingerprint TEXT NOT NULL,         -- recognises the file where it was moved
  tag_reader  INTEGER NOT NULL,      -- version of what read its tags
  missing     INTEGER NOT NULL CHECK (missing IN (0, 1))
) STRICT;
CREATE INDEX files_song ON files(song_id);

-- What the analyzer heard in a file. Both problem and document: a later analyzer failed where an earlier one did not.
CREATE TABLE sounds(
  file_id  INTEGER PRIMARY KEY REFERENCES files(id) ON DELETE CASCADE,
  analyzer INTEGER NOT NULL,  -- its version
  problem  TEXT,              -- why it could not hear the file; NULL: it could
  document TEXT,              -- JSON: every number with confidence and provenance
  timbre   BLOB               -- float32, little-endian, NaN unknown; in the order of the analyzer's version
) STRICT;
)sql";

constexpr const char* kReadings = R"sql(
-- The language of the words; NULL: not looked at yet, '': too few words to say.
ALTER TABLE lyrics ADD COLUMN language TEXT;
ALTER TABLE lyrics ADD COLUMN language_share REAL;

-- Text encoders that read songs' words.
CREATE TABLE text_models(
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  fingerprint TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  language    TEXT,     -- it was made for; NULL: several, or not known
  dimension   INTEGER,  -- of its embeddings; NULL: none yet
  embeds      INTEGER NOT NULL DEFAULT 0 CHECK (embeds IN (0, 1)),  -- its embeddings are in use
  feels       INTEGER NOT NULL DEFAULT 0 CHECK (feels IN (0, 1))    -- its sentiments are in use
) STRICT;
CREATE UNIQUE INDEX text_models_embeds ON text_models(embeds) WHERE embeds = 1;
CREATE UNIQUE INDEX text_models_feels ON text_models(feels) WHERE feels = 1;

-- What an encoder made of a song's words.
CREATE TABLE readings(
  model_id  INTEGER NOT NULL REFERENCES text_models(id) ON DELETE CASCADE,
  song_id   INTEGER NOT NULL REFERENCES lyrics(song_id) ON DELETE CASCADE,
  digest    TEXT NOT NULL,     -- SHA-1 of the words that were read
  reader    INTEGER NOT NULL,  -- version of what cleaned them
  precision TEXT NOT NULL,     -- float32, bfloat16, int8
  tokens    INTEGER NOT NULL,  -- 0: there are no words in the text
  unknown   INTEGER NOT NULL,
  windows   INTEGER NOT NULL,
  negative  REAL,              -- sentiment; NULL: the encoder has none
  neutral   REAL,
  positive  REAL,
  embedding BLOB,              -- float32, little-endian; NULL: not asked for
  PRIMARY KEY(model_id, song_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX readings_song ON readings(song_id);
)sql";

constexpr const char* kFeedback = R"sql(
-- What somebody thinks of a song: for lists from a seed, or (seed_id 0) for all lists.
CREATE TABLE feedback(
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  seed_id INTEGER NOT NULL,
  liked   INTEGER NOT NULL CHECK (liked IN (0, 1)),
  created TEXT NOT NULL,  -- UTC, 2026-01-31 12:00:00
  PRIMARY KEY(song_id, seed_id)
) STRICT, WITHOUT ROWID;

-- Lists segue made that somebody keeps.
CREATE TABLE made_lists(
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  name    TEXT NOT NULL UNIQUE CHECK (name <> ''),
  title   TEXT NOT NULL,
  created TEXT NOT NULL,
  request TEXT NOT NULL   -- JSON: the options it was made with
) STRICT;
CREATE TABLE made_list_songs(
  list_id  INTEGER NOT NULL REFERENCES made_lists(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  song_id  INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  distance REAL,          -- NULL: a seed
  PRIMARY KEY(list_id, position)
) STRICT, WITHOUT ROWID;
)sql";

constexpr const char* kTrials = R"sql(
-- Networks that architecture searches tried.
CREATE TABLE trials(
  id       INTEGER PRIMARY KEY AUTOINCREMENT,  -- ascending in the order in which they ended
  key      TEXT NOT NULL UNIQUE,  -- SHA-256 of all that the trial depends on
  kind     TEXT NOT NULL,         -- tabular, lyrics
  data     TEXT NOT NULL,         -- SHA-256 of the rows
  created  TEXT NOT NULL,
  document TEXT NOT NULL,         -- JSON: network, options, losses by epoch, measures
  latents  BLOB                   -- float32, little-endian, of a sample of songs; NULL: it ended without
) STRICT;
CREATE INDEX trials_kind ON trials(kind);
)sql";

constexpr const char* kTotals = R"sql(
-- How many songs there are: of millions, counting them takes longer than a list. Kept by whoever adds a song.
CREATE TABLE totals(songs INTEGER NOT NULL) STRICT;
INSERT INTO totals SELECT COUNT(*) FROM songs;
)sql";

constexpr const char* kKeys = R"sql(
-- What leads to songs (song_keys.h): kind 0 names a song was ever filed under (lower(title), U+001F, lower(first artist)),
-- 1 ids (scheme, U+001F, value), 2 keys of its title. New ones gather in new_song_keys. Neither refers to songs by a
-- foreign key: to check it, row by row and in no order of songs, would cost as much as the rest of an import.
CREATE TABLE song_keys(
  kind    INTEGER NOT NULL,
  key     TEXT NOT NULL,
  song_id INTEGER NOT NULL,
  PRIMARY KEY(kind, key, song_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE new_song_keys(
  kind    INTEGER NOT NULL,
  key     TEXT NOT NULL,
  song_id INTEGER NOT NULL,
  PRIMARY KEY(kind, key, song_id)
) STRICT, WITHOUT ROWID;
INSERT INTO song_keys SELECT 0, merge_key, song_id FROM song_names ORDER BY merge_key;
INSERT INTO song_keys SELECT 1, scheme || char(31) || value, song_id FROM song_ids ORDER BY 2;
INSERT INTO song_keys SELECT 2, title_key, id FROM songs
                UNION SELECT 2, name_key, id FROM songs WHERE name_key IS NOT NULL ORDER BY 2, 3;
DROP TABLE song_names;
DROP INDEX songs_title_key;
DROP INDEX songs_name_key;
ALTER TABLE songs DROP COLUMN name_key;
ALTER TABLE songs DROP COLUMN title_key;

-- What services call a song.
CREATE TABLE ids_of_songs(
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  scheme  TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY(song_id, scheme, value)
) STRICT, WITHOUT ROWID;
INSERT INTO ids_of_songs SELECT song_id, scheme, value FROM song_ids ORDER BY song_id, scheme, value;
DROP TABLE song_ids;
ALTER TABLE ids_of_songs RENAME TO song_ids;

-- The songs of playlists, in order. Without a reference to songs and an index by song, for the same reason as above.
CREATE TABLE songs_of_playlists(
  playlist_id INTEGER NOT NULL REFERENCES playlists(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  song_id     INTEGER NOT NULL,
  PRIMARY KEY(playlist_id, position),
  UNIQUE(playlist_id, song_id)
) STRICT, WITHOUT ROWID;
INSERT INTO songs_of_playlists SELECT playlist_id, position, song_id FROM playlist_songs ORDER BY playlist_id, position;
DROP TABLE playlist_songs;
ALTER TABLE songs_of_playlists RENAME TO playlist_songs;
)sql";

constexpr const char* kNameless = R"sql(
-- The few songs that lack artists, for who wants to know of one song whether an artist would be news.
CREATE INDEX songs_without_artists ON songs(artists) WHERE artists = '[]';
)sql";

constexpr const char* kKeyRuns = R"sql(
-- New keys gather in song_keys until there are enough for a run of their own (key_runs.h).
INSERT OR IGNORE INTO song_keys SELECT kind, key, song_id FROM new_song_keys;
DROP TABLE new_song_keys;
CREATE TABLE song_key_runs(
  run  INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  keys INTEGER NOT NULL
) STRICT;
-- The keys of a run in order, as bytes (key_block.h). No key stands in two blocks of a run.
CREATE TABLE song_key_blocks(
  id        INTEGER PRIMARY KEY,
  run       INTEGER NOT NULL,
  first_key TEXT NOT NULL,  -- none of the block's is before it
  entries   BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX song_key_blocks_first_key ON song_key_blocks(run, first_key);
)sql";

}  // namespace

void create_schema_1(Database& database) {
  database.execute(kSongs);
  database.execute(kPlaylists);
  database.execute(kRecipes);
}

void create_schema_2(Database& database) {
  database.execute(kFiles);
}

void create_schema_3(Database& database) {
  database.execute(kReadings);
}

void create_feedback_schema(Database& database) {
  database.execute(kFeedback);
}

void create_trials_schema(Database& database) {
  database.execute(kTrials);
}

void create_totals_schema(Database& database) {
  database.execute(kTotals);
}

void create_keys_schema(Database& database) {
  database.execute(kKeys);
}

void create_nameless_schema(Database& database) {
  database.execute(kNameless);
}

void create_key_runs_schema(Database& database) {
  database.execute(kKeyRuns);
}

}  // namespace segue::catalog
