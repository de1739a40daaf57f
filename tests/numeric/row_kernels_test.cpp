// Each kernel against its formula in double, on every instruction set, around the lengths of vectors.
#include "segue/numeric/row_kernels.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::numeric {
namespace {

constexpr float kUntouched = 12345.0F;

std::vector<float> numbers(std::size_t size, std::uint64_t seed, double scale = 1) {
  Rng rng(seed);
  std::vector<float> values;
  for (std::size_t i = 0; i < size; ++i) values.push_back(static_cast<float>(scale * rng.normal()));
  return values;
}

std::vector<std::size_t> sizes() {
  return {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 100, 256, 768};
}

std::vector<double> norm_reference(const std::vector<double>& x, const std::vector<float>& gain,
                                   const std::vector<float>& bias, double epsilon) {
  double mean = 0;
  double variance = 0;
  for (const double value : x) mean += value / static_cast<double>(x.size());
  for (const double value : x) variance += (value - mean) * (value - mean) / static_cast<double>(x.size());
  std::vector<double> y;
  for (std::size_t i = 0; i < x.size(); ++i) {
    y.push_back((x[i] - mean) / std::sqrt(variance + epsilon) * gain[i] + bias[i]);
  }
  return y;
}

TEST(LayerNorm, IsItsFormula) {
  for_each_simd_target([] {
    for (const std::size_t size : sizes()) {
      const auto gain = numbers(size, 2);
      const auto bias = numbers(size, 3);
      const auto first = numbers(size, 4, 3);
      const auto second = numbers(size, 5);
      std::vector<float> x = first;
      x.push_back(kUntouched);
      layer_norm(size, gain.data(), bias.data(), 1e-3F, x.data());
      auto expected = norm_reference({first.begin(), first.end()}, gain, bias, 1e-3F);
      for (std::size_t i = 0; i < size; ++i) EXPECT_NEAR(x[i], expected[i], 2e-5) << size;
      EXPECT_EQ(x[size], kUntouched);

      std::copy(first.begin(), first.end(), x.begin());
      std::vector<double> sum;
      for (std::size_t i = 0; i < size; ++i) sum.push_back(static_cast<double>(first[i]) + second[i]);
      add_layer_norm(size, second.data(), gain.data(), bias.data(), 1e-3F, x.data());
      expected = norm_reference(sum, gain, bias, 1e-3F);
      for (std::size_t i = 0; i < size; ++i) EXPECT_NEAR(x[i], expected[i], 2e-5) << size;
      EXPECT_EQ(x[size], kUntouched);
    }
  });
}

TEST(LayerNorm, EqualNumbersBecomeTheBias) {
  for_each_simd_target([] {
    const std::vector<float> gain(40, 2.0F);
    const auto bias = numbers(40, 6);
    std::vector<float> x(40, 0.25F);
    layer_norm(40, gain.data(), bias.data(), 0.0F, x.data());
    EXPECT_EQ(x, bias);
  });
}

TEST(Activate, IsItsFormula) {
  for_each_simd_target([] {
    for (const std::size_t size : sizes()) {
      for (const double scale : {1.0, 30.0}) {
        const auto values = numbers(size, size, scale);
        const auto check = [&](LinearActivation activation, double relative, const auto& formula) {
          std::vector<float> x = values;
          x.push_back(kUntouched);
          activate(activation, size, x.data());
          for (std::size_t i = 0; i < size; ++i) {
            EXPECT_NEAR(x[i], formula(values[i]), relative * std::abs(values[i]) + 1e-7) << values[i];
          }
          EXPECT_EQ(x[size], kUntouched);
        };
        check(LinearActivation::kNone, 0, [](double v) { return v; });
        check(LinearActivation::kRelu, 0, [](double v) { return std::max(v, 0.0); });
        check(LinearActivation::kGeluErf, 3e-7, [](double v) { return v * 0.5 * std::erfc(-v / std::sqrt(2.0)); });
        check(LinearActivation::kGeluTanh, 1e-6,
              [](double v) { return 0.5 * v * (1 + std::tanh(std::sqrt(2 / M_PI) * (v + 0.044715 * v * v * v))); });
      }
    }
  });
}

TEST(Activate, HugeNumbersStayFinite) {
  for_each_simd_target([] {
    for (const auto activation : {LinearActivation::kGeluErf, LinearActivation::kGeluTanh, LinearActivation::kRelu}) {
      std::vector<float> x{3e38F, -3e38F, 1e20F, -1e20F, 0.0F};
      activate(activation, x.size(), x.data());
      EXPECT_EQ(x[0], 3e38F);
      EXPECT_EQ(x[2], 1e20F);
      EXPECT_EQ(x[4], 0.0F);
      EXPECT_NEAR(x[1], 0.0F, 0.0F);
      EXPECT_NEAR(x[3], 0.0F, 0.0F);
    }
  });
}

TEST(Narrow, IsTheScalarConversionAndBack) {
  for_each_simd_target([] {
    Rng rng(8);
    for (const std::size_t size : sizes()) {
      std::vector<float> x;
      for (std::size_t i = 0; i < size; ++i) x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(rng.next())));
      x[0] = std::bit_cast<float>(0x7FFFFFFFU);  // NaN whose fraction would round over
      std::vector<BFloat16> y(size + 1, BFloat16{77});
      narrow(size, x.data(), y.data());
      for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(y[i].bits, to_bfloat16(x[i]).bits);
      EXPECT_EQ(y[size].bits, 77);
      std::vector<float> back(size + 1, kUntouched);
      widen(size, y.data(), back.data());
      for (std::size_t i = 0; i < size; ++i) {
        EXPECT_EQ(std::bit_cast<std::uint32_t>(back[i]), std::bit_cast<std::uint32_t>(to_float(y[i])));
      }
      EXPECT_EQ(back[size], kUntouched);
    }
  });
}

