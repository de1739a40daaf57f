#include "segue/numeric/dense_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/numeric/dense_kernels_reference.h"

namespace segue::numeric {
namespace {

using test::for_each_simd_target;

constexpr Activation kAll[] = {Activation::kLinear,  Activation::kRelu, Activation::kTanh,
                               Activation::kSigmoid, Activation::kElu,  Activation::kGelu};

std::vector<float> normals(std::size_t size, Rng& rng) {
  std::vector<float> values(size);
  for (float& value : values) value = static_cast<float>(rng.normal());
  return values;
}

void expect_near(const std::vector<float>& actual, const std::vector<float>& expected, double bound,
                 const std::string& where) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    ASSERT_NEAR(actual[i], expected[i], bound) << where << " at " << i;
  }
}

// Every tile height and remainder of every kernel, one block of lanes and odd numbers of them.
std::vector<DenseSize> sizes() {
  std::vector<DenseSize> result;
  for (std::size_t i = 1; i <= 14; ++i) {
    for (std::size_t o = 1; o <= 14; ++o) result.push_back({i, o, 16 * (1 + (i + o) % 3)});
  }
  result.push_back({26, 20, 32});
  result.push_back({67, 131, 80});
  // Wide layers: whole blocks, and every kind of rest of rows, columns, lanes and depth.
  result.push_back({128, 64, 32});
  result.push_back({300, 150, 16});
  result.push_back({131, 67, 48});
  for (const std::size_t odd : {1U, 7U, 15U, 16U, 17U}) {
    result.push_back({70 + odd, 64 + odd, 32});
    result.push_back({32 + odd, 130 + odd, 16});
  }
  return result;
}

TEST(DenseKernels, MatrixKernelsAgreeWithTheReferenceOnEveryTarget) {
  Rng rng(1);
  for (const DenseSize& size : sizes()) {
    const auto weights = normals(size.outputs * size.inputs, rng);
    const auto bias = normals(size.outputs, rng);
    const auto x = normals(size.inputs * size.lanes, rng);
    const auto dz = normals(size.outputs * size.lanes, rng);
    std::vector<float> y(size.outputs * size.lanes), dx(size.inputs * size.lanes);
    std::vector<float> dw(weights.size()), db(bias.size());
    auto expected_y = y, expected_dx = dx, expected_dw = dw, expected_db = db;
    reference::dense_forward(size, weights, bias, x, expected_y);
    reference::dense_backward_input(size, weights, dz, expected_dx);
    reference::dense_backward_weights(size, dz, x, expected_dw, expected_db);
    for_each_simd_target([&](const char* target) {
      const std::string where = std::string(target) + " " + std::to_string(size.inputs) + "x" +
                                std::to_string(size.outputs) + "x" + std::to_string(size.lanes);
      // What a kernel does not write is found out by this.
      for (auto* out : {&y, &dx, &dw, &db}) std::ranges::fill(*out, 1e9F);
      dense_forward(size, weights, bias, x, y);
      dense_backward_input(size, weights, dz, dx);
      dense_backward_weights(size, dz, x, dw, db);
      expect_near(y, expected_y, 1e-5 * static_cast<double>(size.inputs), where + " forward");
      expect_near(dx, expected_dx, 1e-5 * static_cast<double>(size.outputs), where + " backward input");
      expect_near(dw, expected_dw, 1e-5 * static_cast<double>(size.lanes), where + " backward weights");
      expect_near(db, expected_db, 1e-5 * static_cast<double>(size.lanes), where + " backward bias");
    });
  }
}

TEST(DenseKernels, NothingOutsideTheGradientIsWritten) {
  for (const DenseSize size : {DenseSize{5, 3, 16}, DenseSize{131, 67, 16}}) {
    const std::size_t weights = size.inputs * size.outputs;
    const std::vector<float> dz(size.outputs * 16, 1.0F);
    const std::vector<float> x(size.inputs * 16, 1.0F);
    for_each_simd_target([&](const char* target) {
      std::vector<float> gradients(weights + size.outputs + 8, -7.0F);
      dense_backward_weights(size, dz, x, std::span(gradients).first(weights),
                             std::span(gradients).subspan(weights, size.outputs));
      for (std::size_t i = 0; i < weights + size.outputs; ++i) ASSERT_EQ(gradients[i], 16.0F) << target;
      for (std::size_t i = weights + size.outputs; i < gradients.size(); ++i) EXPECT_EQ(gradients[i], -7.0F) << target;
    });
  }
}

