// Products by oneDNN against sums in double of the same, equally rounded numbers.
#include "segue/numeric/packed_linear.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/numeric/row_kernels.h"

namespace segue::numeric {
namespace {

std::vector<float> numbers(std::size_t size, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> values;
  for (std::size_t i = 0; i < size; ++i) values.push_back(static_cast<float>(rng.normal()));
  return values;
}

std::vector<float> rounded(std::vector<float> values) {
  for (float& value : values) value = to_float(to_bfloat16(value));
  return values;
}

double activated(LinearActivation activation, double x) {
  switch (activation) {
    case LinearActivation::kGeluErf:
      return x * 0.5 * std::erfc(-x / std::sqrt(2.0));
    case LinearActivation::kGeluTanh:
      return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
    case LinearActivation::kRelu:
      return std::max(x, 0.0);
    case LinearActivation::kNone:
      break;
  }
  return x;
}

struct Problem {
  Problem(PackedLinear::Shape wanted, std::size_t row_count)
      : shape(wanted),
        rows(row_count),
        x(numbers(rows * shape.inputs, 1)),
        weights(numbers(shape.inputs * shape.outputs, 2)),
        bias(numbers(shape.outputs, 3)) {}

  std::vector<double> reference(LinearActivation activation, const std::vector<float>& from,
                                const std::vector<float>& by) const {
    std::vector<double> y;
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < shape.outputs; ++j) {
        double sum = bias[j];
        for (std::size_t k = 0; k < shape.inputs; ++k) {
          sum += static_cast<double>(from[i * shape.inputs + k]) * by[j * shape.inputs + k];
        }
        y.push_back(activated(activation, sum));
      }
    }
    return y;
  }

  PackedLinear::Shape shape;
  std::size_t rows;
  std::vector<float> x;
  std::vector<float> weights;
  std::vector<float> bias;
};

std::vector<Problem> problems() {
  std::vector<Problem> all;
  for (const PackedLinear::Shape shape :
       std::vector<PackedLinear::Shape>{{1, 1}, {3, 5}, {16, 16}, {26, 78}, {64, 3}, {100, 33}, {256, 64}}) {
    for (const std::size_t rows : {1U, 3U, 8U, 17U, 64U}) all.emplace_back(shape, rows);
  }
  return all;
}

constexpr LinearActivation kActivations[] = {LinearActivation::kNone, LinearActivation::kGeluErf,
                                             LinearActivation::kGeluTanh, LinearActivation::kRelu};

TEST(PackedLinear, MultipliesFloats) {
  LinearScratch scratch;
  for (const Problem& problem : problems()) {
    for (const LinearActivation activation : kActivations) {
      const PackedLinear linear(problem.weights, problem.bias, problem.shape, Arithmetic::kFloat32, activation);
      std::vector<float> y(problem.rows * problem.shape.outputs);
      linear.apply(problem.x.data(), problem.rows, y.data(), scratch);
      const auto expected = problem.reference(activation, problem.x, problem.weights);
      for (std::size_t i = 0; i < y.size(); ++i) {
        ASSERT_NEAR(y[i], expected[i], 1e-6 * static_cast<double>(problem.shape.inputs) + 1e-5)
            << problem.rows << " x " << problem.shape.inputs << " x " << problem.shape.outputs;
      }
    }
  }
}

TEST(PackedLinear, MultipliesBFloat16) {
  if (!has_bfloat16_products()) GTEST_SKIP() << "this processor does not multiply bfloat16, or oneDNN may not use it";
  LinearScratch scratch;
  for (const Problem& problem : problems()) {
    for (const LinearActivation activation : kActivations) {
      const PackedLinear linear(problem.weights, problem.bias, problem.shape, Arithmetic::kBFloat16, activation);
      std::vector<BFloat16> x;
      for (const float value : problem.x) x.push_back(to_bfloat16(value));
      std::vector<float> wide(problem.rows * problem.shape.outputs);
      std::vector<BFloat16> narrow(wide.size());
      linear.apply(x.data(), problem.rows, wide.data(), scratch);
      linear.apply(x.data(), problem.rows, narrow.data(), scratch);
      const auto expected = problem.reference(activation, rounded(problem.x), rounded(problem.weights));
      for (std::size_t i = 0; i < wide.size(); ++i) {
        ASSERT_NEAR(wide[i], expected[i], 1e-6 * static_cast<double>(problem.shape.inputs) + 1e-4);
        ASSERT_NEAR(to_float(narrow[i]), expected[i], std::abs(expected[i]) / 256 + 1e-3);
      }
    }
  }
}

