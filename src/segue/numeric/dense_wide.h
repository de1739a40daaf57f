#pragma once

#include "segue/numeric/dense_kernels.h"

/// The matrix products of dense_kernels.h for wide layers, whose weights no longer fit the nearest cache: operands are
/// cut into blocks that do. The same contracts; dense_kernels.cpp chooses by is_wide().
namespace segue::numeric::wide {

/// From this many weights on the blocks earn what cutting them costs (bench/search.sh).
inline constexpr std::size_t kLeastWeights = 4096;
inline constexpr std::size_t kLeastUnits = 32;

constexpr bool is_wide(const DenseSize& size) {
  return size.inputs >= kLeastUnits && size.outputs >= kLeastUnits && size.inputs * size.outputs >= kLeastWeights;
}

void dense_forward(const DenseSize& size, const float* weights, const float* bias, const float* x, float* y);
void dense_backward_input(const DenseSize& size, const float* weights, const float* dz, float* dx);
/// d_weights alone.
void dense_backward_weights(const DenseSize& size, const float* dz, const float* x, float* d_weights);

}  // namespace segue::numeric::wide
