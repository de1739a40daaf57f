// The gradients of every layer, activation and loss against central differences in double.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "double_network.h"
#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/embedding/trainer.h"

namespace segue::embedding {
namespace {

struct Problem {
  AutoencoderShape shape;
  numeric::Matrix rows, known;
  std::vector<std::uint32_t> batch;
  Autoencoder start;

  Problem(AutoencoderShape s, std::size_t n, double known_share, std::uint64_t seed)
      : shape(std::move(s)), rows(n, shape.inputs), known(n, shape.inputs), batch(n), start(shape, seed) {
    Rng rng(seed);
    for (float& value : rows.values()) value = static_cast<float>(rng.normal());
    for (float& mask : known.values()) mask = rng.uniform() < known_share ? 1.0F : 0.0F;
    std::iota(batch.begin(), batch.end(), 0U);
    rng.shuffle(std::span(batch));
    // Biases begin at zero; gradients must be right elsewhere too.
    std::vector<float> parameters(start.parameters().begin(), start.parameters().end());
    for (float& value : parameters) value += 0.1F * static_cast<float>(rng.normal());
    start = Autoencoder::from_parameters(shape, parameters);
  }

  /// Looks at every `every`th parameter.
  void check(const char* what, std::size_t every = 1) const {
    const test::DoubleNetwork network(shape, start.parameters());
    const std::vector<double> expected = network.gradient(rows, known, batch, every);
    double largest = 0;
    for (std::size_t p = 0; p < expected.size(); p += every) largest = std::max(largest, std::abs(expected[p]));
    segue::test::for_each_simd_target([&](const char* target) {
      AutoencoderTrainer trainer(start, 1e-3, batch.size());
      const BatchError error = trainer.differentiate(rows, known, batch);
      EXPECT_NEAR(error.loss(), network.loss(rows, known, batch), 1e-5) << what << " " << target;
      for (std::size_t p = 0; p < expected.size(); p += every) {
        ASSERT_NEAR(trainer.gradients()[p], expected[p], 1e-4 * largest + 1e-7)
            << what << " " << target << " parameter " << p << " of " << expected.size();
      }
    });
  }
};

class Gradient : public testing::TestWithParam<Activation> {};

TEST_P(Gradient, OfEveryActivationAllKnown) {
  Problem({5, {6, 4}, {GetParam(), GetParam()}, 3}, 9, 1.1, 1).check("all known");
}

TEST_P(Gradient, OfEveryActivationMasked) {
  Problem({7, {9}, {GetParam()}, 2}, 19, 0.6, 2).check("masked");
}

TEST_P(Gradient, OfOneRow) {
  Problem({4, {3}, {GetParam()}, 2}, 1, 0.8, 3).check("one row");
}

INSTANTIATE_TEST_SUITE_P(All, Gradient,
                         testing::Values(Activation::kLinear, Activation::kRelu, Activation::kTanh,
                                         Activation::kSigmoid, Activation::kElu, Activation::kGelu),
                         [](const auto& parameter) { return std::string(name(parameter.param)); });

TEST(GradientOf, MixedActivationsAndManyLanes) {
  Problem({6, {8, 7, 5}, {Activation::kGelu, Activation::kElu, Activation::kSigmoid}, 3}, 50, 0.7, 4).check("mixed");
}

TEST(GradientOf, WideLayersOfOddSizes) {
  // 71 x 67 and 67 x 33 go by blocks, 33 x 5 does not. Thirteen divides none of these, so all rows and columns are met.
  Problem({71, {67, 33}, {Activation::kTanh, Activation::kSigmoid}, 5}, 21, 0.8, 6).check("wide", 13);
}

TEST(GradientOf, NoHiddenLayer) {
  Problem({6, {}, {}, 2}, 12, 0.7, 5).check("no hidden layer");
}

TEST(GradientOf, ABatchThatKnowsNothingIsZero) {
  const Problem problem({5, {4}, {Activation::kTanh}, 2}, 6, -1, 6);
  AutoencoderTrainer trainer(problem.start, 1e-3, 6);
  const BatchError error = trainer.differentiate(problem.rows, problem.known, problem.batch);
  EXPECT_EQ(error.loss(), 0);
  for (const float value : trainer.gradients()) EXPECT_EQ(value, 0);
}

TEST(GradientOf, AnUnknownValueTeachesNothing) {
  const Problem problem({5, {4}, {Activation::kTanh}, 2}, 6, 1.1, 7);
  numeric::Matrix known = problem.known;
  known(2, 3) = 0;
  AutoencoderTrainer trainer(problem.start, 1e-3, 6);
  trainer.differentiate(problem.rows, known, problem.batch);
  // The output bias of column 3 learns from the five others only.
  const test::DoubleNetwork network(problem.shape, problem.start.parameters());
  double expected = 0;
  for (const std::uint32_t i : problem.batch) {
    if (i != 2) expected += 2 * (network.run(problem.rows.row(i), 4)[3] - problem.rows(i, 3)) / 29;
  }
  EXPECT_NEAR(trainer.gradients()[trainer.gradients().size() - 2], expected, 1e-5);
}

}  // namespace
}  // namespace segue::embedding