TEST(PackedLinear, MultipliesBytesExactly) {
  LinearScratch scratch;
  const int levels = int8_levels();
  ASSERT_TRUE(levels == 127 || levels == 63);
  Rng rng(4);
  for (const Problem& problem : problems()) {
    const PackedLinear linear(problem.weights, problem.bias, problem.shape, Arithmetic::kInt8);
    const auto& columns = linear.int8_columns();
    const auto [inputs, outputs] = problem.shape;
    std::vector<std::uint8_t> x;
    // The largest numbers side by side, where sums in 16 bits would overflow, and any others.
    for (std::size_t i = 0; i < problem.rows * inputs; ++i) {
      x.push_back(static_cast<std::uint8_t>(i / inputs % 2 == 0 ? 2 * levels + 1 : 1 + rng.below(2U * levels + 1)));
    }
    std::vector<std::int32_t> y(problem.rows * outputs);
    linear.apply(x.data(), problem.rows, y.data(), scratch);
    for (std::size_t i = 0; i < problem.rows; ++i) {
      for (std::size_t j = 0; j < outputs; ++j) {
        std::int32_t sum = 0;
        for (std::size_t k = 0; k < inputs; ++k) {
          const float integer = std::nearbyint(problem.weights[j * inputs + k] / columns.scales[j]);
          sum += (x[i * inputs + k] - (levels + 1)) * static_cast<std::int32_t>(integer);
        }
        ASSERT_EQ(y[i * outputs + j] - columns.corrections[j], sum);
      }
    }
  }
}

TEST(PackedLinear, BytesGiveNearlyTheSameProduct) {
  LinearScratch scratch;
  const Problem problem({256, 64}, 24);
  const PackedLinear linear(problem.weights, problem.bias, problem.shape, Arithmetic::kInt8);
  std::vector<std::uint8_t> x(problem.x.size());
  std::vector<float> scales;
  for (std::size_t i = 0; i < problem.rows; ++i) {
    scales.push_back(quantise(256, problem.x.data() + i * 256, int8_levels(), x.data() + i * 256));
  }
  std::vector<std::int32_t> sums(problem.rows * 64);
  linear.apply(x.data(), problem.rows, sums.data(), scratch);
  const auto expected = problem.reference(LinearActivation::kNone, problem.x, problem.weights);
  std::vector<float> row(64);
  double error = 0;
  double size = 0;
  for (std::size_t i = 0; i < problem.rows; ++i) {
    dequantise(64, sums.data() + i * 64, scales[i], linear.int8_columns(), row.data());
    for (std::size_t j = 0; j < 64; ++j) {
      error += std::pow(row[j] - expected[i * 64 + j], 2);
      size += std::pow(expected[i * 64 + j], 2);
    }
  }
  EXPECT_LT(std::sqrt(error / size), int8_levels() == 127 ? 0.012 : 0.02);
}

TEST(PackedLinear, AColumnOfZerosIsTheBias) {
  LinearScratch scratch;
  const PackedLinear linear(std::vector<float>(8, 0.0F), std::vector<float>{3.0F}, {8, 1}, Arithmetic::kInt8);
  const std::vector<std::uint8_t> x{1, 2, 3, 4, 5, 6, 7, 8};
  std::int32_t sum = 99;
  linear.apply(x.data(), 1, &sum, scratch);
  float y = 0;
  dequantise(1, &sum, 1.0F, linear.int8_columns(), &y);
  EXPECT_EQ(y, 3.0F);
}

TEST(PackedLinear, ThreadsShareOne) {
  const Problem problem({64, 96}, 64);
  const PackedLinear linear(problem.weights, problem.bias, problem.shape, Arithmetic::kFloat32);
  std::vector<std::vector<float>> results(4, std::vector<float>(64 * 96));
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&linear, &problem, &result] {
      LinearScratch scratch;
      for (std::size_t rows = 1; rows <= 64; ++rows) linear.apply(problem.x.data(), rows, result.data(), scratch);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& result : results) EXPECT_EQ(result, results[0]);
}

TEST(PackedLinear, ObeysTheLimitOfInstructions) {
  const char* limit = std::getenv("ONEDNN_MAX_CPU_ISA");
  if (limit != nullptr && std::string_view(limit) == "AVX2") {  // the test numeric.avx2
    EXPECT_FALSE(has_bfloat16_products());
    EXPECT_EQ(int8_levels(), 63);
  } else {
    EXPECT_TRUE(int8_levels() == 63 || int8_levels() == 127);
  }
}

}  // namespace
}  // namespace segue::numeric
