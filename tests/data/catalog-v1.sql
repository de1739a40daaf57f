-- A catalog of version 1 as segue wrote it, with invented songs. make_catalog_v1.sh makes catalog-v1.db of it.
-- It stands for all catalogs of that version that people have: never change it, add one for the next version.
PRAGMA page_size = 1024;
PRAGMA application_id = 1936160101;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
INSERT INTO songs VALUES(1,'Paper Lanterns','["The Invented"]','Night Market','2019-06-14',200123,66,0,NULL,'paper lanterns',NULL);
INSERT INTO songs VALUES(2,'Été à Reykjavík (feat. Ólöf) - 2003 Remaster','["Søren Ægir","Ólöf"]',NULL,'1975',NULL,NULL,1,NULL,'ete a reykjavik',NULL);
INSERT INTO songs VALUES(3,'夜の灯 - Moon Remix','["発明者"]',NULL,'2020-01',NULL,NULL,NULL,'/music/夜の灯.flac','夜の灯 (moon remix)','夜の灯');
INSERT INTO songs VALUES(4,'Nameless Tune','[]',NULL,NULL,NULL,NULL,NULL,NULL,'nameless tune',NULL);
INSERT INTO songs VALUES(5,'Don''t \ "Stop"','["A, B & C","D"]',NULL,NULL,NULL,NULL,NULL,NULL,'dont stop',NULL);
CREATE TABLE song_names(
  merge_key TEXT PRIMARY KEY,
  song_id   INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO song_names VALUES('paper lanternsthe invented',1);
INSERT INTO song_names VALUES('été à reykjavík (feat. ólöf) - 2003 remastersøren ægir',2);
INSERT INTO song_names VALUES('夜の灯 - moon remix発明者',3);
INSERT INTO song_names VALUES('nameless tune',4);
INSERT INTO song_names VALUES('don''t \ "stop"a, b & c',5);
CREATE TABLE song_ids(
  scheme  TEXT NOT NULL,
  value   TEXT NOT NULL,
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  PRIMARY KEY(scheme, value)
) STRICT, WITHOUT ROWID;
INSERT INTO song_ids VALUES('isrc','XX0000000001',1);
INSERT INTO song_ids VALUES('spotify','1aaaaaaaaaaaaaaaaaaaaa',1);
INSERT INTO song_ids VALUES('spotify','2bbbbbbbbbbbbbbbbbbbbb',2);
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
INSERT INTO song_values VALUES(1,'file',0.74799999999999999822,0.91600000000000003641,6.0,-2.6339999999999998969,NULL,NULL,NULL,NULL,NULL,NULL,122.03600000000000136,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO song_values VALUES(1,'segue',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,61.0,NULL,8820000.0,44100.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0.25,NULL);
INSERT INTO song_values VALUES(2,'spotify',NULL,NULL,NULL,NULL,1.0,NULL,NULL,NULL,NULL,0.33333333333333331482,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO song_values VALUES(3,'reccobeats',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE lyrics(
  song_id INTEGER PRIMARY KEY REFERENCES songs(id) ON DELETE CASCADE,
  text    TEXT NOT NULL CHECK (text <> ''),
  source  TEXT NOT NULL
) STRICT;
INSERT INTO lyrics VALUES(2,replace('Sumarið kemur\nog fer "aftur"\n','\n',char(10)),'spotify');
INSERT INTO lyrics VALUES(5,'don''t stop','file');
CREATE TABLE playlists(
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  key  TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;
INSERT INTO playlists VALUES(1,'37i9dQZF1DXcZDD7cfEKhW','Evening');
INSERT INTO playlists VALUES(2,'name:été mix','Été Mix');
CREATE TABLE playlist_songs(
  playlist_id INTEGER NOT NULL REFERENCES playlists(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  song_id     INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  PRIMARY KEY(playlist_id, position),
  UNIQUE(playlist_id, song_id)
) STRICT, WITHOUT ROWID;
INSERT INTO playlist_songs VALUES(1,1,1);
INSERT INTO playlist_songs VALUES(2,1,1);
INSERT INTO playlist_songs VALUES(1,0,2);
INSERT INTO playlist_songs VALUES(2,0,3);
INSERT INTO playlist_songs VALUES(1,2,5);
CREATE TABLE recipes(
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  name      TEXT NOT NULL UNIQUE,
  created   TEXT NOT NULL,  -- UTC, 2026-01-31 12:00:00
  json      TEXT NOT NULL,
  dimension INTEGER NOT NULL CHECK (dimension >= 0),
  songs     INTEGER NOT NULL CHECK (songs >= 0),
  current   INTEGER NOT NULL CHECK (current IN (0, 1))
) STRICT;
INSERT INTO recipes VALUES(1,'older','2026-01-31 12:00:00','{"version": 1}',0,0,0);
INSERT INTO recipes VALUES(2,'default','2026-01-31 12:00:00','{"version": 1, "kind": "invented"}',2,5,1);
CREATE TABLE recipe_models(
  recipe_id INTEGER NOT NULL REFERENCES recipes(id) ON DELETE CASCADE,
  name      TEXT NOT NULL,
  data      BLOB NOT NULL,  -- safetensors
  PRIMARY KEY(recipe_id, name)
) STRICT;
INSERT INTO recipe_models VALUES(2,'tabular',X'0102fe');
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
INSERT INTO recipe_vectors VALUES(2,0,1,5,X'01000000000000000200000000000000030000000000000004000000000000000500000000000000',X'0000003f000080bf0000803e000000400000000000000000000000be0000803f0000404000008040',X'0000000001000000010000000000000002000000');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('songs',5);
INSERT INTO sqlite_sequence VALUES('playlists',2);
INSERT INTO sqlite_sequence VALUES('recipes',2);
CREATE INDEX songs_title_key ON songs(title_key);
CREATE INDEX songs_name_key ON songs(name_key) WHERE name_key IS NOT NULL;
CREATE INDEX songs_path ON songs(path) WHERE path IS NOT NULL;
CREATE INDEX song_names_song ON song_names(song_id);
CREATE INDEX song_ids_song ON song_ids(song_id);
CREATE INDEX playlist_songs_song ON playlist_songs(song_id);
CREATE UNIQUE INDEX recipes_current ON recipes(current) WHERE current = 1;
COMMIT;
VACUUM;
PRAGMA journal_mode = WAL;
