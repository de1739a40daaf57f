#include "segue/numeric/half_floats.h"

#include <cassert>
#include <cmath>
#include <cstring>

namespace segue::numeric {

float float_from_half(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16U;
  const std::uint32_t exponent = (bits >> 10U) & 0x1FU;
  const std::uint32_t fraction = bits & 0x3FFU;
  if (exponent == 0) {  // zero and subnormals: fraction x 2^-24, a normal float32
    const float magnitude = std::ldexp(static_cast<float>(fraction), -24);
    return sign != 0 ? -magnitude : magnitude;
  }
  // Infinities and NaN keep all bits of the exponent set; the bias goes from 15 to 127 for the others.
  const std::uint32_t widened_exponent = exponent == 0x1FU ? 0xFFU : exponent + (127U - 15U);
  return std::bit_cast<float>(sign | (widened_exponent << 23U) | (fraction << 13U));
}

bool is_float_type(DType type) {
  return type == DType::kF32 || type == DType::kF16 || type == DType::kBF16;
}

std::vector<float> widened(std::span<const std::byte> bytes, DType type) {
  std::vector<float> values(bytes.size() / size_of(type));
  widen(bytes, type, values);
  return values;
}

void widen(std::span<const std::byte> bytes, DType type, std::span<float> values) {
  assert(is_float_type(type) && values.size() == bytes.size() / size_of(type));
  const std::size_t count = values.size();
  if (count == 0) return;
  if (type == DType::kF32) {
    std::memcpy(values.data(), bytes.data(), count * sizeof(float));
    return;
  }
  for (std::size_t i = 0; i < count; ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, bytes.data() + i * sizeof(bits), sizeof(bits));
    values[i] = type == DType::kF16 ? float_from_half(bits) : to_float(BFloat16{bits});
  }
}

}  // namespace segue::numeric
