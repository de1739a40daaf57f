#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/embed.h"
#include "segue/app/encoder.h"
#include "segue/app/ready_similarity.h"
#include "segue/app/song_index.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// Four networks of 64 numbers each, squeezed into 64; chosen on training playlists (docs/similarity.md).
embedding::SimilarityShape default_similarity_shape();
/// The hidden layers, activations and latent size that `segue train` uses unless told otherwise; chosen on training
/// playlists (docs/evaluation.md).
embedding::AutoencoderShape default_shape();
/// The report's best network for words: 200,100 relu → 50; narrower for a narrower text encoder, so that it squeezes.
embedding::AutoencoderShape default_words_shape(std::size_t inputs);
/// What the words count in the distance of two songs unless told otherwise; chosen on training playlists
/// (docs/evaluation.md).
inline constexpr double kLyricsWeight = 0.4;
/// The columns a recipe for these songs rests on: the report's, and where at least half of the songs with audio
/// features were heard by segue, the timbre too. (In fewer it would say more about who heard a song than about the
/// song.)
std::vector<features::Column> recipe_columns(const std::vector<features::SongNumbers>& numbers);

/// Steps of the optimiser that a network of the default size needs, however few the songs.
inline constexpr std::size_t kEnoughSteps = 4000;

/// Songs that are enough to learn from, however many there are (docs/scale.md).
inline constexpr std::size_t kTrainingSongs = 200'000;

struct TrainOptions {
  Similarity similarity = Similarity::kAutoencoder;
  /// Of kLearned: a model made elsewhere that takes the place of the catalog's own playlists.
  std::optional<ReadySimilarity> ready;
  embedding::SimilarityOptions learning;  ///< of kLearned; seed and threads are those below
  embedding::SimilarityShape learning_shape = default_similarity_shape();  ///< `inputs` is set by what is known
  embedding::AutoencoderShape shape = default_shape();  ///< `inputs` is set by what the catalog knows
  embedding::TrainingOptions training;
  /// If training.epochs are fewer steps than this, because there are few songs, epochs and patience are stretched
  /// alike.
  std::size_t fewest_steps = 0;
  std::size_t k_min = 4;   ///< clusters: the best number from this
  std::size_t k_max = 24;  ///< to this
  std::string name = "autoencoder";
  std::size_t threads = 1;                  ///< changes the time, never the result
  std::size_t most_songs = kTrainingSongs;  ///< a sample is trained on where there are more (training_sample.h)
  /// Share of the words in the squared distance of two songs, 0 to 1; 0: sound alone.
  double lyrics_weight = kLyricsWeight;
  std::optional<embedding::AutoencoderShape> words_shape;    ///< else default_words_shape()
  std::optional<embedding::TrainingOptions> words_training;  ///< else as `training`
  /// How words that were not read yet are read first, by the model in use if there is one; nothing: they are not.
  std::optional<EmbedOptions> embed;
};

/// What the tabular network learns from: songs of whose sound something is known, by the variables that tell something.
struct SoundInputs {
  features::FeatureTable table;
  std::vector<Recipe::Input> inputs;
  std::vector<features::LeftOut> left_out;
  ScaledInputs scaled;
};
/// Error(kNotFound) if no variable is known and varies, or fewer than 3 songs have one.
SoundInputs sound_inputs(const features::FeatureTable& table);

/// An encoder fitted to songs, and what it makes of them.
struct TrainedEncoder {
  Encoder encoder;
  std::vector<SongId> songs;  ///< ascending: those of which at least one input is known
  numeric::Matrix vectors;    ///< songs.size() x encoder.dimension()
  std::vector<std::int32_t> clusters;
  std::size_t songs_without_inputs = 0;
};

/// Fits scaler, autoencoder and clusters to a table of the 26 variables, and to the words of songs (which may be of
/// some or of none). Songs of whose sound nothing is known are left out. Where fewer than 3 of the others have words
/// that differ, or options.lyrics_weight is 0, the words take no part. Deterministic: same table, same options, same
/// bytes. Error(kNotFound) if no variable is known and varies, or fewer than 3 songs have one; Error(kUsage) for a
/// weight outside 0 to 1.
TrainedEncoder fit_encoder(const features::FeatureTable& table, const SongEmbeddings& words,
                           const TrainOptions& options, Progress& progress = Progress::none(),
                           const Cancellation& cancellation = Cancellation::never());

/// Fits what kLearned (from `playlists`, rows of the table, unless options.ready is there) or kFeatures needs. Table:
/// features::model_columns(). Songs of which neither sound nor year nor duration is known are left out. Deterministic
/// as fit_encoder. Error(kNotFound) if fewer than 3 songs are left, or fewer than two playlists to learn from.
TrainedEncoder fit_likeness(const features::FeatureTable& table, const SongEmbeddings& words,
                            const std::vector<std::vector<std::uint32_t>>& playlists, const TrainOptions& options,
                            Progress& progress = Progress::none(),
                            const Cancellation& cancellation = Cancellation::never());

/// Playlists as rows of `songs` (ascending); others are left out.
std::vector<std::vector<std::uint32_t>> rows_of_playlists(const std::vector<SongId>& songs,
                                                          const std::vector<catalog::CollectedPlaylist>& playlists);

/// Own playlists are enough to learn from if they are at least so many, of at least so many songs in all; with fewer
/// the model that ships is better (docs/similarity.md).
inline constexpr std::size_t kEnoughPlaylists = 50;
inline constexpr std::size_t kEnoughSongs = 1000;

/// What the catalog supports best: learned from its own playlists if they are enough; else learned by a ready model, if
/// there is one in `folders`; else features. Sets options.similarity and options.ready. `wanted` asks for one of them;
/// learned from fewer playlists than enough is then possible where there is no ready model. Says in words what was
/// chosen and why. Error(kNotFound) if `wanted` is learned and there is nothing to learn from.
std::string choose_similarity(const catalog::Catalog& catalog, std::optional<Similarity> wanted,
                              const std::vector<std::filesystem::path>& folders, TrainOptions& options);

struct TrainReport {
  Recipe recipe;
  std::string name;
  std::string similarity;  ///< what was chosen and why, in words; the caller's, choose_similarity() says it
  RecipeId id;
  std::size_t songs = 0;  ///< that were trained on
  std::size_t songs_without_inputs = 0;
  std::optional<std::int64_t> sample_of;  ///< the songs of the catalog, where a sample of them was trained on
  std::optional<SongIndexReport> index;   ///< where one was made
};

/// Reads the words that were not read yet (if no text model is at hand, a note says so and training goes on with what
/// there is), fits an encoder to the catalog's songs and stores it as the current recipe in one transaction: until the
/// last moment the recipe that was there stays. Then, from kSongsForIndex songs on or where the recipe had an index,
/// makes its index.
TrainReport train(catalog::Catalog& catalog, const TrainOptions& options, Progress& progress = Progress::none(),
                  Notes& notes = Notes::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