/// Of one lane block alone and as the last of three.
void expect_lanes_alone(std::size_t inputs, std::size_t outputs) {
  Rng rng(2);
  const auto weights = normals(inputs * outputs, rng);
  const auto bias = normals(outputs, rng);
  const auto wide = normals(inputs * 48, rng);
  std::vector<float> narrow(inputs * 16);
  for (std::size_t j = 0; j < inputs; ++j) std::copy_n(&wide[j * 48 + 32], 16, &narrow[j * 16]);
  for_each_simd_target([&](const char* target) {
    std::vector<float> y_wide(outputs * 48), y_narrow(outputs * 16);
    dense_forward({inputs, outputs, 48}, weights, bias, wide, y_wide);
    dense_forward({inputs, outputs, 16}, weights, bias, narrow, y_narrow);
    for (std::size_t o = 0; o < outputs; ++o) {
      EXPECT_EQ(std::memcmp(&y_wide[o * 48 + 32], &y_narrow[o * 16], 16 * sizeof(float)), 0) << target;
    }
  });
}

TEST(DenseKernels, ALaneDoesNotDependOnItsNeighbours) {
  expect_lanes_alone(13, 9);
  expect_lanes_alone(301, 70);
}

std::vector<float> interesting_values() {
  std::vector<float> values{0.0F,   -0.0F,   1e-30F, -1e-30F, 1e-8F,  -1e-8F, 8.3F,   -8.3F, 8.5F,
                            -8.5F,  12.9F,   -12.9F, 13.1F,   -13.1F, 87.0F,  -87.0F, 88.5F, -88.5F,
                            104.0F, -104.0F, 200.0F, -200.0F, 1e10F,  -1e10F, 3e38F,  -3e38F};
  for (double x = -20; x < 20; x += 0.00391) values.push_back(static_cast<float>(x));
  values.resize(padded_lanes(values.size()), 0.25F);
  return values;
}

TEST(DenseKernels, ActivationsAndSlopesAreThoseOfCmath) {
  const std::vector<float> x = interesting_values();
  for (const Activation activation : kAll) {
    for_each_simd_target([&](const char* target) {
      std::vector<float> y = x, slope(x.size()), gradient(x.size(), 1.0F);
      activate(activation, y, slope);
      multiply_by_slope(activation, y, slope, gradient);
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double expected = reference::activation(activation, x[i]);
        const double bound = 1e-6 * std::max(1.0, std::abs(expected));
        ASSERT_NEAR(y[i], expected, bound)
            << target << " activation " << static_cast<int>(activation) << " of " << x[i];
        ASSERT_NEAR(gradient[i], reference::activation_slope(activation, x[i]), 2e-6)
            << target << " slope " << static_cast<int>(activation) << " at " << x[i];
      }
    });
  }
}

TEST(DenseKernels, TanhAndSigmoidStayInTheirRangeAndAreMonotonousEnough) {
  std::vector<float> x = interesting_values();
  std::ranges::sort(x);
  for_each_simd_target([&](const char* target) {
    std::vector<float> t = x, s = x;
    activate(Activation::kTanh, t, {});
    activate(Activation::kSigmoid, s, {});
    for (std::size_t i = 0; i < x.size(); ++i) {
      ASSERT_LE(std::abs(t[i]), 1.0F) << target;
      ASSERT_TRUE(s[i] >= 0.0F && s[i] <= 1.0F) << target;
      if (i == 0) continue;
      ASSERT_GE(t[i], t[i - 1] - 1e-6F) << target << " " << x[i];
      ASSERT_GE(s[i], s[i - 1] - 1e-6F) << target << " " << x[i];
    }
  });
}

