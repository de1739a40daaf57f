#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/embed.h"
#include "segue/app/encoder.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

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

struct TrainOptions {
  embedding::AutoencoderShape shape = default_shape();  ///< `inputs` is set by what the catalog knows
  embedding::TrainingOptions training;
  /// If training.epochs are fewer steps than this, because there are few songs, epochs and patience are stretched
  /// alike.
  std::size_t fewest_steps = 0;
  std::size_t k_min = 4;   ///< clusters: the best number from this
  std::size_t k_max = 24;  ///< to this
  std::string name = "autoencoder";
  std::size_t threads = 1;  ///< changes the time, never the result
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

struct TrainReport {
  Recipe recipe;
  std::string name;
  RecipeId id;
  std::size_t songs = 0;
  std::size_t songs_without_inputs = 0;
};

/// Reads the words that were not read yet (if no text model is at hand, a note says so and training goes on with what
/// there is), fits an encoder to the catalog's songs and stores it as the current recipe in one transaction: until the
/// last moment the recipe that was there stays.
TrainReport train(catalog::Catalog& catalog, const TrainOptions& options, Progress& progress = Progress::none(),
                  Notes& notes = Notes::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
