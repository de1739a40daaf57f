-- A catalog of version 7 as segue wrote it, with invented songs: catalog-v6 with the keys of songs in a table of their
-- own. make_catalog_v7.sh makes catalog-v7.db of it.
-- It stands for all catalogs of that version that people have: never change it, add one for the next version.
PRAGMA page_size = 1024;
PRAGMA application_id = 1936160101;
PRAGMA user_version = 7;
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
  path        TEXT) STRICT;
INSERT INTO songs VALUES(1,'Paper Lanterns','["The Invented"]','Night Market','2019-06-14',200123,66,0,'/music/The Invented - Paper Lanterns.wav');
INSERT INTO songs VALUES(2,'Été à Reykjavík (feat. Ólöf) - 2003 Remaster','["Søren Ægir","Ólöf"]',NULL,'1975',NULL,NULL,1,NULL);
INSERT INTO songs VALUES(3,'夜の灯 - Moon Remix','["発明者"]',NULL,'2020-01',NULL,NULL,NULL,'/music/夜の灯.flac');
INSERT INTO songs VALUES(4,'Nameless Tune','[]',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO songs VALUES(5,'Don''t \ "Stop"','["A, B & C","D"]',NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO songs VALUES(6,'Broken','["Nobody"]',NULL,NULL,NULL,NULL,NULL,'/music/Nobody - Broken.mp3');
INSERT INTO songs VALUES(7,'Gone','["Nobody"]',NULL,NULL,5000,NULL,NULL,NULL);
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
INSERT INTO song_values VALUES(1,'segue',0.50211550887843270363,0.24845419029370915953,9.0,-14.102299169042760596,0.0,0.070370515391024637819,0.99743670520777705235,0.959485433099527385,NULL,0.3430344170788386382,NULL,4.0,132300.0,22050.0,1.0,0.0,6.0,-14.102299169042760596,0.0,0.0,0.52711347868077240708,0.24874288931300858607,NULL,NULL,0.25,NULL);
INSERT INTO song_values VALUES(2,'spotify',NULL,NULL,NULL,NULL,1.0,NULL,NULL,NULL,NULL,0.33333333333333331482,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO song_values VALUES(3,'reccobeats',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO song_values VALUES(7,'segue',0.42106700385455775315,0.14199662611982102888,4.0,-17.693714197735225468,0.0,0.06547988838213146534,0.98577409441497554354,0.98710370369279543112,NULL,0.21304343761543148572,NULL,4.0,110250.0,22050.0,1.0,0.0,5.0,-17.693714197735225468,0.0,0.0,0.51696828906434255657,0.24843623993027863505,NULL,NULL,NULL,NULL);
CREATE TABLE lyrics(
  song_id INTEGER PRIMARY KEY REFERENCES songs(id) ON DELETE CASCADE,
  text    TEXT NOT NULL CHECK (text <> ''),
  source  TEXT NOT NULL
, language TEXT, language_share REAL) STRICT;
INSERT INTO lyrics VALUES(2,replace('Sumarið kemur\nog fer "aftur"\n','\n',char(10)),'spotify','is',0.95999999999999996447);
INSERT INTO lyrics VALUES(5,'don''t stop','file','',0.0);
CREATE TABLE playlists(
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  key  TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
) STRICT;
INSERT INTO playlists VALUES(1,'37i9dQZF1DXcZDD7cfEKhW','Evening');
INSERT INTO playlists VALUES(2,'name:été mix','Été Mix');
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
INSERT INTO files VALUES(1,6,'/music/Nobody - Broken.mp3',4,1790000000000000000,'3e85f340a9614165b68364bc5827b7ee56099213',1,0);
INSERT INTO files VALUES(2,7,'/music/Nobody - Gone.wav',220544,1790000000000000000,'0be3fa0c78f4e45ed99ef6b9e6eeb6e841800e25',1,1);
INSERT INTO files VALUES(3,1,'/music/The Invented - Paper Lanterns.wav',264644,1790000000000000000,'45ce7bf4ba07e7fe26f473d64593fff9b5aead4f',1,0);
CREATE TABLE sounds(
  file_id  INTEGER PRIMARY KEY REFERENCES files(id) ON DELETE CASCADE,
  analyzer INTEGER NOT NULL,  -- its version
  problem  TEXT,              -- why it could not hear the file; NULL: it could
  document TEXT,              -- JSON: every number with confidence and provenance
  timbre   BLOB               -- float32, little-endian, NaN unknown; in the order of the analyzer's version
) STRICT;
INSERT INTO sounds VALUES(1,1,'/music/Nobody - Broken.mp3: no audio that can be decoded (it is no kind of file that FFmpeg knows)',NULL,NULL);
INSERT INTO sounds VALUES(2,1,NULL,'{"version":1,"analyzer_version":1,"duration":5.0,"features":{"danceability":{"value":0.42106700385455775,"confidence":0.05520519327707099,"provenance":"modelled"},"energy":{"value":0.14199662611982103,"confidence":0.12370690763330963,"provenance":"modelled"},"key":{"value":4.0,"confidence":0.5169682890643426,"provenance":"estimated"},"loudness":{"value":-17.693714197735225,"confidence":1.0,"provenance":"exact"},"mode":{"value":0.0,"confidence":0.24843623993027864,"provenance":"estimated"},"speechiness":{"value":0.06547988838213147,"confidence":0.05162333858339984,"provenance":"modelled"},"acousticness":{"value":0.9857740944149755,"confidence":0.1318869227416956,"provenance":"modelled"},"instrumentalness":{"value":0.9871037036927954,"confidence":0.9999999157782223,"provenance":"modelled"},"liveness":{"value":null,"confidence":0.0,"provenance":"unavailable"},"valence":{"value":0.21304343761543149,"confidence":0.02862087738797126,"provenance":"modelled"},"tempo":{"value":0.0,"confidence":0.0,"provenance":"estimated"},"time_signature":{"value":4.0,"confidence":0.0,"provenance":"estimated"}},"analysis":{"num_samples":{"value":110250.0,"confidence":1.0,"provenance":"exact"},"analysis_sample_rate":{"value":22050.0,"confidence":1.0,"provenance":"exact"},"analysis_channels":{"value":1.0,"confidence":1.0,"provenance":"exact"},"end_of_fade_in":{"value":0.0,"confidence":1.0,"provenance":"estimated"},"start_of_fade_out":{"value":5.0,"confidence":1.0,"provenance":"estimated"},"analysis_loudness":{"value":-17.693714197735225,"confidence":1.0,"provenance":"exact"},"tempo_confidence":{"value":0.0,"confidence":1.0,"provenance":"exact"},"time_signature_confidence":{"value":0.0,"confidence":1.0,"provenance":"exact"},"key_confidence":{"value":0.5169682890643426,"confidence":1.0,"provenance":"exact"},"mode_confidence":{"value":0.24843623993027864,"confidence":1.0,"provenance":"exact"}},"remarks":[]}',X'1a790fc49de99b413ca08e42fe416041d5b47a4217ad0b40adf84c4211e00c4026e41342ef7f0040ee89a8413ab8bb3fe9d59d40527e573f4bca22c174a27d3fb28cb8c108f7d43ff0e103c2edf10a40b9961dc2f3a32d40133d29c22fcc3140c0aa27c242003440d9021bc2d5532640d7f905c251ca0d407300d7c11a28ec3f891b9dc1ec61a53f950a46c13cf2773f47a6b3c03fcd203ffbb9ab3e8406083f92ad2242983097407923d941c3f9c43f4b6e89413959444072f47d41480000400d8c83417b5b1040988d9041cec94040cfa3a941d65f1c4081f52a432283064194be4243a20812427bdd2c4399b9ef406c16b233c5069035d2b07a4067e0b339a95c743c80970e3a0929323f000000000000000000000000000000009045463e0000000000000000992ce23d000000000000000000000000896fca37dd9da73ecdcc4c3e0000000000000000000000000000204168243c3e76addc394baa6d400000000000000000');
INSERT INTO sounds VALUES(3,1,NULL,'{"version":1,"analyzer_version":1,"duration":6.0,"features":{"danceability":{"value":0.5021155088784327,"confidence":0.027227231280962008,"provenance":"modelled"},"energy":{"value":0.24845419029370916,"confidence":0.061012313973433326,"provenance":"modelled"},"key":{"value":9.0,"confidence":0.5271134786807724,"provenance":"estimated"},"loudness":{"value":-14.10229916904276,"confidence":1.0,"provenance":"exact"},"mode":{"value":0.0,"confidence":0.24874288931300859,"provenance":"estimated"},"speechiness":{"value":0.07037051539102464,"confidence":0.02546065860237509,"provenance":"modelled"},"acousticness":{"value":0.997436705207777,"confidence":0.06504670186371707,"provenance":"modelled"},"instrumentalness":{"value":0.9594854330995274,"confidence":0.9999989787912203,"provenance":"modelled"},"liveness":{"value":null,"confidence":0.0,"provenance":"unavailable"},"valence":{"value":0.34303441707883864,"confidence":0.014115832258665624,"provenance":"modelled"},"tempo":{"value":0.0,"confidence":0.0,"provenance":"estimated"},"time_signature":{"value":4.0,"confidence":0.0,"provenance":"estimated"}},"analysis":{"num_samples":{"value":132300.0,"confidence":1.0,"provenance":"exact"},"analysis_sample_rate":{"value":22050.0,"confidence":1.0,"provenance":"exact"},"analysis_channels":{"value":1.0,"confidence":1.0,"provenance":"exact"},"end_of_fade_in":{"value":0.0,"confidence":1.0,"provenance":"estimated"},"start_of_fade_out":{"value":6.0,"confidence":1.0,"provenance":"estimated"},"analysis_loudness":{"value":-14.10229916904276,"confidence":1.0,"provenance":"exact"},"tempo_confidence":{"value":0.0,"confidence":1.0,"provenance":"exact"},"time_signature_confidence":{"value":0.0,"confidence":1.0,"provenance":"exact"},"key_confidence":{"value":0.5271134786807724,"confidence":1.0,"provenance":"exact"},"mode_confidence":{"value":0.24874288931300859,"confidence":1.0,"provenance":"exact"}},"remarks":[]}',X'e6c003c49c6f944177ba8b4276354a412a206142d2cb05401f4416428763a43f32ba754130416e3f0797e6c00555fb3e5b5fd9c185ccbe3fc2c628c2425a10406e034bc2ae253d40b1ef51c2a3dd364070aa3fc27ed83440e90d1ac2fd230a40f1e4d0c1fe89c53fb5d44bc1eb33433fedd242be2d8bc83d520323418f5cfd3e80588c41977c813f4116ad411bae8c3f34ecb44167af9a3fc602a8419d0e8b3f140fbc4191d487403a792042e485f93f28c58c41913a2240941d7f4163cd0b40952561412a8bf63f242e7b418eb2e63f38f3b541fff90f409dac604331620b41a6532d439a491b4286ae62433b92ff40b80fe2336cd1c835c906bc400a6790396b08a33c32e71d3a5cd1323f000000000000000000000000000000009af9433e0000000000000000ea81e13d000000000000000000000000b9042538f0e5a63eabaa2a3e00000000000000000000000000002041478a2c3ecb9e6f395f3d69400000000000000000');
CREATE TABLE text_models(
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  fingerprint TEXT NOT NULL UNIQUE,
  name        TEXT NOT NULL,
  language    TEXT,     -- it was made for; NULL: several, or not known
  dimension   INTEGER,  -- of its embeddings; NULL: none yet
  embeds      INTEGER NOT NULL DEFAULT 0 CHECK (embeds IN (0, 1)),  -- its embeddings are in use
  feels       INTEGER NOT NULL DEFAULT 0 CHECK (feels IN (0, 1))    -- its sentiments are in use
) STRICT;
INSERT INTO text_models VALUES(1,'c932b86d546ccaaa','words','en',4,1,1);
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
INSERT INTO readings VALUES(1,2,'2d125be883ea2f192d416151584d37ce3c34fdf1',1,'bfloat16',14,0,1,0.066076703196150110564,0.80860760713289014933,0.12531568967095976785,X'0000003f000080bf000080400000c03f');
INSERT INTO readings VALUES(1,5,'46cc88111f6466432ff5c84c447295e1b16b1368',1,'bfloat16',4,0,1,0.19334079351490368603,0.26132671150236147505,0.5453324949827348389,X'000000000000803f000000c00000803e');
CREATE TABLE feedback(
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  seed_id INTEGER NOT NULL,
  liked   INTEGER NOT NULL CHECK (liked IN (0, 1)),
  created TEXT NOT NULL,  -- UTC, 2026-01-31 12:00:00
  PRIMARY KEY(song_id, seed_id)
) STRICT, WITHOUT ROWID;
INSERT INTO feedback VALUES(2,0,1,'2026-01-31 12:00:00');
INSERT INTO feedback VALUES(3,1,0,'2026-01-31 12:00:00');
CREATE TABLE made_lists(
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  name    TEXT NOT NULL UNIQUE CHECK (name <> ''),
  title   TEXT NOT NULL,
  created TEXT NOT NULL,
  request TEXT NOT NULL   -- JSON: the options it was made with
) STRICT;
INSERT INTO made_lists VALUES(1,'evening','Evening','2026-01-31 12:00:00','{"version":1}');
CREATE TABLE made_list_songs(
  list_id  INTEGER NOT NULL REFERENCES made_lists(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  song_id  INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  distance REAL,          -- NULL: a seed
  PRIMARY KEY(list_id, position)
) STRICT, WITHOUT ROWID;
INSERT INTO made_list_songs VALUES(1,0,1,NULL);
INSERT INTO made_list_songs VALUES(1,1,3,0.5);
CREATE TABLE trials(
  id       INTEGER PRIMARY KEY AUTOINCREMENT,  -- ascending in the order in which they ended
  key      TEXT NOT NULL UNIQUE,  -- SHA-256 of all that the trial depends on
  kind     TEXT NOT NULL,         -- tabular, lyrics
  data     TEXT NOT NULL,         -- SHA-256 of the rows
  created  TEXT NOT NULL,
  document TEXT NOT NULL,         -- JSON: network, options, losses by epoch, measures
  latents  BLOB                   -- float32, little-endian, of a sample of songs; NULL: it ended without
) STRICT;
INSERT INTO trials VALUES(1,'key','tabular','data','2026-01-31 12:00:00','{}',NULL);
CREATE TABLE totals(songs INTEGER NOT NULL) STRICT;
INSERT INTO totals VALUES(7);
CREATE TABLE song_keys(
  kind    INTEGER NOT NULL,
  key     TEXT NOT NULL,
  song_id INTEGER NOT NULL,
  PRIMARY KEY(kind, key, song_id)
) STRICT, WITHOUT ROWID;
INSERT INTO song_keys VALUES(0,'brokennobody',6);
INSERT INTO song_keys VALUES(0,'don''t \ "stop"a, b & c',5);
INSERT INTO song_keys VALUES(0,'gonenobody',7);
INSERT INTO song_keys VALUES(0,'nameless tune',4);
INSERT INTO song_keys VALUES(0,'paper lanternsthe invented',1);
INSERT INTO song_keys VALUES(0,'夜の灯 - moon remix発明者',3);
INSERT INTO song_keys VALUES(1,'isrcXX0000000001',1);
INSERT INTO song_keys VALUES(1,'spotify1aaaaaaaaaaaaaaaaaaaaa',1);
INSERT INTO song_keys VALUES(2,'broken',6);
INSERT INTO song_keys VALUES(2,'dont stop',5);
INSERT INTO song_keys VALUES(2,'gone',7);
INSERT INTO song_keys VALUES(2,'nameless tune',4);
INSERT INTO song_keys VALUES(2,'paper lanterns',1);
INSERT INTO song_keys VALUES(2,'夜の灯',3);
INSERT INTO song_keys VALUES(2,'夜の灯 (moon remix)',3);
CREATE TABLE new_song_keys(
  kind    INTEGER NOT NULL,
  key     TEXT NOT NULL,
  song_id INTEGER NOT NULL,
  PRIMARY KEY(kind, key, song_id)
) STRICT, WITHOUT ROWID;
INSERT INTO new_song_keys VALUES(0,'été à reykjavík (feat. ólöf) - 2003 remastersøren ægir',2);
INSERT INTO new_song_keys VALUES(1,'spotify2bbbbbbbbbbbbbbbbbbbbb',2);
INSERT INTO new_song_keys VALUES(2,'ete a reykjavik',2);
CREATE TABLE IF NOT EXISTS "song_ids"(
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  scheme  TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY(song_id, scheme, value)
) STRICT, WITHOUT ROWID;
INSERT INTO song_ids VALUES(1,'isrc','XX0000000001');
INSERT INTO song_ids VALUES(1,'spotify','1aaaaaaaaaaaaaaaaaaaaa');
INSERT INTO song_ids VALUES(2,'spotify','2bbbbbbbbbbbbbbbbbbbbb');
CREATE TABLE IF NOT EXISTS "playlist_songs"(
  playlist_id INTEGER NOT NULL REFERENCES playlists(id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  song_id     INTEGER NOT NULL,
  PRIMARY KEY(playlist_id, position),
  UNIQUE(playlist_id, song_id)
) STRICT, WITHOUT ROWID;
INSERT INTO playlist_songs VALUES(1,0,2);
INSERT INTO playlist_songs VALUES(1,1,1);
INSERT INTO playlist_songs VALUES(1,2,5);
INSERT INTO playlist_songs VALUES(2,0,3);
INSERT INTO playlist_songs VALUES(2,1,1);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('songs',7);
INSERT INTO sqlite_sequence VALUES('playlists',2);
INSERT INTO sqlite_sequence VALUES('recipes',2);
INSERT INTO sqlite_sequence VALUES('files',3);
INSERT INTO sqlite_sequence VALUES('text_models',3);
INSERT INTO sqlite_sequence VALUES('made_lists',1);
INSERT INTO sqlite_sequence VALUES('trials',1);
CREATE INDEX songs_path ON songs(path) WHERE path IS NOT NULL;
CREATE UNIQUE INDEX recipes_current ON recipes(current) WHERE current = 1;
CREATE INDEX files_song ON files(song_id);
CREATE UNIQUE INDEX text_models_embeds ON text_models(embeds) WHERE embeds = 1;
CREATE UNIQUE INDEX text_models_feels ON text_models(feels) WHERE feels = 1;
CREATE INDEX readings_song ON readings(song_id);
CREATE INDEX trials_kind ON trials(kind);
COMMIT;
