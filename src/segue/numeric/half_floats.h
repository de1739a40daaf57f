#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/numeric/tensor_file.h"

namespace segue::numeric {

/// The upper half of a float32: 8 bits of exponent, 7 of fraction.
struct BFloat16 {
  std::uint16_t bits = 0;
};

/// Rounded to nearest, ties to even; NaN stays NaN.
constexpr BFloat16 to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const bool nan = (bits & 0x7FFFFFFFU) > 0x7F800000U;
  const std::uint32_t rounded = nan ? bits | 0x00400000U : bits + 0x7FFFU + ((bits >> 16U) & 1U);
  return {static_cast<std::uint16_t>(rounded >> 16U)};
}

/// Exact.
constexpr float to_float(BFloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16U);
}

/// The float32 an IEEE 754 binary16 stands for: exact, subnormals, infinities and NaN too.
float float_from_half(std::uint16_t bits);

/// Whether `widened` takes tensors of this type: F32, F16, BF16.
bool is_float_type(DType type);

/// The numbers of little-endian `bytes` as float32, exactly. is_float_type(type); bytes need not be aligned.
std::vector<float> widened(std::span<const std::byte> bytes, DType type);
/// The same into `values`, one for each number of `bytes`.
void widen(std::span<const std::byte> bytes, DType type, std::span<float> values);

}  // namespace segue::numeric
