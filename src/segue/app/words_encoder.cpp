#include "segue/app/words_encoder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/numeric/tensor_file.h"

namespace segue::app {
namespace {

constexpr std::size_t kFewestSongs = 3;

SongEmbeddings gathered(catalog::TextModelName model, std::vector<SongId> songs, std::vector<float> values) {
  const std::size_t width = songs.empty() ? 0 : values.size() / songs.size();
  const std::size_t rows = songs.size();
  return {std::move(model), std::move(songs), numeric::Matrix(rows, width, std::move(values))};
}

}  // namespace

std::optional<std::span<const float>> SongEmbeddings::find(SongId song) const {
  const auto at = std::ranges::lower_bound(songs, song);
  if (at == songs.end() || *at != song) return std::nullopt;
  return vectors.row(static_cast<std::size_t>(at - songs.begin()));
}

SongEmbeddings load_embeddings(const catalog::Catalog& catalog) {
  const auto model = catalog.embedding_model();
  return model ? load_embeddings(catalog, model->model, catalog::SongRange{}) : SongEmbeddings{};
}

SongEmbeddings load_embeddings(const catalog::Catalog& catalog, const catalog::TextModelName& model,
                               const catalog::SongRange& range) {
  std::vector<SongId> songs;
  std::vector<float> values;
  catalog.for_each_embedding(
      model.fingerprint,
      [&](SongId song, std::span<const float> embedding) {
        songs.push_back(song);
        values.insert(values.end(), embedding.begin(), embedding.end());
      },
      range);
  return gathered(model, std::move(songs), std::move(values));
}

SongEmbeddings load_embeddings(const catalog::Catalog& catalog, const catalog::TextModelName& model,
                               const std::vector<SongId>& songs) {
  auto wanted = songs;
  std::ranges::sort(wanted);
  std::vector<SongId> found;
  std::vector<float> values;
  for (const SongId song : wanted) {
    const auto reading = catalog.reading(song, model.fingerprint);
    if (!reading || reading->embedding.empty()) continue;
    found.push_back(song);
    values.insert(values.end(), reading->embedding.begin(), reading->embedding.end());
  }
  return gathered(model, std::move(found), std::move(values));
}

WordsScale WordsScale::fit(numeric::MatrixView embeddings) {
  const std::size_t rows = embeddings.rows;
  const std::size_t width = embeddings.cols;
  std::vector<double> mean(width, 0.0);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto row = embeddings.row(i);
    for (std::size_t j = 0; j < width; ++j) mean[j] += static_cast<double>(row[j]);
  }
  for (double& value : mean) value /= static_cast<double>(std::max<std::size_t>(rows, 1));
  double variance = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    const auto row = embeddings.row(i);
    for (std::size_t j = 0; j < width; ++j) variance += std::pow(static_cast<double>(row[j]) - mean[j], 2);
  }
  const double deviation = std::sqrt(variance / static_cast<double>(std::max<std::size_t>(rows * width, 1)));
  if (rows < kFewestSongs || !(deviation > 0)) {
    throw Error(ErrorKind::kNotFound, "too few words to train on: at least 3 songs with lyrics that differ are needed",
                "Leave the words out with --lyrics-weight 0, or import lyrics.");
  }
  return {{mean.begin(), mean.end()}, static_cast<float>(deviation)};
}

numeric::Matrix WordsScale::apply(numeric::MatrixView embeddings) const {
  numeric::Matrix scaled(embeddings.rows, embeddings.cols);
  for (std::size_t i = 0; i < embeddings.rows; ++i) {
    const auto from = embeddings.row(i);
    const auto to = scaled.row(i);
    for (std::size_t j = 0; j < from.size(); ++j) to[j] = (from[j] - mean[j]) / deviation;
  }
  return scaled;
}

WordsEncoder::WordsEncoder(WordsScale scale, embedding::Autoencoder autoencoder)
    : scale_(std::move(scale)), autoencoder_(std::move(autoencoder)) {}

WordsEncoder WordsEncoder::fit(const SongEmbeddings& words, const embedding::AutoencoderShape& shape,
                               const embedding::TrainingOptions& training, RecipeWords& recipe, Progress& progress,
                               const Cancellation& cancellation) {
  const auto& vectors = words.vectors;
  auto scale = WordsScale::fit(vectors);
  recipe.model = words.model;
  recipe.songs = vectors.rows();
  recipe.training = training;
  recipe.shape = shape;
  recipe.shape.inputs = vectors.cols();

  const auto scaled = scale.apply(vectors);
  const numeric::Matrix known(vectors.rows(), vectors.cols(), 1.0F);
  auto trained = embedding::train_autoencoder(scaled, known, recipe.shape, training, progress, cancellation);
  recipe.history = std::move(trained.history);
  return {std::move(scale), std::move(trained.autoencoder)};
}

numeric::Matrix WordsEncoder::encode(numeric::MatrixView embeddings) const {
  return autoencoder_.encode(scale_.apply(embeddings));
}

void WordsEncoder::add_models(std::map<std::string, std::vector<std::byte>>& models) const {
  numeric::TensorFileWriter scale;
  scale.set_metadata("kind", "words scale");
  scale.set_metadata("version", "1");
  const std::size_t width[] = {scale_.mean.size()};
  const std::size_t one[] = {1};
  scale.add("mean", width, scale_.mean);
  scale.add("deviation", one, std::span(&scale_.deviation, 1));
  models["words_scale"] = scale.bytes();
  models["words_autoencoder"] = autoencoder_.to_tensors();
}

numeric::TensorFile model_of(const catalog::StoredRecipe& stored, const std::string& model, const std::string& where) {
  const auto found = stored.models.find(model);
  if (found == stored.models.end()) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: its model '{}' is missing", where, model),
                "Train again with 'segue train'.");
  }
  return numeric::TensorFile::view(found->second, fmt::format("{}, {}.safetensors", where, model));
}

WordsEncoder WordsEncoder::load(const catalog::StoredRecipe& stored, const RecipeWords& recipe,
                                const std::string& where) {
  auto autoencoder = embedding::Autoencoder::from_tensors(model_of(stored, "words_autoencoder", where));
  const auto& shape = autoencoder.shape();
  if (shape.inputs != recipe.shape.inputs || shape.latent != recipe.shape.latent) {
    throw Error(ErrorKind::kBadData,
                fmt::format("{}: its network for words goes from {} to {} numbers, its document says {} to {}", where,
                            shape.inputs, shape.latent, recipe.shape.inputs, recipe.shape.latent),
                "Train again with 'segue train'.");
  }
  const auto scale = model_of(stored, "words_scale", where);
  const std::size_t width[] = {shape.inputs};
  const std::size_t one[] = {1};
  auto mean = scale.floats("mean", width);
  const float deviation = scale.floats("deviation", one).front();
  const auto finite = [](float value) { return std::isfinite(value); };
  if (!std::ranges::all_of(mean, finite) || !finite(deviation) || deviation <= 0) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: the scale of its words should be finite and above 0", where),
                "Train again with 'segue train'.");
  }
  return {WordsScale{std::move(mean), deviation}, std::move(autoencoder)};
}

}  // namespace segue::app
