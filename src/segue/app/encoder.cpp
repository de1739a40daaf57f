#include "segue/app/encoder.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/embedding/kmeans.h"
#include "segue/numeric/tensor_file.h"

namespace segue::app {

ScaledInputs scale_inputs(const std::vector<Recipe::Input>& inputs, const features::FeatureTable& table) {
  const std::size_t songs = table.songs.size();
  ScaledInputs scaled{numeric::Matrix(songs, inputs.size()), numeric::Matrix(songs, inputs.size())};
  for (std::size_t j = 0; j < inputs.size(); ++j) {
    const auto& input = inputs[j];
    const auto column = std::find(table.columns.begin(), table.columns.end(), features::Column{input.column});
    const auto source = static_cast<std::size_t>(column - table.columns.begin());
    const bool there = column != table.columns.end();
    for (std::size_t i = 0; i < songs; ++i) {
      const bool known = there && table.known(i, source) != 0;
      const double value = known ? static_cast<double>(table.values(i, source)) : input.median;
      scaled.values(i, j) = static_cast<float>((value - input.offset) / input.scale);
      scaled.known(i, j) = known ? static_cast<float>(input.weight) : 0.0F;
    }
  }
  return scaled;
}

Encoder::Encoder(Recipe recipe, embedding::Autoencoder autoencoder, numeric::Matrix centroids)
    : recipe_(std::move(recipe)), autoencoder_(std::move(autoencoder)), centroids_(std::move(centroids)) {}

Encoder Encoder::load(const catalog::StoredRecipe& stored, const std::string& name) {
  const std::string where = fmt::format("recipe '{}'", name);
  auto recipe = Recipe::from_json(stored.json, where);
  const auto document = [&](const std::string& model) {
    const auto found = stored.models.find(model);
    if (found == stored.models.end()) {
      throw Error(ErrorKind::kBadData, fmt::format("{}: its model '{}' is missing", where, model),
                  "Train again with 'segue train'.");
    }
    return numeric::TensorFile::parse(found->second, fmt::format("{}, {}.safetensors", where, model));
  };
  auto autoencoder = embedding::Autoencoder::from_tensors(document("autoencoder"));
  const auto& shape = autoencoder.shape();
  if (shape.inputs != recipe.inputs.size() || shape.latent != stored.dimension || shape.latent != recipe.shape.latent) {
    throw Error(ErrorKind::kBadData,
                fmt::format("{}: its network goes from {} to {} numbers, its document says {} to {}", where,
                            shape.inputs, shape.latent, recipe.inputs.size(), recipe.shape.latent),
                "Train again with 'segue train'.");
  }
  const std::size_t k = recipe.cluster_sizes.size();
  const std::size_t centroid_shape[] = {k, shape.latent};
  auto centroids = document("clusters").floats("centroids", centroid_shape);
  return {std::move(recipe), std::move(autoencoder), numeric::Matrix(k, stored.dimension, std::move(centroids))};
}

numeric::Matrix Encoder::encode(const features::FeatureTable& table) const {
  return autoencoder_.encode(scale_inputs(recipe_.inputs, table).values);
}

bool Encoder::knows(const features::FeatureTable& table, std::size_t row) const {
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    if (table.known(row, j) == 0) continue;
    const auto is_column = [&](const Recipe::Input& input) { return input.column == table.columns[j].name; };
    if (std::any_of(recipe_.inputs.begin(), recipe_.inputs.end(), is_column)) return true;
  }
  return false;
}

std::vector<std::int32_t> Encoder::clusters_of(numeric::MatrixView vectors) const {
  return embedding::assign(vectors, centroids_);
}

std::map<std::string, std::vector<std::byte>> Encoder::models() const {
  numeric::TensorFileWriter clusters;
  clusters.set_metadata("kind", "clusters");
  clusters.set_metadata("version", "1");
  const std::size_t shape[] = {centroids_.rows(), centroids_.cols()};
  clusters.add("centroids", shape, centroids_.values());
  return {{"autoencoder", autoencoder_.to_tensors()}, {"clusters", clusters.bytes()}};
}

}  // namespace segue::app
