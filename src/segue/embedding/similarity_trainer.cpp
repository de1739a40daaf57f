#include "segue/embedding/similarity_trainer.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace segue::embedding {
namespace {

// Outputs shorter than this have no direction worth following.
constexpr double kLeastLength = 1e-12;

}  // namespace

SimilarityTrainer::SimilarityTrainer(const SimilarityShape& shape, std::span<const float> parameters,
                                     std::vector<InputGroup> groups, double temperature, std::size_t most_batch)
    : shape_(shape),
      layers_(layers_of(shape)),
      groups_(std::move(groups)),
      loss_(most_batch, shape.outputs, temperature),
      unit_(most_batch, shape.outputs),
      by_unit_(most_batch, shape.outputs),
      length_(most_batch),
      parameters_(parameters.size()),
      gradients_(parameters.size()),
      block_gradients_(parameters.size()),
      mean_(parameters.size()),
      square_(parameters.size()) {
  assert(parameters.size() == parameters_of(layers_));
  std::ranges::copy(parameters, parameters_.span().begin());
  for (std::size_t begin = 0; begin < most_batch; begin += kBlock) passes_.emplace_back(layers_, kBlock, true);
  std::size_t widest = 0;
  for (const auto& layer : layers_) widest = std::max(widest, layer.outputs);
  silence_ = numeric::LaneBuffer(widest * kBlock);
}

void SimilarityTrainer::disturb(NetworkPass& pass, std::size_t rows, const SimilarityStep& how, Rng& rng) const {
  const auto values = pass.values(0);
  if (how.noise > 0) {
    for (std::size_t j = 0; j < shape_.inputs; ++j) {
      for (std::size_t b = 0; b < rows; ++b) {
        values[j * pass.lanes() + b] += static_cast<float>(how.noise * rng.normal());
      }
    }
  }
  for (std::size_t g = 0; g < how.group_dropout.size(); ++g) {
    if (how.group_dropout[g] <= 0) continue;
    const auto [first, last] = groups_[g];
    for (std::size_t b = 0; b < rows; ++b) {
      if (rng.uniform() >= how.group_dropout[g]) continue;
      for (std::size_t j = first; j < last; ++j) values[j * pass.lanes() + b] = 0;
    }
  }
}

void SimilarityTrainer::silence_units(NetworkPass& pass, std::size_t layer, double dropout, Rng& rng) {
  const auto values = pass.values(layer + 1);
  const auto slopes = pass.slopes(layer);
  const auto factor = static_cast<float>(1 / (1 - dropout));
  const auto silenced = static_cast<std::uint64_t>(std::llround(dropout * 65536));
  const auto mask = silence_.span().first(values.size());
  // Four units by one draw: sixteen bits decide each.
  for (std::size_t i = 0; i < values.size(); i += 4) {
    const std::uint64_t bits = rng.next();
    for (std::size_t k = 0; k < 4; ++k) mask[i + k] = ((bits >> (16 * k)) & 0xFFFF) < silenced ? 0.0F : factor;
  }
  // The slope carries the mask into the backward pass.
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] *= mask[i];
    slopes[i] *= mask[i];
  }
}

void SimilarityTrainer::forward(std::size_t block, numeric::MatrixView inputs, std::span<const std::uint32_t> rows,
                                const SimilarityStep& how, Rng& rng) {
  auto& pass = passes_[block];
  pass.gather(inputs, rows);
  disturb(pass, rows.size(), how, rng);
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    pass.forward(parameters_.span(), k, k + 1);
    if (how.dropout > 0 && k + 1 < layers_.size()) silence_units(pass, k, how.dropout, rng);
  }
  const std::span<const float> y = pass.values(layers_.size());
  for (std::size_t b = 0; b < rows.size(); ++b) {
    const std::size_t i = block * kBlock + b;
    double square = 0;
    for (std::size_t j = 0; j < shape_.outputs; ++j) {
      const auto value = static_cast<double>(y[j * pass.lanes() + b]);
      square += value * value;
    }
    length_[i] = static_cast<float>(std::max(std::sqrt(square), kLeastLength));
    for (std::size_t j = 0; j < shape_.outputs; ++j) unit_(i, j) = y[j * pass.lanes() + b] / length_[i];
  }
}

double SimilarityTrainer::differentiate(numeric::MatrixView inputs, std::span<const std::uint32_t> batch,
                                        const Relations& relations, const SimilarityStep& how, Rng& rng) {
  assert(!batch.empty() && batch.size() <= unit_.rows() && inputs.cols == shape_.inputs);
  assert(how.group_dropout.size() <= groups_.size() && how.dropout >= 0 && how.dropout < 1);
  const std::size_t n = batch.size();
  for (std::size_t begin = 0; begin < n; begin += kBlock) {
    forward(begin / kBlock, inputs, batch.subspan(begin, std::min(kBlock, n - begin)), how, rng);
  }
  const double loss = loss_({unit_.values().data(), n, shape_.outputs}, relations, by_unit_);
  std::ranges::fill(gradients_.span(), 0.0F);
  for (std::size_t begin = 0; begin < n; begin += kBlock) {
    auto& pass = passes_[begin / kBlock];
    const auto by_output = pass.output_gradient();
    std::ranges::fill(by_output, 0.0F);
    for (std::size_t b = 0; b < std::min(kBlock, n - begin); ++b) {
      // Through y / |y|: what points along the vector itself is lost.
      const auto u = unit_.row(begin + b);
      const auto g = by_unit_.row(begin + b);
      double along = 0;
      for (std::size_t j = 0; j < u.size(); ++j) along += static_cast<double>(u[j]) * static_cast<double>(g[j]);
      for (std::size_t j = 0; j < u.size(); ++j) {
        by_output[j * pass.lanes() + b] = (g[j] - static_cast<float>(along) * u[j]) / length_[begin + b];
      }
    }
    pass.backward(parameters_.span(), block_gradients_.span());
    const auto part = block_gradients_.span();
    const auto sum = gradients_.span();
    for (std::size_t p = 0; p < sum.size(); ++p) sum[p] += part[p];
  }
  return loss;
}

double SimilarityTrainer::step(numeric::MatrixView inputs, std::span<const std::uint32_t> batch,
                               const Relations& relations, const SimilarityStep& how, Rng& rng) {
  const double loss = differentiate(inputs, batch, relations, how, rng);
  mean_decay_ *= adam_.beta1;
  square_decay_ *= adam_.beta2;
  adam_.step_size = how.learning_rate / (1 - mean_decay_);
  adam_.root_correction = std::sqrt(1 - square_decay_);
  if (how.weight_decay > 0) {
    const auto keep = static_cast<float>(1 - how.learning_rate * how.weight_decay);
    for (float& parameter : parameters_.span()) parameter *= keep;
  }
  numeric::adam_update(adam_, gradients_.span(), mean_.span(), square_.span(), parameters_.span());
  return loss;
}

}  // namespace segue::embedding
