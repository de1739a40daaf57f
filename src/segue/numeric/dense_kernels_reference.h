#pragma once

#include <cstdint>
#include <span>

#include "segue/numeric/dense_kernels.h"

/// The slow obvious way to every kernel of dense_kernels.h, in double where it sums, kept to test against.
namespace segue::numeric::reference {

void dense_forward(const DenseSize& size, std::span<const float> weights, std::span<const float> bias,
                   std::span<const float> x, std::span<float> y);
void dense_backward_input(const DenseSize& size, std::span<const float> weights, std::span<const float> dz,
                          std::span<float> dx);
void dense_backward_weights(const DenseSize& size, std::span<const float> dz, std::span<const float> x,
                            std::span<float> d_weights, std::span<float> d_bias);

/// f(x) and f'(x), with the functions of <cmath>.
double activation(Activation activation, double x);
double activation_slope(Activation activation, double x);

void gather_lanes(MatrixView rows, std::span<const std::uint32_t> batch, std::span<float> out);
MaskedError masked_error(std::span<const float> output, std::span<const float> target, std::span<const float> mask,
                         std::span<float> gradient);
void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> m, std::span<float> v,
                 std::span<float> parameters);

}  // namespace segue::numeric::reference
