#include "segue/embedding/similarity_network.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/base/workers.h"
#include "segue/embedding/pca.h"

namespace segue::embedding {
namespace {

constexpr std::size_t kRowsAtOnce = 128;
constexpr std::size_t kMostMembers = 64;
constexpr double kLeastVariance = 1e-9;  // share of all
constexpr std::string_view kKind = "segue similarity";
constexpr std::string_view kVersion = "1";

Error bad(const std::string& message) {
  return {ErrorKind::kBadData, "a similarity network's document: " + message,
          "train again, or take another model file"};
}

void check_units(const char* what, std::size_t units, std::size_t most) {
  if (units >= 1 && units <= most) return;
  throw Error(ErrorKind::kUsage,
              fmt::format("a similarity network's {} must be from 1 to {}, found {}", what, most, units));
}

std::vector<float> initial_parameters(const SimilarityShape& shape, std::uint64_t seed) {
  check_shape(shape);
  const auto layers = layers_of(shape);
  const std::size_t each = parameters_of(layers);
  std::vector<float> parameters(each * shape.members, 0.0F);
  for (std::size_t member = 0; member < shape.members; ++member) {
    for (std::size_t k = 0; k < layers.size(); ++k) {
      Rng rng = Rng(seed).fork(member).fork(k);
      const auto& layer = layers[k];
      const std::size_t fan = k + 1 == layers.size() ? layer.inputs + layer.outputs : layer.inputs;
      const double limit = std::sqrt(6.0 / static_cast<double>(fan));
      const auto weights =
          std::span(parameters).subspan(member * each + layer.weights_at, layer.inputs * layer.outputs);
      for (float& weight : weights) weight = static_cast<float>((2 * rng.uniform() - 1) * limit);
    }
  }
  return parameters;
}

std::string_view value_of(const numeric::TensorFile& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end()) throw bad(fmt::format("expected \"{}\" in its metadata, found none", key));
  return found->second;
}

std::size_t number_of(std::string_view key, std::string_view text) {
  std::size_t number = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (status == std::errc{} && end == text.data() + text.size() && number >= 1 && number <= kMostUnits) return number;
  throw bad(fmt::format("expected {} from 1 to {}, found \"{}\"", key, kMostUnits, text.substr(0, 40)));
}

SimilarityShape shape_in(const numeric::TensorFile& file) {
  if (const auto kind = value_of(file, "kind"); kind != kKind) {
    throw bad(fmt::format("expected kind \"{}\", found \"{}\"", kKind, kind.substr(0, 40)));
  }
  if (const auto version = value_of(file, "version"); version != kVersion) {
    throw bad(fmt::format("expected version {}, found \"{}\"", kVersion, version.substr(0, 40)));
  }
  SimilarityShape shape;
  shape.inputs = number_of("inputs", value_of(file, "inputs"));
  shape.outputs = number_of("outputs", value_of(file, "outputs"));
  shape.members = number_of("members", value_of(file, "members"));
  for (std::string_view text = value_of(file, "layers"); !text.empty();) {
    const std::size_t comma = text.find(',');
    shape.layers.push_back(number_of("layers", text.substr(0, comma)));
    if (shape.layers.size() > kMostHiddenLayers)
      throw bad(fmt::format("expected at most {} layers", kMostHiddenLayers));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
  }
  if (file.metadata().contains("projected")) shape.projected = number_of("projected", value_of(file, "projected"));
  try {
    check_shape(shape);
  } catch (const Error& error) {
    throw bad(error.what());
  }
  return shape;
}

}  // namespace

std::string SimilarityShape::text() const {
  const std::string hidden = layers.empty() ? "" : fmt::format("{} ", fmt::join(layers, ","));
  const std::string squeezed = projected > 0 ? fmt::format(" → {}", projected) : "";
  return fmt::format("{} x ({}→ {}){}", members, hidden, outputs, squeezed);
}

void check_shape(const SimilarityShape& shape) {
  check_units("number of inputs", shape.inputs, kMostUnits);
  check_units("output size", shape.outputs, kMostUnits);
  check_units("number of members", shape.members, kMostMembers);
  if (shape.layers.size() > kMostHiddenLayers) {
    throw Error(ErrorKind::kUsage, fmt::format("a similarity network can have at most {} hidden layers, found {}",
                                               kMostHiddenLayers, shape.layers.size()));
  }
  for (const std::size_t units : shape.layers) check_units("layer size", units, kMostUnits);
  if (shape.projected > shape.all_outputs() || shape.all_outputs() > kMostUnits) {
    throw Error(ErrorKind::kUsage,
                fmt::format("a similarity network can squeeze {} outputs into as many or fewer, found {}",
                            shape.all_outputs(), shape.projected));
  }
  const std::size_t parameters = parameters_of(layers_of(shape));
  if (parameters > kMostParameters / shape.members) {
    throw Error(ErrorKind::kUsage,
                fmt::format("a similarity network can have at most {} parameters, this one would have {} times {}",
                            kMostParameters, shape.members, parameters),
                "take fewer or smaller layers");
  }
}

