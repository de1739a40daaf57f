#include "segue/app/encoder.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/workers.h"
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

bool tells_of_words(const std::string& column) {
  const auto variable = catalog::variable_named(column);
  if (!variable) return false;
  const auto group = catalog::info(*variable).group;
  return group == catalog::VariableGroup::kSentiment || group == catalog::VariableGroup::kLyrics;
}

numeric::Matrix blended(const embedding::Blend& blend, const std::vector<SongId>& songs, numeric::MatrixView sound,
                        const std::vector<SongId>& songs_with_words, numeric::MatrixView words) {
  numeric::Matrix vectors(songs.size(), blend.dimension());
  for (std::size_t i = 0; i < songs.size(); ++i) {
    const auto at = std::ranges::lower_bound(songs_with_words, songs[i]);
    std::optional<std::span<const float>> own;
    if (at != songs_with_words.end() && *at == songs[i]) {
      own = words.row(static_cast<std::size_t>(at - songs_with_words.begin()));
    }
    blend.answer(sound.row(i), own, vectors.row(i));
  }
  return vectors;
}

Encoder::Encoder(Recipe recipe, embedding::Autoencoder autoencoder, numeric::Matrix centroids,
                 std::optional<Words> words)
    : recipe_(std::move(recipe)),
      autoencoder_(std::move(autoencoder)),
      centroids_(std::move(centroids)),
      words_(std::move(words)) {
  assert(recipe_.words.has_value() == words_.has_value());
}

Encoder Encoder::load(const catalog::StoredRecipe& stored, const std::string& name) {
  const std::string where = fmt::format("recipe '{}'", name);
  auto recipe = Recipe::from_json(stored.json, where);
  const auto centroids_of = [&](std::size_t dimension) {
    const std::size_t k = recipe.cluster_sizes.size();
    const std::size_t shape[] = {k, dimension};
    return numeric::Matrix(k, dimension, model_of(stored, "clusters", where).floats("centroids", shape));
  };
  if (recipe.likeness) {
    auto likeness = Likeness::load(stored.models, where);
    if (likeness.dimension() != stored.dimension) {
      throw Error(ErrorKind::kBadData,
                  fmt::format("{}: its vectors have {} numbers, its models make {}", where, stored.dimension,
                              likeness.dimension()),
                  "Train again with 'segue train'.");
    }
    auto centroids = centroids_of(stored.dimension);
    return {std::move(recipe), std::move(likeness), std::move(centroids)};
  }
  auto autoencoder = embedding::Autoencoder::from_tensors(model_of(stored, "autoencoder", where));
  const auto& shape = autoencoder.shape();
  const auto refuse = [&](std::size_t from, std::size_t to) {
    throw Error(ErrorKind::kBadData,
                fmt::format("{}: its network goes from {} to {} numbers, its document says {} to {}", where, from, to,
                            recipe.inputs.size(), recipe.shape.latent),
                "Train again with 'segue train'.");
  };
  if (shape.inputs != recipe.inputs.size() || shape.latent != recipe.shape.latent) refuse(shape.inputs, shape.latent);
  std::optional<Words> words;
  if (recipe.words) {
    words = Words{
        WordsEncoder::load(stored, *recipe.words, where),
        embedding::Blend::from_tensors(model_of(stored, "blend", where), shape.latent, recipe.words->shape.latent)};
  }
  const std::size_t dimension = words ? words->blend.dimension() : shape.latent;
  if (dimension != stored.dimension) refuse(shape.inputs, stored.dimension);
  auto centroids = centroids_of(dimension);
  return {std::move(recipe), std::move(autoencoder), std::move(centroids), std::move(words)};
}

Encoder::Encoder(Recipe recipe, Likeness likeness, numeric::Matrix centroids)
    : recipe_(std::move(recipe)), likeness_(std::move(likeness)), centroids_(std::move(centroids)) {
  assert(recipe_.likeness.has_value());
}

std::size_t Encoder::dimension() const {
  if (likeness_) return likeness_->dimension();
  return words_ ? words_->blend.dimension() : recipe_.shape.latent;
}

numeric::Matrix Encoder::encode(const features::FeatureTable& table, const SongEmbeddings& words) const {
  if (likeness_) return likeness_->encode(table, words, default_threads());
  auto sound = autoencoder_->encode(scale_inputs(recipe_.inputs, table).values);
  if (!words_) return sound;
  return blended(words_->blend, table.songs, sound, words.songs, words_->encoder.encode(words.vectors));
}

void Encoder::ask(std::span<float> vector) const {
  if (words_) embedding::Blend::ask(vector);
}

bool Encoder::knows(const features::FeatureTable& table, std::size_t row) const {
  if (likeness_) return likeness_->inputs.knows(table, row);
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    if (table.known(row, j) == 0 || tells_of_words(table.columns[j].name)) continue;
    const auto is_column = [&](const Recipe::Input& input) { return input.column == table.columns[j].name; };
    if (std::any_of(recipe_.inputs.begin(), recipe_.inputs.end(), is_column)) return true;
  }
  return false;
}

std::vector<std::int32_t> Encoder::clusters_of(numeric::MatrixView vectors) const {
  numeric::Matrix asking(vectors.rows, vectors.cols);
  std::copy_n(vectors.data, vectors.rows * vectors.cols, asking.values().begin());
  for (std::size_t i = 0; i < asking.rows(); ++i) ask(asking.row(i));
  return embedding::assign(asking, centroids_);
}

std::map<std::string, std::vector<std::byte>> Encoder::models() const {
  numeric::TensorFileWriter clusters;
  clusters.set_metadata("kind", "clusters");
  clusters.set_metadata("version", "1");
  const std::size_t shape[] = {centroids_.rows(), centroids_.cols()};
  clusters.add("centroids", shape, centroids_.values());
  std::map<std::string, std::vector<std::byte>> models{{"clusters", clusters.bytes()}};
  if (autoencoder_) models["autoencoder"] = autoencoder_->to_tensors();
  if (likeness_) likeness_->add_models(models);
  if (words_) {
    words_->encoder.add_models(models);
    models["blend"] = words_->blend.to_tensors();
  }
  return models;
}

}  // namespace segue::app
