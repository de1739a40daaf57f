#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/ids.h"
#include "segue/catalog/values/music_file.h"
#include "segue/catalog/values/reading.h"
#include "segue/catalog/values/song.h"
#include "segue/catalog/values/sound.h"
#include "segue/catalog/values/trial.h"

namespace segue::catalog {

/// How a catalog is opened.
struct OpenOptions {
  std::chrono::milliseconds wait{10'000};  ///< how long to wait for another writer
  std::int64_t size_limit = 0;             ///< bytes the file may grow to, as if the disk ended there; 0: no limit
  /// New names, ids and titles that may gather before a commit writes them as a sorted run (song_keys.h).
  std::int64_t new_keys = 30'000;
};

/// What became of one record.
enum class WriteOutcome : std::uint8_t {
  kAdded,      ///< a new song
  kCompleted,  ///< a known song learned something
  kUnchanged,  ///< all of it was known
  kUnknown,    ///< words for a song the catalog does not know, or a song without a title; nothing was written
};

struct WriteOptions {
  bool add_songs = false;  ///< a record of words alone may make a song
  bool update = false;     ///< what the record says replaces what is stored, instead of only filling gaps
};

/// Numbers of a catalog at a glance.
struct Summary {
  std::int64_t songs = 0;
  std::int64_t artists = 0;  ///< distinct first artists, case ignored
  std::int64_t playlists = 0;
  std::int64_t playlist_entries = 0;
  std::int64_t songs_with_lyrics = 0;
  std::int64_t songs_with_year = 0;
  std::int64_t songs_with_duration = 0;
  std::int64_t recipes = 0;
  std::int64_t files = 0;          ///< music files that are there
  std::int64_t files_missing = 0;  ///< were there once
  std::int64_t files_heard = 0;    ///< of those that are there: analysed
  std::int64_t files_unheard = 0;  ///< of those that are there: could not be analysed
  /// [provenance]: songs whose words come from there.
  std::array<std::int64_t, kProvenanceCount> lyrics{};
  /// [variable][provenance]: songs whose value comes from there.
  std::array<std::array<std::int64_t, kProvenanceCount>, kVariableCount> values{};
};

/// A trained recipe as it is stored: a JSON document, its models, and the vector of every song.
struct StoredRecipe {
  std::string json;                                      ///< what the recipe is; UTF-8, version inside
  std::map<std::string, std::vector<std::byte>> models;  ///< safetensors by name
  std::vector<SongId> songs;                             ///< ascending
  std::size_t dimension = 0;
  std::vector<float> vectors;          ///< songs.size() x dimension, row-major
  std::vector<std::int32_t> clusters;  ///< songs.size(), the k-means cell of each
};

/// What of a recipe to read. Its document is always read; vectors come with their songs and clusters.
enum class RecipePart : std::uint8_t { kAll, kDocument, kModels, kVectors };

struct RecipeSummary {
  RecipeId id;
  std::string name;
  std::string created;  ///< UTC, "2026-01-31 12:00:00"
  std::int64_t songs = 0;
  std::int64_t dimension = 0;
  bool current = false;
};

/// Title and artists of a song, enough to recognise it.
struct SongName {
  SongId id;
  std::string title;
  std::vector<std::string> artists;
  std::optional<int> popularity;
};

/// The SQLite file that holds songs, their numbers and words, collected playlists and recipes.
///
/// One writer at a time (others wait up to 10 s, then Error(kFailed) says who to wait for); readers never wait (WAL).
/// A process killed at any moment leaves a valid catalog that holds every committed transaction.
/// Every method may throw Error: kBadData if the file is no catalog, is damaged or was written by a newer segue (which
/// version is said), kFailed for the system's reasons (disk full, permissions). Not for use by two threads at once.
class Catalog {
 public:
  /// Opens `path`, creates it (and its folder) if missing, and brings an older one up to date.
  static Catalog open(const std::filesystem::path& path, const OpenOptions& options = {});
  /// Opens an existing catalog. Error(kNotFound) if there is none, with a hint how to make one. Where the file or its
  /// folder is read-only it can still be read; writing then throws Error(kFailed).
  static Catalog open_existing(const std::filesystem::path& path, const OpenOptions& options = {});