TEST(DenseKernels, GatherTransposesAnyShapeAndPadsWithZeros) {
  Rng rng(3);
  for (std::size_t cols : {1, 2, 3, 4, 5, 8, 11, 26}) {
    const Matrix rows(37, cols, normals(37 * cols, rng));
    for (std::size_t count : {1, 2, 3, 4, 5, 15, 16, 17, 31, 32, 33}) {
      std::vector<std::uint32_t> batch(count);
      for (auto& row : batch) row = static_cast<std::uint32_t>(rng.below(37));
      std::vector<float> expected(cols * padded_lanes(count));
      reference::gather_lanes(rows, batch, expected);
      for_each_simd_target([&](const char* target) {
        std::vector<float> out(expected.size(), 9.0F);
        gather_lanes(rows, batch, out);
        EXPECT_EQ(out, expected) << target << " " << cols << " x " << count;
      });
    }
  }
}

TEST(DenseKernels, MaskedErrorAgreesWithTheReference) {
  Rng rng(4);
  for (std::size_t size : {16, 32, 48, 16 * 77}) {
    const auto output = normals(size, rng), target_values = normals(size, rng);
    std::vector<float> mask(size);
    for (float& m : mask) m = rng.uniform() < 0.7 ? 1.0F : 0.0F;
    std::vector<float> expected(size), gradient(size);
    const MaskedError truth = reference::masked_error(output, target_values, mask, expected);
    for_each_simd_target([&](const char* target) {
      const MaskedError error = masked_error(output, target_values, mask, gradient);
      EXPECT_EQ(error.known, truth.known) << target;
      EXPECT_NEAR(error.squared, truth.squared, 1e-6 * truth.squared) << target;
      expect_near(gradient, expected, 1e-6, target);
    });
  }
}

TEST(DenseKernels, NothingKnownCostsNothing) {
  const std::vector<float> output(16, 3.0F), zeros(16, 0.0F);
  for_each_simd_target([&](const char* target) {
    std::vector<float> gradient(16, 5.0F);
    const MaskedError error = masked_error(output, zeros, zeros, gradient);
    EXPECT_EQ(error.squared, 0) << target;
    EXPECT_EQ(error.known, 0) << target;
    EXPECT_EQ(gradient, zeros) << target;
  });
}

TEST(DenseKernels, AdamAgreesWithTheReferenceForAnySize) {
  Rng rng(5);
  for (std::size_t size : {1, 3, 4, 7, 8, 15, 16, 17, 31, 33, 100}) {
    const auto start = normals(size, rng);
    std::vector<std::vector<float>> gradients;
    for (int t = 0; t < 5; ++t) gradients.push_back(normals(size, rng));
    gradients[2].assign(size, 0.0F);
    for_each_simd_target([&](const char* target) {
      std::vector<float> m(size), v(size), p = start;
      auto expected_m = m, expected_v = v, expected_p = p;
      AdamStep step;
      for (std::size_t t = 0; t < gradients.size(); ++t) {
        step.step_size = 1e-2 / (1 - std::pow(step.beta1, t + 1));
        step.root_correction = std::sqrt(1 - std::pow(step.beta2, t + 1));
        adam_update(step, gradients[t], m, v, p);
        reference::adam_update(step, gradients[t], expected_m, expected_v, expected_p);
      }
      expect_near(m, expected_m, 1e-6, target);
      expect_near(v, expected_v, 1e-6, target);
      expect_near(p, expected_p, 1e-6, target);
    });
  }
}

TEST(DenseKernels, BuffersAreAlignedAndZero) {
  for (std::size_t size : {0, 1, 17, 1000}) {
    const LaneBuffer buffer(size);
    EXPECT_EQ(buffer.span().size(), size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.span().data()) % 64, 0U);
    EXPECT_TRUE(std::ranges::all_of(buffer.span(), [](float value) { return value == 0; }));
  }
}

}  // namespace
}  // namespace segue::numeric
