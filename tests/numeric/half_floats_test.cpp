#include "segue/numeric/half_floats.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::numeric {
namespace {

TEST(HalfFloats, EveryHalfIsTheNumberOfTheStandard) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const double sign = (bits & 0x8000U) != 0 ? -1 : 1;
    const int exponent = static_cast<int>((bits >> 10U) & 31U);
    const double fraction = bits & 0x3FFU;
    const float value = float_from_half(static_cast<std::uint16_t>(bits));
    if (exponent == 31) {
      EXPECT_TRUE(fraction == 0 ? std::isinf(value) : std::isnan(value)) << bits;
    } else {
      const double expected = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
      EXPECT_EQ(value, sign * expected) << bits;
    }
    EXPECT_EQ(std::signbit(value), sign < 0) << bits;
  }
}

TEST(HalfFloats, BFloat16ComesBackFromItself) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    const BFloat16 number{static_cast<std::uint16_t>(bits)};
    const float value = to_float(number);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(to_float(to_bfloat16(value)))) << bits;
    } else {
      EXPECT_EQ(to_bfloat16(value).bits, bits);
    }
  }
}

TEST(HalfFloats, RoundsToTheNearestAndTiesToEven) {
  const auto rounded = [](float value) { return to_float(to_bfloat16(value)); };
  const float step = std::ldexp(1.0F, -7);
  EXPECT_EQ(rounded(1 + step / 2), 1.0F);
  EXPECT_EQ(rounded(1 + step + step / 2), 1 + 2 * step);
  EXPECT_EQ(rounded(std::nextafter(1 + step / 2, 2.0F)), 1 + step);
  EXPECT_EQ(rounded(-1 - step / 2), -1.0F);
  EXPECT_TRUE(std::isinf(rounded(std::numeric_limits<float>::max())));
  EXPECT_TRUE(std::isnan(rounded(std::bit_cast<float>(0x7FFFFFFFU))));
  EXPECT_TRUE(std::isnan(rounded(std::bit_cast<float>(0x7F800001U))));
}

TEST(HalfFloats, NoOtherBFloat16IsNearer) {
  Rng rng(1);
  for (int i = 0; i < 10000; ++i) {
    const auto value = static_cast<float>(rng.normal() * std::pow(10.0, rng.normal() * 8));
    const BFloat16 number = to_bfloat16(value);
    const auto error = [&](int step) {
      return std::abs(static_cast<double>(to_float({static_cast<std::uint16_t>(number.bits + step)})) - value);
    };
    EXPECT_LE(error(0), error(1));
    EXPECT_LE(error(0), error(-1));
  }
}

TEST(HalfFloats, WidensWhatIsNotAligned) {
  const std::vector<std::uint16_t> halves{0x3C00, 0xC000, 0x0001};
  std::vector<std::byte> bytes(1 + 6);
  std::memcpy(bytes.data() + 1, halves.data(), 6);
  const auto unaligned = std::span<const std::byte>(bytes).subspan(1);
  EXPECT_EQ(widened(unaligned, DType::kF16), (std::vector<float>{1.0F, -2.0F, std::ldexp(1.0F, -24)}));
  EXPECT_EQ(widened(unaligned, DType::kBF16).at(0), std::bit_cast<float>(0x3C000000U));
  EXPECT_TRUE(widened({}, DType::kF32).empty());
  EXPECT_FALSE(is_float_type(DType::kF64));
}

}  // namespace
}  // namespace segue::numeric