  Catalog(Catalog&&) noexcept;
  Catalog& operator=(Catalog&&) noexcept;
  ~Catalog();

  const std::filesystem::path& path() const;

  // --- writing -------------------------------------------------------------------------------------------------

  /// All writes made through this object between construction and commit() are kept or lost together.
  class Transaction {
   public:
    explicit Transaction(Catalog& catalog);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();  ///< rolls back what was not committed
    void commit();

   private:
    Catalog* catalog_;
    bool open_ = true;
  };

  /// Says that these records will be written next, in the transaction that is open. Changes nothing but the time it
  /// takes: in a catalog of ten million, songs of playlists are found five times as fast when they are looked for
  /// together.
  void look_ahead(std::span<const SongRecord> records);

  struct Written {
    WriteOutcome outcome = WriteOutcome::kUnchanged;
    SongId song;  ///< not set for kUnknown
  };
  /// Merges a record into the songs: into the one that any of its external ids leads to, in the record's order, else
  /// the one filed under its title and first artist (lower case, see lower()), else a new song.
  /// An id, and a name a song was ever filed under, leads to one song for good, so telling the same again changes
  /// nothing, whatever the order. What is known stays unless options.update; merging.h says what "known" means for
  /// dates and artists. New ids are attached; numbers are kept per provenance; words are kept if there are none yet.
  /// A record that was kUnknown may be taken later, once something else has made its song known.
  Written write(const SongRecord& record, const WriteOptions& options);
  /// The same into a song that is known to be meant, whatever the record's name and ids say.
  Written write_to(SongId song, const SongRecord& record, const WriteOptions& options);

  /// What became of a playlist.
  enum class PlaylistOutcome : std::uint8_t { kAdded, kChanged, kUnchanged };
  /// Stores the songs of a playlist (repeats are dropped, the first stays). mention.whole: the list becomes exactly
  /// `songs`; otherwise songs not yet in it are appended and none is removed.
  PlaylistOutcome write_playlist(const PlaylistMention& mention, std::span<const SongId> songs);

  /// Stores a music file (id 0: a new one; its path must be new too) and gives its song the path of its first file
  /// that is there. `analyzer` and `problem` are not written here. Returns its id.
  FileId write_file(const MusicFile& file);
  /// Stores what was heard in a file; its song's values by segue become those of its first file.
  void write_sound(FileId file, const Sound& sound);
  /// Remembers that this analyzer could not hear the file; what an earlier one heard stays.
  void write_sound_problem(FileId file, int analyzer, std::string_view problem);

  /// Stores what a text encoder made of songs' words, in one transaction, and the language of these words. A reading of
  /// words that have changed since (another digest) is left out; one that was there is replaced, but for numbers that
  /// the new one does not bring. Returns how many were stored. New or other words of a song end its readings.
  /// All embeddings of an encoder have the same size; Error(kBadData) otherwise.
  std::size_t write_readings(const TextModelName& model, std::span<const SongReading> readings);
  /// Chooses whose embeddings and whose sentiments are in use, by fingerprint; nothing: nobody's. An encoder the
  /// catalog does not know is remembered.
  void use_text_models(const std::optional<TextModelName>& embeds, const std::optional<TextModelName>& feels);

  /// Stores a recipe under `name` (replacing one of that name) and makes it current, in one transaction.
  RecipeId write_recipe(const std::string& name, const StoredRecipe& recipe);
  void use_recipe(RecipeId id);

  /// Stores what came of a trial of an architecture search, in place of an earlier one of the same key.
  void write_trial(const StoredTrial& trial);

  // --- reading -------------------------------------------------------------------------------------------------

  Summary summary() const;

