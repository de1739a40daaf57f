#include "segue/text/bert/bert_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/numeric/half_floats.h"
#include "segue/text/bert/content_hash.h"
#include "segue/text/bert/tensor_folder.h"

namespace segue::text {
namespace {

using numeric::TensorFile;

constexpr std::size_t kMostHeadOutputs = 1000;
constexpr std::array<std::string_view, 4> kPrefixes{"", "bert.", "model.", "distilbert."};
constexpr std::string_view kWords = "embeddings.word_embeddings.weight";
constexpr const char* kTable = "lyrics_table.weight";

std::string shown(std::string_view name) {
  constexpr std::size_t kCells = 80;
  return fmt::format("\"{}\"", shorten(printable(name.substr(0, 1000)), kCells));
}

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::kBadData, fmt::format("{}: {}", where, what),
              "The model does not fit its config.json, or is none that segue reads (BERT, DistilBERT).");
}

// Names of the products and norms of one layer.
struct LayerNames {
  std::string query, key, value, attention_output, attention_norm, intermediate, output, output_norm;
};

LayerNames layer_names(const BertConfig& config, std::size_t number) {
  if (config.distilbert) {
    const std::string layer = fmt::format("transformer.layer.{}.", number);
    return {layer + "attention.q_lin",   layer + "attention.k_lin",  layer + "attention.v_lin",
            layer + "attention.out_lin", layer + "sa_layer_norm",    layer + "ffn.lin1",
            layer + "ffn.lin2",          layer + "output_layer_norm"};
  }
  const std::string layer = fmt::format("encoder.layer.{}.", number);
  return {layer + "attention.self.query",
          layer + "attention.self.key",
          layer + "attention.self.value",
          layer + "attention.output.dense",
          layer + "attention.output.LayerNorm",
          layer + "intermediate.dense",
          layer + "output.dense",
          layer + "output.LayerNorm"};
}

}  // namespace

BertWeights BertWeights::read(const std::filesystem::path& folder, const BertConfig& config) {
  TensorFolder read = read_tensor_folder(folder);
  return {std::move(read.files), config, std::move(read.where)};
}

BertWeights::BertWeights(std::vector<TensorFile> files, const BertConfig& config, std::string where)
    : files_(std::move(files)), config_(config), where_(std::move(where)) {
  const std::size_t hidden = config.hidden;
  find_prefix();
  expect(prefixed(kWords), {config.vocabulary, hidden});
  expect(prefixed("embeddings.position_embeddings.weight"), {config.positions, hidden});
  if (config.token_types > 0) {
    expect(prefixed("embeddings.token_type_embeddings.weight"), {config.token_types, hidden});
  }
  expect_norm(prefixed("embeddings.LayerNorm"));
  for (std::size_t i = 0; i < config.layers; ++i) {
    const LayerNames names = layer_names(config, i);
    for (const std::string* name : {&names.query, &names.key, &names.value, &names.attention_output}) {
      expect_linear(prefixed(*name), hidden, hidden);
    }
    expect_linear(prefixed(names.intermediate), config.intermediate, hidden);
    expect_linear(prefixed(names.output), hidden, config.intermediate);
    expect_norm(prefixed(names.attention_norm));
    expect_norm(prefixed(names.output_norm));
  }
  expect_head();
  has_table_ = file_with(kTable) != nullptr;
  if (has_table_) expect(kTable, {config.vocabulary, hidden});
}

void BertWeights::find_prefix() {
  std::size_t count = 0;
  for (const TensorFile& file : files_) count += file.tensors().size();
  for (const std::string_view prefix : kPrefixes) {
    prefix_ = prefix;
    if (file_with(prefixed(kWords)) != nullptr) return;
  }
  std::string first = "none";
  if (!files_.empty() && !files_.front().tensors().empty()) first = shown(files_.front().tensors().begin()->first);
  refuse(where_,
         fmt::format("expected a tensor {}, found {} other tensors, the first {}", shown(kWords), count, first));
}

const TensorFile* BertWeights::file_with(const std::string& name) const {
  const auto found =
      std::find_if(files_.begin(), files_.end(), [&](const TensorFile& file) { return file.tensors().contains(name); });
  return found == files_.end() ? nullptr : &*found;
}

