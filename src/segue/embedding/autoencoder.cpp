#include "segue/embedding/autoencoder.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/base/rng.h"
#include "segue/embedding/network.h"

namespace segue::embedding {
namespace {

// Rows that go through the network together: enough to hide the kernels' overhead, few enough to stay in cache.
constexpr std::size_t kRowsAtOnce = 128;

/// He et al. 2015 for units that are linear on one side, Glorot & Bengio 2010 for the others.
double weight_limit(const DenseLayer& layer) {
  switch (layer.activation) {
    case Activation::kRelu:
    case Activation::kElu:
    case Activation::kGelu:
      return std::sqrt(6.0 / static_cast<double>(layer.inputs));
    case Activation::kLinear:
    case Activation::kTanh:
    case Activation::kSigmoid:
      break;
  }
  return std::sqrt(6.0 / static_cast<double>(layer.inputs + layer.outputs));
}

std::vector<float> initial_parameters(const AutoencoderShape& shape, std::uint64_t seed) {
  check_shape(shape);
  const std::vector<DenseLayer> layers = layers_of(shape);
  std::vector<float> parameters(parameters_of(layers), 0.0F);
  for (std::size_t k = 0; k < layers.size(); ++k) {
    Rng rng = Rng(seed).fork(k);
    const double limit = weight_limit(layers[k]);
    const std::span<float> weights =
        std::span(parameters).subspan(layers[k].weights_at, layers[k].inputs * layers[k].outputs);
    for (float& weight : weights) weight = static_cast<float>((2 * rng.uniform() - 1) * limit);
  }
  return parameters;
}

/// Rows through layers [0, last), as the trainer's forward pass does it, to the bit.
numeric::Matrix run(const AutoencoderShape& shape, std::span<const float> parameters, numeric::MatrixView rows,
                    std::size_t last) {
  assert(rows.cols == shape.inputs);
  const std::vector<DenseLayer> layers = layers_of(shape);
  const std::size_t outputs = layers[last - 1].outputs;
  NetworkPass pass(layers, kRowsAtOnce, false);
  numeric::Matrix result(rows.rows, outputs);
  std::vector<std::uint32_t> batch(std::min(kRowsAtOnce, rows.rows));
  std::iota(batch.begin(), batch.end(), 0U);
  for (std::size_t begin = 0; begin < rows.rows; begin += kRowsAtOnce) {
    const std::size_t count = std::min(kRowsAtOnce, rows.rows - begin);
    pass.gather({rows.data + begin * rows.cols, count, rows.cols}, std::span(batch).first(count));
    pass.forward(parameters, 0, last);
    const std::span<const float> y = pass.values(last);
    for (std::size_t b = 0; b < count; ++b) {
      const std::span<float> row = result.row(begin + b);
      for (std::size_t j = 0; j < outputs; ++j) row[j] = y[j * pass.lanes() + b];
    }
  }
  return result;
}

}  // namespace

std::string AutoencoderShape::text() const {
  std::vector<std::string_view> names;
  for (const Activation activation : activations) names.push_back(name(activation));
  // One name stands for all that agree.
  if (std::adjacent_find(names.begin(), names.end(), std::not_equal_to<>()) == names.end() && !names.empty()) {
    names.resize(1);
  }
  const std::string hidden = layers.empty() ? "" : fmt::format("{} ", fmt::join(layers, ","));
  const std::string suffix = names.empty() ? "" : fmt::format(" {}", fmt::join(names, ","));
  return fmt::format("{}→ {}{}", hidden, latent, suffix);
}

Autoencoder::Autoencoder(AutoencoderShape shape, std::uint64_t seed)
    : shape_(std::move(shape)), parameters_(initial_parameters(shape_, seed)) {}

Autoencoder::Autoencoder(AutoencoderShape shape, std::vector<float> parameters)
    : shape_(std::move(shape)), parameters_(std::move(parameters)) {
  assert(parameters_.size() == parameters_of(layers_of(shape_)));
}

Autoencoder Autoencoder::from_parameters(AutoencoderShape shape, std::vector<float> parameters) {
  check_shape(shape);
  return Autoencoder(std::move(shape), std::move(parameters));
}

numeric::Matrix Autoencoder::encode(numeric::MatrixView rows) const {
  return run(shape_, parameters_, rows, layer_count() / 2);
}

numeric::Matrix Autoencoder::reconstruct(numeric::MatrixView rows) const {
  return run(shape_, parameters_, rows, layer_count());
}

std::size_t Autoencoder::layer_count() const {
  return 2 * (shape_.layers.size() + 1);
}

std::size_t Autoencoder::parameter_count() const {
  return parameters_.size();
}

}  // namespace segue::embedding