  /// Songs by id, in the order asked for. Every id must exist.
  std::vector<Song> songs(std::span<const SongId> ids) const;
  /// Every song of the range, ascending id. `with_ids` also reads external ids (slower).
  void for_each_song(const std::function<void(const Song&)>& visit, bool with_ids = false,
                     const SongRange& range = {}) const;
  /// Costs nothing, however many there are.
  std::int64_t song_count() const;
  /// Ids of the songs of the range, ascending.
  std::vector<SongId> song_ids(const SongRange& range) const;
  /// The highest id of a song; 0 if there is none.
  SongId last_song() const;
  /// Songs whose title_key() or name_key() equals `key`, ascending id.
  std::vector<SongName> songs_titled(std::string_view key) const;
  /// Every song's name, ascending id.
  void for_each_name(const std::function<void(const SongName&)>& visit) const;
  std::optional<SongId> find_by_id(const ExternalId& id) const;

  /// The values of every song of the range that has any, ascending id; per variable the most trusted source's. The
  /// sentiments in use (use_text_models) are segue's own values, and a song with words has lyrics unless a source says
  /// otherwise (but no service that tells words) or the text was found to have no words in it ("[Instrumental]"). Where
  /// `only` names variables, no others are read, which is faster; songs of which these are unknown may be left out.
  void for_each_values(const std::function<void(SongId, const KnownValues&)>& visit,
                       std::span<const Variable> only = {}, const SongRange& range = {}) const;
  std::optional<KnownValues> values(SongId id) const;
  std::optional<std::string> lyrics(SongId id) const;

  /// Whether any song has words.
  bool has_lyrics() const;
  /// Songs that have words, ascending id.
  std::vector<SongWords> songs_with_lyrics() const;
  /// Those of them that lack a number `needs` names of the encoder with this fingerprint, or were read by a reader
  /// older than `reader`; ascending id. Texts without words in them lack nothing.
  std::vector<SongWords> songs_to_read(std::string_view fingerprint, const ReadingNeeds& needs, int reader) const;
  /// The embedding of every song of the range this encoder has read; ascending id, all of one size.
  void for_each_embedding(std::string_view fingerprint,
                          const std::function<void(SongId, std::span<const float>)>& visit,
                          const SongRange& range = {}) const;
  std::optional<SongReading> reading(SongId id, std::string_view fingerprint) const;
  /// Every encoder that was used or is in use, by name.
  std::vector<TextModelSummary> text_models() const;
  /// The one whose embeddings are in use, if any: what `segue train` learns from.
  std::optional<TextModelSummary> embedding_model() const;
  /// Languages of the words that were read so far, the most frequent first.
  std::vector<LanguageCount> languages() const;

  /// Every music file, by the bytes of its path.
  std::vector<MusicFile> files() const;
  /// What was heard in the song's first file that is there.
  std::optional<Sound> sound(SongId id) const;
  /// The timbre of every song of the range that was heard: timbre_numbers().size() numbers, NaN unknown; ascending id.
  void for_each_timbre(const std::function<void(SongId, std::span<const float>)>& visit,
                       const SongRange& range = {}) const;
  /// Songs that had files and have none now, ascending: they cannot be played.
  std::vector<SongId> songs_without_file() const;

  /// Every collected playlist, ascending id.
  std::vector<CollectedPlaylist> playlists() const;

  std::vector<RecipeSummary> recipes() const;
  std::optional<RecipeSummary> current_recipe() const;
  /// By name, or by number as `segue recipe list` prints it.
  std::optional<RecipeSummary> find_recipe(std::string_view name_or_id) const;
  /// With a `part`, what belongs to the others stays empty.
  StoredRecipe read_recipe(RecipeId id, RecipePart part = RecipePart::kAll) const;

  std::optional<StoredTrial> trial(std::string_view key) const;
  /// All of a kind ("tabular", "lyrics"), in the order in which they ended.
  std::vector<StoredTrial> trials(std::string_view kind) const;

 private:
  struct State;
  explicit Catalog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace segue::catalog