std::vector<DenseLayer> layers_of(const SimilarityShape& shape) {
  std::vector<DenseLayer> layers;
  std::size_t at = 0;
  std::size_t inputs = shape.inputs;
  const auto add = [&](std::size_t outputs, Activation activation) {
    layers.push_back({inputs, outputs, activation, at, at + inputs * outputs});
    at += inputs * outputs + outputs;
    inputs = outputs;
  };
  for (const std::size_t units : shape.layers) add(units, Activation::kGelu);
  add(shape.outputs, Activation::kLinear);
  return layers;
}

namespace {

void embed_with(NetworkPass& pass, const SimilarityShape& shape, std::span<const float> parameters,
                numeric::MatrixView rows, float length, std::size_t column, numeric::Matrix& result) {
  assert(rows.cols == shape.inputs && result.rows() == rows.rows && column + shape.outputs <= result.cols());
  const std::size_t last = shape.layers.size() + 1;
  std::vector<std::uint32_t> batch(std::min(kRowsAtOnce, rows.rows));
  std::iota(batch.begin(), batch.end(), 0U);
  for (std::size_t begin = 0; begin < rows.rows; begin += kRowsAtOnce) {
    const std::size_t count = std::min(kRowsAtOnce, rows.rows - begin);
    pass.gather({rows.data + begin * rows.cols, count, rows.cols}, std::span(batch).first(count));
    pass.forward(parameters, 0, last);
    const std::span<const float> y = pass.values(last);
    for (std::size_t b = 0; b < count; ++b) {
      const auto row = result.row(begin + b).subspan(column, shape.outputs);
      double square = 0;
      for (std::size_t j = 0; j < shape.outputs; ++j) {
        row[j] = y[j * pass.lanes() + b];
        square += static_cast<double>(row[j]) * static_cast<double>(row[j]);
      }
      const auto factor = square > 0 ? static_cast<float>(static_cast<double>(length) / std::sqrt(square)) : 0.0F;
      for (float& value : row) value *= factor;
    }
  }
}

}  // namespace

void embed_member(const SimilarityShape& shape, std::span<const float> parameters, numeric::MatrixView rows,
                  float length, std::size_t column, numeric::Matrix& result) {
  NetworkPass pass(layers_of(shape), kRowsAtOnce, false);
  embed_with(pass, shape, parameters, rows, length, column, result);
}

SimilarityNetwork::SimilarityNetwork(const SimilarityShape& shape, std::uint64_t seed)
    : SimilarityNetwork(shape, initial_parameters(shape, seed)) {}

SimilarityNetwork::SimilarityNetwork(SimilarityShape shape, std::vector<float> parameters)
    : shape_(std::move(shape)),
      parameters_(std::move(parameters)),
      mean_(shape_.projected > 0 ? shape_.all_outputs() : 0, 0.0F),
      projection_(shape_.projected, shape_.projected > 0 ? shape_.all_outputs() : 0) {
  assert(parameters_.size() == shape_.members * parameters_of(layers_of(shape_)));
  for (std::size_t k = 0; k < shape_.projected; ++k) projection_(k, k) = 1;
}

SimilarityNetwork SimilarityNetwork::from_parameters(SimilarityShape shape, std::vector<float> parameters) {
  check_shape(shape);
  return {std::move(shape), std::move(parameters)};
}

void SimilarityNetwork::fit_projection(numeric::MatrixView rows, std::size_t threads) {
  if (shape_.projected == 0 || rows.rows <= shape_.projected) return;
  auto pca = fit_pca(members_say(rows, threads), shape_.projected);
  mean_.assign(pca.mean.begin(), pca.mean.end());
  projection_ = std::move(pca.components);
  // What all members agree on varies most and would decide alone; the rest is let speak up, but not fully.
  for (std::size_t k = 0; k < projection_.rows(); ++k) {
    const double variance = std::max(pca.explained_variance[k], kLeastVariance);
    for (float& value : projection_.row(k))
      value = static_cast<float>(static_cast<double>(value) / std::pow(variance, 0.25));
  }
}

numeric::Matrix SimilarityNetwork::members_say(numeric::MatrixView rows, std::size_t threads) const {
  numeric::Matrix result(rows.rows, shape_.all_outputs());
  const auto length = static_cast<float>(1 / std::sqrt(static_cast<double>(shape_.members)));
  // Made here and not by the threads, whose own memory is touched page by page (base/large_pages.h).
  std::vector<NetworkPass> passes;
  for (std::size_t member = 0; member < shape_.members; ++member) {
    passes.emplace_back(layers_of(shape_), kRowsAtOnce, false);
  }
  parallel_ranges(shape_.members, 1, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t member = begin; member < end; ++member) {
      embed_with(passes[member], shape_, parameters(member), rows, length, member * shape_.outputs, result);
    }
  });
  return result;
}