TEST(Quantise, UsesAllLevelsAndComesBackWithinHalfAStep) {
  for_each_simd_target([] {
    for (const int levels : {127, 63}) {
      for (const std::size_t size : sizes()) {
        const auto x = numbers(size, size + 9, 5);
        std::vector<std::uint8_t> y(size + 1, 200);
        y[size] = 7;
        const float scale = quantise(size, x.data(), levels, y.data());
        float greatest = 0;
        int reached = 0;
        for (const float value : x) greatest = std::max(greatest, std::abs(value));
        EXPECT_FLOAT_EQ(scale * static_cast<float>(levels), greatest);
        for (std::size_t i = 0; i < size; ++i) {
          const int value = y[i] - (levels + 1);
          EXPECT_LE(std::abs(value), levels);
          EXPECT_NEAR(static_cast<float>(value) * scale, x[i], 0.5001 * scale);
          reached = std::max(reached, std::abs(value));
        }
        EXPECT_EQ(reached, levels);
        EXPECT_EQ(y[size], 7);
      }
    }
  });
}

TEST(Quantise, ZerosAreTheZeroPoint) {
  for_each_simd_target([] {
    const std::vector<float> x(19, 0.0F);
    std::vector<std::uint8_t> y(19);
    EXPECT_EQ(quantise(19, x.data(), 127, y.data()), 1.0F);
    EXPECT_EQ(y, std::vector<std::uint8_t>(19, 128));
  });
}

TEST(Dequantise, IsItsFormula) {
  for_each_simd_target([] {
    Rng rng(10);
    for (const std::size_t size : sizes()) {
      PackedLinear::Int8Columns columns{numbers(size, 1), {}, numbers(size, 2)};
      std::vector<std::int32_t> sums;
      for (std::size_t i = 0; i < size; ++i) {
        columns.corrections.push_back(static_cast<std::int32_t>(rng.below(1'000'000)) - 500'000);
        sums.push_back(static_cast<std::int32_t>(rng.below(20'000'000)) - 10'000'000);
      }
      std::vector<float> y(size + 1, kUntouched);
      dequantise(size, sums.data(), 0.01F, columns, y.data());
      for (std::size_t i = 0; i < size; ++i) {
        const double expected =
            static_cast<double>(sums[i] - columns.corrections[i]) * 0.01F * columns.scales[i] + columns.bias[i];
        EXPECT_NEAR(y[i], expected, 1e-6 * std::abs(expected) + 1e-5);
      }
      EXPECT_EQ(y[size], kUntouched);
    }
  });
}

}  // namespace
}  // namespace segue::numeric
