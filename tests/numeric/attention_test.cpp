// Attention against its formula in double.
#include "segue/numeric/attention.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::numeric {
namespace {

std::vector<float> numbers(std::size_t size, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> values;
  for (std::size_t i = 0; i < size; ++i) values.push_back(static_cast<float>(rng.normal()));
  return values;
}

std::vector<double> reference(const AttentionShape& shape, const std::vector<float>& qkv) {
  const std::size_t width = shape.width();
  std::vector<double> out(shape.tokens * width);
  for (std::size_t head = 0; head < shape.heads; ++head) {
    const auto at = [&](std::size_t token, std::size_t part, std::size_t i) {
      return static_cast<double>(qkv[token * 3 * width + part * width + head * shape.head_size + i]);
    };
    for (std::size_t a = 0; a < shape.tokens; ++a) {
      std::vector<double> weights(shape.tokens);
      for (std::size_t b = 0; b < shape.tokens; ++b) {
        for (std::size_t i = 0; i < shape.head_size; ++i) weights[b] += at(a, 0, i) * at(b, 1, i);
        weights[b] /= std::sqrt(static_cast<double>(shape.head_size));
      }
      const double greatest = *std::max_element(weights.begin(), weights.end());
      double sum = 0;
      for (double& weight : weights) sum += weight = std::exp(weight - greatest);
      for (std::size_t b = 0; b < shape.tokens; ++b) {
        for (std::size_t i = 0; i < shape.head_size; ++i) {
          out[a * width + head * shape.head_size + i] += weights[b] / sum * at(b, 2, i);
        }
      }
    }
  }
  return out;
}

std::vector<AttentionShape> shapes() {
  std::vector<AttentionShape> all;
  for (const std::size_t tokens : {1U, 2U, 5U, 6U, 7U, 16U, 33U, 70U}) {
    for (const std::size_t head_size : {1U, 8U, 9U, 26U, 32U, 64U, 65U}) all.push_back({tokens, 2, head_size});
  }
  return all;
}

TEST(Attention, IsItsFormula) {
  for_each_simd_target([] {
    AttentionScratch scratch;
    for (const AttentionShape& shape : shapes()) {
      const auto qkv = numbers(shape.tokens * 3 * shape.width(), shape.tokens);
      std::vector<float> out(shape.tokens * shape.width() + 1, 12345.0F);
      attend(shape, qkv.data(), out.data(), scratch);
      const auto expected = reference(shape, qkv);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        ASSERT_NEAR(out[i], expected[i], 3e-6) << shape.tokens << " tokens, heads of " << shape.head_size;
      }
      EXPECT_EQ(out.back(), 12345.0F);
    }
  });
}

TEST(Attention, IsNearItsFormulaInBFloat16) {
  if (!has_bfloat16_attention()) GTEST_SKIP() << "this processor does not multiply bfloat16, or oneDNN may not use it";
  AttentionScratch scratch;
  for (const AttentionShape& shape : shapes()) {
    auto qkv = numbers(shape.tokens * 3 * shape.width(), shape.tokens);
    std::vector<BFloat16> narrow;
    for (float& value : qkv) {
      narrow.push_back(to_bfloat16(value));
      value = to_float(narrow.back());
    }
    std::vector<BFloat16> out(shape.tokens * shape.width() + 1, BFloat16{77});
    attend(shape, narrow.data(), out.data(), scratch);
    const auto expected = reference(shape, qkv);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      // The weights and the result are rounded to 8 bits.
      ASSERT_NEAR(to_float(out[i]), expected[i], 0.008 * (1 + std::abs(expected[i])))
          << shape.tokens << " tokens, heads of " << shape.head_size;
    }
    EXPECT_EQ(out.back().bits, 77);
  }
}

TEST(Attention, ScoresFarApartDoNotOverflow) {
  for_each_simd_target([] {
    AttentionScratch scratch;
    const AttentionShape shape{3, 1, 4};
    std::vector<float> qkv(3 * 12, 0.0F);
    for (std::size_t token = 0; token < 3; ++token) {
      for (std::size_t i = 0; i < 4; ++i) {
        qkv[token * 12 + i] = 1e3F;                                    // queries
        qkv[token * 12 + 4 + i] = token == 1 ? 1e3F : -1e3F;           // keys
        qkv[token * 12 + 8 + i] = static_cast<float>(10 * token + i);  // values
      }
    }
    std::vector<float> out(12);
    attend(shape, qkv.data(), out.data(), scratch);
    for (std::size_t i = 0; i < 12; ++i) EXPECT_NEAR(out[i], 10 + static_cast<float>(i % 4), 1e-5);
  });
}

// What lay in the scratch memory before must not show.
TEST(Attention, ScratchIsOnlyMemory) {
  AttentionScratch dirty(100'000, std::nanf(""));
  AttentionScratch clean;
  const AttentionShape shape{11, 2, 26};
  const auto qkv = numbers(shape.tokens * 3 * shape.width(), 3);
  std::vector<float> a(shape.tokens * shape.width());
  std::vector<float> b(a.size());
  attend(shape, qkv.data(), a.data(), dirty);
  attend(shape, qkv.data(), b.data(), clean);
  EXPECT_EQ(a, b);
  if (!has_bfloat16_attention()) return;
  std::fill(dirty.begin(), dirty.end(), std::nanf(""));
  std::vector<BFloat16> narrow;
  for (const float value : qkv) narrow.push_back(to_bfloat16(value));
  std::vector<BFloat16> c(a.size());
  std::vector<BFloat16> d(a.size());
  attend(shape, narrow.data(), c.data(), dirty);
  clean.clear();
  attend(shape, narrow.data(), d.data(), clean);
  for (std::size_t i = 0; i < c.size(); ++i) EXPECT_EQ(c[i].bits, d[i].bits);
}

}  // namespace
}  // namespace segue::numeric
