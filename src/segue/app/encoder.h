#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "segue/app/likeness.h"
#include "segue/app/recipe.h"
#include "segue/app/words_encoder.h"
#include "segue/catalog/catalog.h"
#include "segue/embedding/autoencoder.h"
#include "segue/embedding/blend.h"
#include "segue/features/feature_table.h"
#include "segue/numeric/matrix.h"

namespace segue::app {

/// A recipe with its models: turns what is known of songs into vectors.
class Encoder {
 public:
  /// The words' part of a recipe that has one.
  struct Words {
    WordsEncoder encoder;
    embedding::Blend blend;
  };

  /// `words` goes with recipe.words: both there, or neither.
  Encoder(Recipe recipe, embedding::Autoencoder autoencoder, numeric::Matrix centroids,
          std::optional<Words> words = std::nullopt);
  /// Of a recipe with a likeness.
  Encoder(Recipe recipe, Likeness likeness, numeric::Matrix centroids);
  /// From what the catalog stores; everything is checked, Error(kBadData) names the recipe.
  static Encoder load(const catalog::StoredRecipe& stored, const std::string& name);

  const Recipe& recipe() const { return recipe_; }
  const numeric::Matrix& centroids() const { return centroids_; }
  /// Numbers of a vector.
  std::size_t dimension() const;

  /// table.columns may be any that contain the inputs; n x dimension(). `words`: embeddings by recipe().words->model of
  /// those of the songs whose words it has read; without recipe().words they are not looked at.
  numeric::Matrix encode(const features::FeatureTable& table, const SongEmbeddings& words) const;
  /// Makes the vector of a song, which others are compared with, one that asks for others: the same, but that a song
  /// without words asks by its sound alone (embedding/blend.h).
  void ask(std::span<float> vector) const;
  /// True if at least one input that tells of the sound is known of the song in row i of the table.
  bool knows(const features::FeatureTable& table, std::size_t row) const;
  /// Of vectors as encode() gives them.
  std::vector<std::int32_t> clusters_of(numeric::MatrixView vectors) const;

  /// Its models as safetensors documents by name.
  std::map<std::string, std::vector<std::byte>> models() const;

 private:
  Recipe recipe_;
  std::optional<embedding::Autoencoder> autoencoder_;  ///< this
  std::optional<Likeness> likeness_;                   ///< or that
  numeric::Matrix centroids_;
  std::optional<Words> words_;
};

/// The sound's latents and the words' (which may be those of some of the songs only) as vectors of `songs`.
numeric::Matrix blended(const embedding::Blend& blend, const std::vector<SongId>& songs, numeric::MatrixView sound,
                        const std::vector<SongId>& songs_with_words, numeric::MatrixView words);

/// True for what the report's variables tell of the words: no sign of the sound.
bool tells_of_words(const std::string& column);

/// The scaled inputs of songs: unknown values stand at their median, `known` says which.
struct ScaledInputs {
  numeric::Matrix values;  ///< n x inputs
  numeric::Matrix known;   ///< n x inputs: the input's weight, 0 where unknown
};
ScaledInputs scale_inputs(const std::vector<Recipe::Input>& inputs, const features::FeatureTable& table);

}  // namespace segue::app
