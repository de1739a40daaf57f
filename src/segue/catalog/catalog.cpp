#include "segue/catalog/catalog.h"

#include <cassert>
#include <unordered_set>

#include <fmt/format.h>

#include "segue/base/unicode.h"
#include "segue/catalog/database.h"
#include "segue/catalog/file_store.h"
#include "segue/catalog/migrations.h"
#include "segue/catalog/opening.h"
#include "segue/catalog/playlist_store.h"
#include "segue/catalog/reading_store.h"
#include "segue/catalog/recipe_store.h"
#include "segue/catalog/song_keys.h"
#include "segue/catalog/song_store.h"
#include "segue/catalog/song_writer.h"
#include "segue/catalog/trial_store.h"

namespace segue::catalog {

struct Catalog::State {
  State(std::unique_ptr<Database> opened, const OpenOptions& options)
      : database(std::move(opened)), keys(*database, options.new_keys) {}

  std::unique_ptr<Database> database;
  SongKeys keys;
};

Catalog::Catalog(std::unique_ptr<State> state) : state_(std::move(state)) {}
Catalog::Catalog(Catalog&&) noexcept = default;
Catalog& Catalog::operator=(Catalog&&) noexcept = default;
Catalog::~Catalog() = default;

Catalog Catalog::open(const std::filesystem::path& path, const OpenOptions& options) {
  return Catalog(std::make_unique<State>(open_or_create(path, options, migrations()), options));
}

Catalog Catalog::open_existing(const std::filesystem::path& path, const OpenOptions& options) {
  return Catalog(std::make_unique<State>(open_existing_file(path, options, migrations()), options));
}

const std::filesystem::path& Catalog::path() const {
  return state_->database->path();
}

// --- transactions ----------------------------------------------------------------------------------------------------

Catalog::Transaction::Transaction(Catalog& catalog) : catalog_(&catalog) {
  Database& database = *catalog.state_->database;
  assert(!database.in_transaction());
  database.query("BEGIN IMMEDIATE").run();
  try {
    catalog.state_->keys.begin();
  } catch (...) {
    database.query("ROLLBACK").run();
    throw;
  }
}

Catalog::Transaction::~Transaction() {
  Database& database = *catalog_->state_->database;
  if (open_) catalog_->state_->keys.roll_back();
  if (!open_ || !database.in_transaction()) return;  // SQLite itself rolls back when the disk is full
  try {
    database.query("ROLLBACK").run();
  } catch (const Error&) {
    // Nothing was committed, and closing the connection rolls back too.
  }
}

void Catalog::Transaction::commit() {
  Database& database = *catalog_->state_->database;
  assert(open_);
  if (!database.in_transaction()) {
    throw Error(ErrorKind::kFailed, fmt::format("the catalog {} took back what was written after an earlier failure",
                                                database.path().string()));
  }
  catalog_->state_->keys.flush();
  database.query("COMMIT").run();
  open_ = false;
  catalog_->state_->keys.commit();
}

// --- writing ---------------------------------------------------------------------------------------------------------

void Catalog::look_ahead(std::span<const SongRecord> records) {
  look_for_songs_of(state_->keys, records);
}

Catalog::Written Catalog::write(const SongRecord& record, const WriteOptions& options) {
  return write_record(*state_->database, state_->keys, record, options);
}

Catalog::Written Catalog::write_to(SongId song, const SongRecord& record, const WriteOptions& options) {
  return write_record_to(*state_->database, state_->keys, song, record, options);
}

FileId Catalog::write_file(const MusicFile& file) {
  return write_music_file(*state_->database, file);
}

void Catalog::write_sound(FileId file, const Sound& sound) {
  write_heard_sound(*state_->database, file, sound);
}

void Catalog::write_sound_problem(FileId file, int analyzer, std::string_view problem) {
  catalog::write_sound_problem(*state_->database, file, analyzer, problem);
}

Catalog::PlaylistOutcome Catalog::write_playlist(const PlaylistMention& mention, std::span<const SongId> songs) {
  return write_collected_playlist(*state_->database, mention, songs);
}

std::size_t Catalog::write_readings(const TextModelName& model, std::span<const SongReading> readings) {
  return write_song_readings(*state_->database, model, readings);
}

void Catalog::use_text_models(const std::optional<TextModelName>& embeds, const std::optional<TextModelName>& feels) {
  choose_text_models(*state_->database, embeds, feels);
}

RecipeId Catalog::write_recipe(const std::string& name, const StoredRecipe& recipe) {
  return write_trained_recipe(*state_->database, name, recipe);
}

void Catalog::use_recipe(RecipeId id) {
  make_recipe_current(*state_->database, id);
}

void Catalog::write_trial(const StoredTrial& trial) {
  write_search_trial(*state_->database, trial);
}

// --- reading ---------------------------------------------------------------------------------------------------------

Summary Catalog::summary() const {
  Database& database = *state_->database;
  TransactionScope snapshot(database, TransactionScope::Kind::kRead);
  Summary summary;
  summary.songs = song_count();
  summary.playlists = database.read_integer("SELECT COUNT(*) FROM playlists");
  summary.playlist_entries = database.read_integer("SELECT COUNT(*) FROM playlist_songs");
  summary.songs_with_lyrics = database.read_integer("SELECT COUNT(*) FROM lyrics");
  summary.songs_with_year = database.read_integer("SELECT COUNT(*) FROM songs WHERE released IS NOT NULL");
  summary.songs_with_duration = database.read_integer("SELECT COUNT(*) FROM songs WHERE duration_ms IS NOT NULL");
  summary.recipes = database.read_integer("SELECT COUNT(*) FROM recipes");

  summary.files = database.read_integer("SELECT COUNT(*) FROM files WHERE missing = 0");
  summary.files_missing = database.read_integer("SELECT COUNT(*) FROM files WHERE missing = 1");
  summary.files_heard = database.read_integer(
      "SELECT COUNT(*) FROM files f JOIN sounds s ON s.file_id = f.id WHERE missing = 0 AND problem IS NULL");
  summary.files_unheard = database.read_integer(
      "SELECT COUNT(*) FROM files f JOIN sounds s ON s.file_id = f.id WHERE missing = 0 AND problem IS NOT NULL");

  for (Query rows = database.query("SELECT source, COUNT(*) FROM lyrics GROUP BY source"); rows.step();)
    summary.lyrics[static_cast<std::size_t>(read_provenance(database, rows.text(0)))] = rows.integer(1);

  std::unordered_set<std::string> artists;
  for_each_name([&](const SongName& song) {
    if (!song.artists.empty()) artists.insert(lower(song.artists.front()));
  });
  summary.artists = static_cast<std::int64_t>(artists.size());

  for_each_values([&](SongId, const KnownValues& known) {
    for (std::size_t i = 0; i < kVariableCount; ++i) {
      if (known.values.has(static_cast<Variable>(i)))
        ++summary.values[i][static_cast<std::size_t>(known.provenance[i])];
    }
  });
  snapshot.commit();
  return summary;
}

std::vector<Song> Catalog::songs(std::span<const SongId> ids) const {
  return read_songs(*state_->database, ids);
}

void Catalog::for_each_song(const std::function<void(const Song&)>& visit, bool with_ids,
                            const SongRange& range) const {
  catalog::for_each_song(*state_->database, visit, with_ids, range);
}

std::int64_t Catalog::song_count() const {
  return state_->database->read_integer("SELECT songs FROM totals");
}

std::vector<SongId> Catalog::song_ids(const SongRange& range) const {
  std::vector<SongId> ids;
  Query rows = state_->database->query("SELECT id FROM songs WHERE id BETWEEN ? AND ? ORDER BY id");
  rows.with(range.first.value, range.last.value);
  while (rows.step()) ids.push_back({rows.integer(0)});
  return ids;
}

SongId Catalog::last_song() const {
  return {state_->database->read_integer("SELECT COALESCE(MAX(id), 0) FROM songs")};
}

std::vector<SongName> Catalog::songs_titled(std::string_view key) const {
  return read_songs_titled(*state_->database, state_->keys, key);
}

void Catalog::for_each_name(const std::function<void(const SongName&)>& visit) const {
  catalog::for_each_name(*state_->database, visit);
}

std::optional<SongId> Catalog::find_by_id(const ExternalId& id) const {
  return state_->keys.find(KeyKind::kId, key_of_id(id));
}

void Catalog::for_each_values(const std::function<void(SongId, const KnownValues&)>& visit,
                              std::span<const Variable> only, const SongRange& range) const {
  catalog::for_each_values(*state_->database, visit, only, range);
}

std::optional<KnownValues> Catalog::values(SongId id) const {
  return read_known_values(*state_->database, id);
}

std::optional<std::string> Catalog::lyrics(SongId id) const {
  return read_lyrics(*state_->database, id);
}

bool Catalog::has_lyrics() const {
  return state_->database->read_integer("SELECT EXISTS(SELECT 1 FROM lyrics)") != 0;
}

std::vector<SongWords> Catalog::songs_with_lyrics() const {
  return read_songs_with_lyrics(*state_->database);
}

std::vector<SongWords> Catalog::songs_to_read(std::string_view fingerprint, const ReadingNeeds& needs,
                                              int reader) const {
  return read_songs_to_read(*state_->database, fingerprint, needs, reader);
}

void Catalog::for_each_embedding(std::string_view fingerprint,
                                 const std::function<void(SongId, std::span<const float>)>& visit,
                                 const SongRange& range) const {
  catalog::for_each_embedding(*state_->database, fingerprint, visit, range);
}

std::optional<SongReading> Catalog::reading(SongId id, std::string_view fingerprint) const {
  return read_song_reading(*state_->database, id, fingerprint);
}

std::vector<TextModelSummary> Catalog::text_models() const {
  return read_text_models(*state_->database);
}

std::optional<TextModelSummary> Catalog::embedding_model() const {
  for (TextModelSummary& summary : read_text_models(*state_->database)) {
    if (summary.embeds) return std::move(summary);
  }
  return std::nullopt;
}

std::vector<LanguageCount> Catalog::languages() const {
  return read_languages(*state_->database);
}

std::vector<MusicFile> Catalog::files() const {
  return read_music_files(*state_->database);
}

std::optional<Sound> Catalog::sound(SongId id) const {
  return read_sound(*state_->database, id);
}

void Catalog::for_each_timbre(const std::function<void(SongId, std::span<const float>)>& visit,
                              const SongRange& range) const {
  catalog::for_each_timbre(*state_->database, visit, range);
}

std::vector<SongId> Catalog::songs_without_file() const {
  return read_silent_songs(*state_->database);
}

std::vector<CollectedPlaylist> Catalog::playlists() const {
  return read_playlists(*state_->database);
}

std::vector<RecipeSummary> Catalog::recipes() const {
  return read_recipe_summaries(*state_->database);
}

std::optional<RecipeSummary> Catalog::current_recipe() const {
  return read_current_recipe(*state_->database);
}

std::optional<RecipeSummary> Catalog::find_recipe(std::string_view name_or_id) const {
  return find_recipe_summary(*state_->database, name_or_id);
}

StoredRecipe Catalog::read_recipe(RecipeId id, RecipePart part) const {
  return read_trained_recipe(*state_->database, id, part);
}

std::optional<StoredTrial> Catalog::trial(std::string_view key) const {
  return read_search_trial(*state_->database, key);
}

std::vector<StoredTrial> Catalog::trials(std::string_view kind) const {
  return read_search_trials(*state_->database, kind);
}

}  // namespace segue::catalog