numeric::Matrix SimilarityNetwork::embed(numeric::MatrixView rows, std::size_t threads) const {
  auto said = members_say(rows, threads);
  if (shape_.projected == 0) return said;
  numeric::Matrix result(rows.rows, shape_.projected);
  // One more layer, without a bias: the mean is taken off first, so that nothing large cancels.
  const SimilarityShape layer{said.cols(), {}, shape_.projected, 1, 0};
  std::vector<float> weights(projection_.values().begin(), projection_.values().end());
  weights.resize(weights.size() + shape_.projected, 0.0F);
  constexpr std::size_t kGrain = 256;
  parallel_ranges(rows.rows, kGrain, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto row = said.row(i);
      for (std::size_t j = 0; j < row.size(); ++j) row[j] -= mean_[j];
    }
    numeric::Matrix part(end - begin, shape_.projected);
    embed_member(layer, weights, {said.row(begin).data(), end - begin, said.cols()}, 1.0F, 0, part);
    std::ranges::copy(part.values(), result.row(begin).begin());
  });
  return result;
}

std::vector<std::byte> SimilarityNetwork::to_tensors() const {
  numeric::TensorFileWriter writer;
  writer.set_metadata("kind", std::string(kKind));
  writer.set_metadata("version", std::string(kVersion));
  writer.set_metadata("inputs", fmt::format("{}", shape_.inputs));
  writer.set_metadata("outputs", fmt::format("{}", shape_.outputs));
  writer.set_metadata("members", fmt::format("{}", shape_.members));
  writer.set_metadata("layers", fmt::format("{}", fmt::join(shape_.layers, ",")));
  if (shape_.projected > 0) {
    writer.set_metadata("projected", fmt::format("{}", shape_.projected));
    const std::array mean_shape{mean_.size()};
    const std::array projection_shape{projection_.rows(), projection_.cols()};
    writer.add("mean", mean_shape, mean_);
    writer.add("projection", projection_shape, projection_.values());
  }
  const auto layers = layers_of(shape_);
  for (std::size_t member = 0; member < shape_.members; ++member) {
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const auto& layer = layers[k];
      const std::array weight_shape{layer.outputs, layer.inputs};
      const std::array bias_shape{layer.outputs};
      const std::string prefix = fmt::format("{}.{}", member, k);
      writer.add(prefix + ".weight", weight_shape,
                 parameters(member).subspan(layer.weights_at, layer.inputs * layer.outputs));
      writer.add(prefix + ".bias", bias_shape, parameters(member).subspan(layer.bias_at, layer.outputs));
    }
  }
  return writer.bytes();
}

SimilarityNetwork SimilarityNetwork::from_tensors(const numeric::TensorFile& file) {
  SimilarityShape shape = shape_in(file);
  const auto layers = layers_of(shape);
  const std::size_t expected_tensors = 2 * layers.size() * shape.members + (shape.projected > 0 ? 2 : 0);
  if (file.tensors().size() != expected_tensors) {
    throw bad(fmt::format("expected {} tensors, found {}", expected_tensors, file.tensors().size()));
  }
  // Grown tensor by tensor, each checked against the document first: metadata alone makes nothing large.
  std::vector<float> parameters;
  std::size_t stored = 0;
  for (const auto& [name, tensor] : file.tensors()) stored += tensor.bytes.size();
  parameters.reserve(stored / sizeof(float));
  const auto take = [&](std::vector<float>& values, const std::string& tensor, std::span<const std::size_t> expected) {
    if (!file.tensors().contains(tensor)) throw bad(fmt::format("expected a tensor \"{}\", found none", tensor));
    file.check_floats(tensor, expected);
    const auto begin = static_cast<std::ptrdiff_t>(values.size());
    values.resize(values.size() + std::accumulate(expected.begin(), expected.end(), std::size_t{1}, std::multiplies{}));
    const std::span taken(values.begin() + begin, values.end());
    file.read_floats(tensor, expected, taken);
    if (!std::ranges::all_of(taken, [](float value) { return std::isfinite(value); })) {
      throw bad(fmt::format("expected finite numbers in tensor \"{}\", found others", tensor));
    }
  };
  for (std::size_t member = 0; member < shape.members; ++member) {
    for (std::size_t k = 0; k < layers.size(); ++k) {
      const std::array weight_shape{layers[k].outputs, layers[k].inputs};
      const std::array bias_shape{layers[k].outputs};
      take(parameters, fmt::format("{}.{}.weight", member, k), weight_shape);
      take(parameters, fmt::format("{}.{}.bias", member, k), bias_shape);
    }
  }
  std::vector<float> mean;
  std::vector<float> projection;
  if (shape.projected > 0) {
    const std::array mean_shape{shape.all_outputs()};
    const std::array projection_shape{shape.projected, shape.all_outputs()};
    take(mean, "mean", mean_shape);
    take(projection, "projection", projection_shape);
  }
  SimilarityNetwork network(std::move(shape), std::move(parameters));
  if (network.shape_.projected == 0) return network;
  network.mean_ = std::move(mean);
  network.projection_ = {network.shape_.projected, network.shape_.all_outputs(), std::move(projection)};
  return network;
}

}  // namespace segue::embedding
