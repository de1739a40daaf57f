#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "segue/app/recipe.h"
#include "segue/catalog/catalog.h"
#include "segue/embedding/autoencoder.h"
#include "segue/features/feature_table.h"
#include "segue/numeric/matrix.h"

namespace segue::app {

/// A recipe with its models: turns numbers about songs into vectors.
class Encoder {
 public:
  Encoder(Recipe recipe, embedding::Autoencoder autoencoder, numeric::Matrix centroids);
  /// From what the catalog stores; everything is checked, Error(kBadData) names the recipe.
  static Encoder load(const catalog::StoredRecipe& stored, const std::string& name);

  const Recipe& recipe() const { return recipe_; }
  const numeric::Matrix& centroids() const { return centroids_; }
  /// table.columns may be any that contain the inputs; n x latent.
  numeric::Matrix encode(const features::FeatureTable& table) const;
  /// True if at least one input is known of the song in row i of the table.
  bool knows(const features::FeatureTable& table, std::size_t row) const;
  std::vector<std::int32_t> clusters_of(numeric::MatrixView vectors) const;

  /// Its models as safetensors documents by name.
  std::map<std::string, std::vector<std::byte>> models() const;

 private:
  Recipe recipe_;
  embedding::Autoencoder autoencoder_;
  numeric::Matrix centroids_;
};

/// The scaled inputs of songs: unknown values stand at their median, `known` says which.
struct ScaledInputs {
  numeric::Matrix values;  ///< n x inputs
  numeric::Matrix known;   ///< n x inputs: the input's weight, 0 where unknown
};
ScaledInputs scale_inputs(const std::vector<Recipe::Input>& inputs, const features::FeatureTable& table);

}  // namespace segue::app
