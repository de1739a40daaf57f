#pragma once

#include <cstddef>
#include <cstdint>

#include "segue/numeric/half_floats.h"
#include "segue/numeric/packed_linear.h"

namespace segue::numeric {

/// What happens to one row between the products of a transformer. All work in float32, on one thread, and their result
/// does not depend on where the row lies. `size` > 0; nothing beyond it is read or written.

/// x = (x - mean) / sqrt(variance + epsilon) * gain + bias, with the variance over size (Ba, Kiros & Hinton 2016).
void layer_norm(std::size_t size, const float* gain, const float* bias, float epsilon, float* x);
/// The same of x + y.
void add_layer_norm(std::size_t size, const float* y, const float* gain, const float* bias, float epsilon, float* x);

/// gelu by erf (absolute error 3e-7 times |x|), by tanh (Hendrycks & Gimpel 2016), or relu, in place.
void activate(LinearActivation activation, std::size_t size, float* x);

void narrow(std::size_t size, const float* x, BFloat16* y);
void widen(std::size_t size, const BFloat16* x, float* y);

/// y = round(x / scale) + levels + 1, where scale = max |x| / levels is returned (1 if all are 0): numbers of
/// 1..2 levels + 1 with the zero point levels + 1, as PackedLinear wants them. levels is 127 or 63 (int8_levels()).
float quantise(std::size_t size, const float* x, int levels, std::uint8_t* y);

/// y = (sums - corrections) * row_scale * scales + bias, all by column: back from PackedLinear's int32.
void dequantise(std::size_t size, const std::int32_t* sums, float row_scale, const PackedLinear::Int8Columns& columns,
                float* y);

}  // namespace segue::numeric