void BertWeights::expect(const std::string& name, std::vector<std::size_t> shape) {
  // TensorFlow's names of a norm's parameters live on in many files.
  std::string stored = name;
  const TensorFile* file = file_with(stored);
  if (file == nullptr && name.ends_with("LayerNorm.weight")) {
    stored = name.substr(0, name.rfind('.')) + ".gamma";
    file = file_with(stored);
  } else if (file == nullptr && name.ends_with("LayerNorm.bias")) {
    stored = name.substr(0, name.rfind('.')) + ".beta";
    file = file_with(stored);
  }
  if (file == nullptr) refuse(where_, fmt::format("expected a tensor {}, found none", shown(name)));
  file->check_floats(stored, shape);
  places_.emplace(name, Place{file, std::move(stored), std::move(shape)});
}

void BertWeights::expect_linear(const std::string& name, std::size_t outputs, std::size_t inputs) {
  expect(name + ".weight", {outputs, inputs});
  expect(name + ".bias", {outputs});
}

void BertWeights::expect_norm(const std::string& name) {
  expect(name + ".weight", {config_.hidden});
  expect(name + ".bias", {config_.hidden});
}

void BertWeights::expect_head() {
  head_output_ = "classifier";
  const TensorFile* file = file_with("classifier.weight");
  if (file == nullptr) return;
  const auto& shape = file->tensors().at("classifier.weight").shape;
  std::size_t outputs = config_.labels.size();
  // Without labels the tensor itself says how many; what is no matrix is refused by expect().
  if (outputs == 0) outputs = shape.empty() ? 1 : std::clamp<std::size_t>(shape.front(), 1, kMostHeadOutputs);
  expect_linear(head_output_, outputs, config_.hidden);
  head_hidden_ = config_.distilbert ? "pre_classifier" : prefixed("pooler.dense");
  expect_linear(head_hidden_, config_.hidden, config_.hidden);
  head_outputs_ = outputs;
}

std::vector<float> BertWeights::floats(const std::string& name) const {
  const Place& place = places_.at(name);
  std::vector<float> values = place.file->floats(place.name, place.shape);
  if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); })) {
    refuse(where_, fmt::format("tensor {}: expected finite numbers, found others", shown(place.name)));
  }
  return values;
}

LinearWeights BertWeights::linear(const std::string& name) const {
  return {floats(name + ".weight"), floats(name + ".bias")};
}

NormWeights BertWeights::norm(const std::string& name) const {
  return {floats(name + ".weight"), floats(name + ".bias")};
}

std::vector<float> BertWeights::words() const {
  return floats(prefixed(kWords));
}

std::vector<float> BertWeights::positions() const {
  std::vector<float> positions = floats(prefixed("embeddings.position_embeddings.weight"));
  if (config_.token_types == 0) return positions;
  const std::vector<float> types = floats(prefixed("embeddings.token_type_embeddings.weight"));
  for (std::size_t i = 0; i < positions.size(); ++i) positions[i] += types[i % config_.hidden];
  return positions;
}

NormWeights BertWeights::embedding_norm() const {
  return norm(prefixed("embeddings.LayerNorm"));
}

LayerWeights BertWeights::layer(std::size_t number) const {
  const LayerNames names = layer_names(config_, number);
  LayerWeights layer;
  layer.query = linear(prefixed(names.query));
  layer.key = linear(prefixed(names.key));
  layer.value = linear(prefixed(names.value));
  layer.attention_output = linear(prefixed(names.attention_output));
  layer.attention_norm = norm(prefixed(names.attention_norm));
  layer.intermediate = linear(prefixed(names.intermediate));
  layer.output = linear(prefixed(names.output));
  layer.output_norm = norm(prefixed(names.output_norm));
  return layer;
}

LinearWeights BertWeights::head_hidden() const {
  return linear(head_hidden_);
}

LinearWeights BertWeights::head_output() const {
  return linear(head_output_);
}

std::vector<float> BertWeights::table() const {
  return floats(kTable);
}

std::uint64_t BertWeights::fingerprint() const {
  ContentHash hash;
  for (const auto& [name, place] : places_) {
    const TensorFile::Tensor& tensor = place.file->tensors().at(place.name);
    // A prefix says nothing about the numbers.
    hash.add(std::string_view(name).substr(name.starts_with(prefix_) ? prefix_.size() : 0));
    hash.add(static_cast<std::uint64_t>(tensor.type));
    for (const std::size_t extent : tensor.shape) hash.add(std::uint64_t{extent});
    hash.add(tensor.bytes);
  }
  return hash.value();
}

}  // namespace segue::text
