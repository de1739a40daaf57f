#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "segue/embedding/network.h"
#include "segue/numeric/dense_kernels_reference.h"

namespace segue::embedding::test {

/// An autoencoder's forward pass in double, one row at a time, written down as plainly as can be: what the trainer's
/// loss and gradients are checked against.
struct DoubleNetwork {
  std::vector<DenseLayer> layers;
  std::vector<double> parameters;

  DoubleNetwork(const AutoencoderShape& shape, std::span<const float> values)
      : layers(layers_of(shape)), parameters(values.begin(), values.end()) {}

  std::vector<double> run(std::span<const float> row, std::size_t last) const {
    std::vector<double> x(row.begin(), row.end());
    for (std::size_t k = 0; k < last; ++k) {
      const DenseLayer& layer = layers[k];
      std::vector<double> y(layer.outputs);
      for (std::size_t o = 0; o < layer.outputs; ++o) {
        double sum = parameters[layer.bias_at + o];
        for (std::size_t i = 0; i < layer.inputs; ++i)
          sum += parameters[layer.weights_at + o * layer.inputs + i] * x[i];
        y[o] = numeric::reference::activation(layer.activation, sum);
      }
      x = y;
    }
    return x;
  }

  double loss(numeric::MatrixView rows, numeric::MatrixView known, std::span<const std::uint32_t> batch) const {
    double squared = 0, count = 0;
    for (const std::uint32_t i : batch) {
      const std::vector<double> y = run(rows.row(i), layers.size());
      for (std::size_t j = 0; j < rows.cols; ++j) {
        const double mask = known(i, j);
        squared += mask * (y[j] - rows(i, j)) * (y[j] - rows(i, j));
        count += mask;
      }
    }
    return count > 0 ? squared / count : 0;
  }

  /// By central differences; of every `every`th parameter only, the others are NaN.
  std::vector<double> gradient(numeric::MatrixView rows, numeric::MatrixView known,
                               std::span<const std::uint32_t> batch, std::size_t every = 1) const {
    constexpr double kStep = 1e-6;
    DoubleNetwork moved = *this;
    std::vector<double> result(parameters.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t p = 0; p < parameters.size(); p += every) {
      moved.parameters[p] = parameters[p] + kStep;
      const double up = moved.loss(rows, known, batch);
      moved.parameters[p] = parameters[p] - kStep;
      const double down = moved.loss(rows, known, batch);
      moved.parameters[p] = parameters[p];
      result[p] = (up - down) / (2 * kStep);
    }
    return result;
  }
};

}  // namespace segue::embedding::test
