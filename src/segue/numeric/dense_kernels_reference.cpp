#include "segue/numeric/dense_kernels_reference.h"

#include <cmath>
#include <numbers>

namespace segue::numeric::reference {

void dense_forward(const DenseSize& size, std::span<const float> weights, std::span<const float> bias,
                   std::span<const float> x, std::span<float> y) {
  for (std::size_t o = 0; o < size.outputs; ++o) {
    for (std::size_t b = 0; b < size.lanes; ++b) {
      double sum = bias[o];
      for (std::size_t i = 0; i < size.inputs; ++i) {
        sum += static_cast<double>(weights[o * size.inputs + i]) * x[i * size.lanes + b];
      }
      y[o * size.lanes + b] = static_cast<float>(sum);
    }
  }
}

void dense_backward_input(const DenseSize& size, std::span<const float> weights, std::span<const float> dz,
                          std::span<float> dx) {
  for (std::size_t i = 0; i < size.inputs; ++i) {
    for (std::size_t b = 0; b < size.lanes; ++b) {
      double sum = 0;
      for (std::size_t o = 0; o < size.outputs; ++o) {
        sum += static_cast<double>(weights[o * size.inputs + i]) * dz[o * size.lanes + b];
      }
      dx[i * size.lanes + b] = static_cast<float>(sum);
    }
  }
}

void dense_backward_weights(const DenseSize& size, std::span<const float> dz, std::span<const float> x,
                            std::span<float> d_weights, std::span<float> d_bias) {
  for (std::size_t o = 0; o < size.outputs; ++o) {
    double bias = 0;
    for (std::size_t b = 0; b < size.lanes; ++b) bias += dz[o * size.lanes + b];
    d_bias[o] = static_cast<float>(bias);
    for (std::size_t i = 0; i < size.inputs; ++i) {
      double sum = 0;
      for (std::size_t b = 0; b < size.lanes; ++b) {
        sum += static_cast<double>(dz[o * size.lanes + b]) * x[i * size.lanes + b];
      }
      d_weights[o * size.inputs + i] = static_cast<float>(sum);
    }
  }
}

double activation(Activation activation, double x) {
  switch (activation) {
    case Activation::kLinear:
      return x;
    case Activation::kRelu:
      return x > 0 ? x : 0;
    case Activation::kTanh:
      return std::tanh(x);
    case Activation::kSigmoid:
      return 1 / (1 + std::exp(-x));
    case Activation::kElu:
      return x > 0 ? x : std::expm1(x);
    case Activation::kGelu:
      return x * 0.5 * std::erfc(-x / std::numbers::sqrt2);
  }
  return x;
}

double activation_slope(Activation activation, double x) {
  switch (activation) {
    case Activation::kLinear:
      return 1;
    case Activation::kRelu:
      return x > 0 ? 1 : 0;
    case Activation::kTanh:
      return 1 - std::tanh(x) * std::tanh(x);
    case Activation::kSigmoid: {
      const double y = 1 / (1 + std::exp(-x));
      return y * (1 - y);
    }
    case Activation::kElu:
      return x > 0 ? 1 : std::exp(x);
    case Activation::kGelu:
      return 0.5 * std::erfc(-x / std::numbers::sqrt2) +
             x * std::exp(-x * x / 2) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
  }
  return 1;
}

void gather_lanes(MatrixView rows, std::span<const std::uint32_t> batch, std::span<float> out) {
  const std::size_t lanes = padded_lanes(batch.size());
  for (std::size_t j = 0; j < rows.cols; ++j) {
    for (std::size_t b = 0; b < lanes; ++b) out[j * lanes + b] = b < batch.size() ? rows(batch[b], j) : 0.0F;
  }
}

MaskedError masked_error(std::span<const float> output, std::span<const float> target, std::span<const float> mask,
                         std::span<float> gradient) {
  MaskedError result;
  for (std::size_t i = 0; i < output.size(); ++i) {
    const double difference = static_cast<double>(output[i]) - target[i];
    result.squared += mask[i] * difference * difference;
    result.known += mask[i];
  }
  for (std::size_t i = 0; i < output.size(); ++i) {
    const double difference = static_cast<double>(output[i]) - target[i];
    gradient[i] = result.known > 0 ? static_cast<float>(2 * mask[i] * difference / result.known) : 0.0F;
  }
  return result;
}

void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> m, std::span<float> v,
                 std::span<float> parameters) {
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    const double g = gradient[i];
    const double mean = step.beta1 * static_cast<double>(m[i]) + (1 - step.beta1) * g;
    const double square = step.beta2 * static_cast<double>(v[i]) + (1 - step.beta2) * g * g;
    const double denominator = std::sqrt(square) / step.root_correction + step.epsilon;
    m[i] = static_cast<float>(mean);
    v[i] = static_cast<float>(square);
    parameters[i] = static_cast<float>(parameters[i] - step.step_size * mean / denominator);
  }
}

}  // namespace segue::numeric::reference
