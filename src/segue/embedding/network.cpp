#include "segue/embedding/network.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::embedding {
namespace {

void check_units(const char* what, std::size_t units) {
  if (units >= 1 && units <= kMostUnits) return;
  throw Error(ErrorKind::kUsage,
              fmt::format("an autoencoder's {} must be from 1 to {}, found {}", what, kMostUnits, units));
}

std::size_t width_of(const DenseLayer& layer) {
  return std::max(layer.inputs, layer.outputs);
}

}  // namespace

void check_shape(const AutoencoderShape& shape) {
  check_units("number of inputs", shape.inputs);
  check_units("latent size", shape.latent);
  if (shape.layers.size() > kMostHiddenLayers) {
    throw Error(ErrorKind::kUsage, fmt::format("an autoencoder can have at most {} hidden layers, found {}",
                                               kMostHiddenLayers, shape.layers.size()));
  }
  for (const std::size_t units : shape.layers) check_units("layer size", units);
  if (shape.activations.size() != shape.layers.size()) {
    throw Error(ErrorKind::kUsage,
                fmt::format("an autoencoder needs one activation per hidden layer: found {} for {} layers",
                            shape.activations.size(), shape.layers.size()));
  }
  // No sum below overflows: at most 130 layers of at most 2^32 weights.
  const std::size_t parameters = parameters_of(layers_of(shape));
  if (parameters > kMostParameters) {
    throw Error(ErrorKind::kUsage,
                fmt::format("an autoencoder can have at most {} parameters, this one would have {}", kMostParameters,
                            parameters),
                "take fewer or smaller layers");
  }
}

std::vector<DenseLayer> layers_of(const AutoencoderShape& shape) {
  std::vector<DenseLayer> layers;
  std::size_t at = 0;
  std::size_t inputs = shape.inputs;
  const auto add = [&](std::size_t outputs, Activation activation) {
    layers.push_back({inputs, outputs, activation, at, at + inputs * outputs});
    at += inputs * outputs + outputs;
    inputs = outputs;
  };
  for (std::size_t k = 0; k < shape.layers.size(); ++k) add(shape.layers[k], shape.activations[k]);
  add(shape.latent, Activation::kLinear);
  for (std::size_t k = shape.layers.size(); k-- > 0;) add(shape.layers[k], shape.activations[k]);
  add(shape.inputs, Activation::kLinear);
  return layers;
}

std::size_t parameters_of(std::span<const DenseLayer> layers) {
  return layers.empty() ? 0 : layers.back().bias_at + layers.back().outputs;
}

NetworkPass::NetworkPass(std::vector<DenseLayer> layers, std::size_t most_rows, bool backward)
    : layers_(std::move(layers)), most_rows_(most_rows) {
  const std::size_t lanes = numeric::padded_lanes(most_rows);
  std::size_t widest = 0;
  values_.emplace_back(layers_.front().inputs * lanes);
  for (const DenseLayer& layer : layers_) {
    values_.emplace_back(layer.outputs * lanes);
    slopes_.emplace_back(numeric::keeps_slope(layer.activation) ? layer.outputs * lanes : 0);
    widest = std::max(widest, width_of(layer));
  }
  if (!backward) return;
  gradient_ = numeric::LaneBuffer(widest * lanes);
  next_gradient_ = numeric::LaneBuffer(widest * lanes);
}

std::span<float> NetworkPass::values(std::size_t k) {
  const std::size_t units = k == 0 ? layers_.front().inputs : layers_[k - 1].outputs;
  return values_[k].span().first(units * lanes_);
}

std::span<float> NetworkPass::slopes(std::size_t k) {
  assert(numeric::keeps_slope(layers_[k].activation));
  return slopes_[k].span().first(layers_[k].outputs * lanes_);
}

std::span<float> NetworkPass::output_gradient() {
  return gradient_.span().first(layers_.back().outputs * lanes_);
}

void NetworkPass::gather(numeric::MatrixView rows, std::span<const std::uint32_t> batch) {
  assert(!batch.empty() && batch.size() <= most_rows_);
  lanes_ = numeric::padded_lanes(batch.size());
  numeric::gather_lanes(rows, batch, values(0));
}

void NetworkPass::forward(std::span<const float> parameters, std::size_t first, std::size_t last) {
  for (std::size_t k = first; k < last; ++k) {
    const DenseLayer& layer = layers_[k];
    const std::span<float> y = values(k + 1);
    numeric::dense_forward({layer.inputs, layer.outputs, lanes_},
                           parameters.subspan(layer.weights_at, layer.inputs * layer.outputs),
                           parameters.subspan(layer.bias_at, layer.outputs), values(k), y);
    const bool keeps = numeric::keeps_slope(layer.activation);
    numeric::activate(layer.activation, y, slopes_[k].span().first(keeps ? y.size() : 0));
  }
}

void NetworkPass::backward(std::span<const float> parameters, std::span<float> gradients) {
  for (std::size_t k = layers_.size(); k-- > 0;) {
    const DenseLayer& layer = layers_[k];
    const std::span<const float> y = values(k + 1);
    const std::span<float> dz = gradient_.span().first(y.size());
    const bool keeps = numeric::keeps_slope(layer.activation);
    numeric::multiply_by_slope(layer.activation, y, slopes_[k].span().first(keeps ? y.size() : 0), dz);
    const numeric::DenseSize size{layer.inputs, layer.outputs, lanes_};
    const std::size_t weights = layer.inputs * layer.outputs;
    numeric::dense_backward_weights(size, dz, values(k), gradients.subspan(layer.weights_at, weights),
                                    gradients.subspan(layer.bias_at, layer.outputs));
    if (k == 0) return;
    numeric::dense_backward_input(size, parameters.subspan(layer.weights_at, weights), dz,
                                  next_gradient_.span().first(layer.inputs * lanes_));
    std::swap(gradient_, next_gradient_);
  }
}

}  // namespace segue::embedding
