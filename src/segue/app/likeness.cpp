#include "segue/app/likeness.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/embedding/pca.h"
#include "segue/numeric/tensor_file.h"

namespace segue::app {
namespace {

constexpr std::string_view kWordsKind = "segue words inputs";
constexpr std::size_t kWidestEmbedding = 65536;

WordsInputs words_from(const numeric::TensorFile& file, const std::string& where) {
  const auto mean = file.tensors().find("mean");
  const auto components = file.tensors().find("components");
  const auto kind = file.metadata().find("kind");
  if (kind == file.metadata().end() || kind->second != kWordsKind || mean == file.tensors().end() ||
      components == file.tensors().end() || mean->second.shape.size() != 1 || components->second.shape.size() != 2 ||
      components->second.shape[1] != mean->second.shape[0] || mean->second.shape[0] > kWidestEmbedding) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: its inputs of words should be a mean and components", where),
                "Train again with 'segue train'.");
  }
  WordsInputs words;
  words.mean = file.floats("mean", mean->second.shape);
  const auto rows = components->second.shape[0];
  words.components = {rows, words.mean.size(), file.floats("components", components->second.shape)};
  const auto finite = [](float value) { return std::isfinite(value); };
  if (!std::ranges::all_of(words.mean, finite) || !std::ranges::all_of(words.components.values(), finite)) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: its inputs of words should be finite numbers", where),
                "Train again with 'segue train'.");
  }
  return words;
}

}  // namespace

WordsInputs WordsInputs::fit(numeric::MatrixView embeddings, std::size_t most) {
  if (embeddings.rows < std::max<std::size_t>(most, 3)) {
    throw Error(ErrorKind::kNotFound, fmt::format("too few songs with words to learn from: {}", embeddings.rows),
                "Leave the words out with --lyrics-weight 0, or import lyrics.");
  }
  const auto pca = embedding::fit_pca(embeddings, std::min(most, embeddings.cols));
  const auto projected = pca.transform(embeddings);
  double square = 0;
  for (const float value : projected.values()) square += static_cast<double>(value) * static_cast<double>(value);
  const double deviation = std::sqrt(square / static_cast<double>(std::max<std::size_t>(projected.values().size(), 1)));
  WordsInputs words;
  words.mean.assign(pca.mean.begin(), pca.mean.end());
  words.components = pca.components;
  for (float& value : words.components.values()) {
    value = static_cast<float>(static_cast<double>(value) / (deviation > 0 ? deviation : 1));
  }
  return words;
}

void WordsInputs::of(std::span<const float> embedding, std::span<float> out) const {
  assert(embedding.size() == mean.size() && out.size() == inputs());
  for (std::size_t k = 0; k < components.rows(); ++k) {
    double sum = 0;
    for (std::size_t j = 0; j < mean.size(); ++j) {
      sum += (static_cast<double>(embedding[j]) - static_cast<double>(mean[j])) * static_cast<double>(components(k, j));
    }
    out[k] = static_cast<float>(sum);
  }
  out.back() = 1;
}

std::size_t Likeness::dimension() const {
  return network ? network->shape().dimension() : inputs.inputs() + (words ? words->inputs() : 0);
}

numeric::Matrix Likeness::inputs_of(const features::FeatureTable& table, const SongEmbeddings& embeddings) const {
  auto scaled = inputs.transform(table);
  if (!words) return scaled;
  numeric::Matrix all(scaled.rows(), scaled.cols() + words->inputs());
  std::optional<std::span<const float>> previous;
  std::size_t previous_row = 0;
  for (std::size_t i = 0; i < all.rows(); ++i) {
    std::ranges::copy(scaled.row(i), all.row(i).begin());
    const auto embedding = embeddings.find(table.songs[i]);
    if (!embedding || embedding->size() != words->mean.size()) continue;
    const auto out = all.row(i).subspan(scaled.cols());
    // An explanation asks of the same words with everything else changed.
    if (previous && std::ranges::equal(*embedding, *previous)) {
      std::ranges::copy(all.row(previous_row).subspan(scaled.cols()), out.begin());
    } else {
      words->of(*embedding, out);
    }
    previous = embedding;
    previous_row = i;
  }
  return all;
}

std::vector<std::pair<std::size_t, std::size_t>> Likeness::ranges() const {
  auto ranges = inputs.ranges();
  if (words) ranges.emplace_back(inputs.inputs(), inputs.inputs() + words->inputs());
  return ranges;
}

numeric::Matrix Likeness::encode(const features::FeatureTable& table, const SongEmbeddings& embeddings,
                                 std::size_t threads) const {
  auto seen = inputs_of(table, embeddings);
  return network ? network->embed(seen, threads) : seen;
}

void Likeness::add_models(std::map<std::string, std::vector<std::byte>>& models) const {
  models["inputs"] = inputs.to_tensors();
  if (network) models["similarity"] = network->to_tensors();
  if (!words) return;
  numeric::TensorFileWriter writer;
  writer.set_metadata("kind", std::string(kWordsKind));
  writer.set_metadata("version", "1");
  const std::array mean_shape{words->mean.size()};
  const std::array components_shape{words->components.rows(), words->components.cols()};
  writer.add("mean", mean_shape, words->mean);
  writer.add("components", components_shape, words->components.values());
  models["words_inputs"] = writer.bytes();
}

Likeness Likeness::load(const std::map<std::string, std::vector<std::byte>>& models, const std::string& where) {
  const auto document = [&](const std::string& model) -> std::optional<numeric::TensorFile> {
    const auto found = models.find(model);
    if (found == models.end()) return std::nullopt;
    return numeric::TensorFile::view(found->second, fmt::format("{}, {}.safetensors", where, model));
  };
  const auto inputs = document("inputs");
  if (!inputs) {
    throw Error(ErrorKind::kBadData, fmt::format("{}: its model 'inputs' is missing", where),
                "Train again with 'segue train'.");
  }
  Likeness likeness;
  likeness.inputs = features::InputScaler::from_tensors(*inputs);
  if (const auto words = document("words_inputs")) likeness.words = words_from(*words, where);
  if (const auto network = document("similarity")) {
    likeness.network = embedding::SimilarityNetwork::from_tensors(*network);
    const auto expected = likeness.inputs.inputs() + (likeness.words ? likeness.words->inputs() : 0);
    if (likeness.network->shape().inputs != expected) {
      throw Error(ErrorKind::kBadData,
                  fmt::format("{}: its network sees {} numbers of a song, its inputs are {}", where,
                              likeness.network->shape().inputs, expected),
                  "Train again with 'segue train'.");
    }
  }
  return likeness;
}

}  // namespace segue::app
