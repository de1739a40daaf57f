#include "segue/evaluation/bootstrap.h"

#include <cmath>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/numeric/statistics.h"

namespace segue::evaluation {
namespace {

/// Two methods' values that go up and down together, the first better by `advantage` on average.
std::pair<std::vector<float>, std::vector<float>> alike(std::size_t n, double advantage, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> a;
  std::vector<float> b;
  for (std::size_t i = 0; i < n; ++i) {
    const double shared = rng.normal();
    b.push_back(static_cast<float>(shared));
    a.push_back(static_cast<float>(shared + advantage + 0.1 * rng.normal()));
  }
  return {a, b};
}

TEST(PairedBootstrap, TheSameMethodDiffersByNothing) {
  const std::vector<float> values = {0.1F, 0.5F, 0.0F, 1.0F};
  const PairedDifference result = paired_bootstrap(values, values);
  EXPECT_EQ(result.mean, 0);
  EXPECT_EQ(result.low, 0);
  EXPECT_EQ(result.high, 0);
  EXPECT_EQ(result.queries, 4U);
  EXPECT_FALSE(result.significant());
}

TEST(PairedBootstrap, AConstantDifferenceIsCertain) {
  const std::vector<float> a = {1.25F, 2.25F, 3.25F};
  const std::vector<float> b = {1, 2, 3};
  const PairedDifference better = paired_bootstrap(a, b);
  EXPECT_EQ(better.low, 0.25);
  EXPECT_EQ(better.high, 0.25);
  EXPECT_TRUE(better.significant());
  const PairedDifference worse = paired_bootstrap(b, a);
  EXPECT_EQ(worse.mean, -0.25);
  EXPECT_TRUE(worse.significant());
}

TEST(PairedBootstrap, WithoutQueriesSaysNothing) {
  const PairedDifference result = paired_bootstrap({}, {});
  EXPECT_EQ(result.queries, 0U);
  EXPECT_EQ(result.mean, 0);
  EXPECT_FALSE(result.significant());
}

TEST(PairedBootstrap, TwoQueriesByHand) {
  // Differences 0 and 1: a resample's mean is 0, 0.5 or 1 with 1/4, 1/2, 1/4.
  const PairedDifference result =
      paired_bootstrap(std::vector<float>{0, 1}, std::vector<float>{0, 0}, {.resamples = 1000});
  EXPECT_EQ(result.mean, 0.5);
  EXPECT_EQ(result.low, 0);
  EXPECT_EQ(result.high, 1);
}

TEST(PairedBootstrap, TendsToTheNormalIntervalOfTheDifferences) {
  const auto [a, b] = alike(2000, 0.02, 5);
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(double{a[i]} - double{b[i]});
  const double half = numeric::ci95_half_width(differences);
  const PairedDifference result = paired_bootstrap(a, b, {.threads = 2});
  EXPECT_NEAR(result.mean, numeric::mean(differences), 1e-12);
  EXPECT_NEAR(result.low, result.mean - half, 0.05 * half);
  EXPECT_NEAR(result.high, result.mean + half, 0.05 * half);
  EXPECT_TRUE(result.significant());
  // Unpaired the same difference would drown: the methods' own intervals are ten times as wide.
  EXPECT_GT(numeric::ci95_half_width(std::vector<double>(a.begin(), a.end())), 5 * half);
}

TEST(PairedBootstrap, CoversTheTruthAboutNineteenTimesInTwenty) {
  int covered = 0;
  for (std::uint64_t trial = 0; trial < 300; ++trial) {
    const auto [a, b] = alike(60, 0.02, 1000 + trial);
    const PairedDifference result = paired_bootstrap(a, b, {.resamples = 400, .seed = trial});
    if (result.low <= 0.02 && 0.02 <= result.high) ++covered;
  }
  EXPECT_GE(covered, 0.90 * 300);
  EXPECT_LE(covered, 0.98 * 300);
}

TEST(PairedBootstrap, AgreesWithTheSlowWay) {
  const auto [a, b] = alike(37, 0.1, 2);
  const BootstrapOptions options{.resamples = 250, .seed = 9};
  std::vector<double> means;
  for (std::size_t resample = 0; resample < options.resamples; ++resample) {
    Rng rng = Rng(options.seed).fork(resample);
    double in_a = 0;
    double in_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const std::size_t query = rng.below(a.size());
      in_a += a[query];
      in_b += b[query];
    }
    means.push_back((in_a - in_b) / 37);
  }
  const PairedDifference result = paired_bootstrap(a, b, options);
  EXPECT_NEAR(result.low, numeric::quantile(means, 0.025), 1e-12);
  EXPECT_NEAR(result.high, numeric::quantile(means, 0.975), 1e-12);
}

TEST(PairedBootstrap, GivesTheSameBytesWithAnyNumberOfThreads) {
  const auto [a, b] = alike(100, 0.1, 4);
  const PairedDifference one = paired_bootstrap(a, b, {.resamples = 2050, .seed = 1, .threads = 1});
  const PairedDifference many = paired_bootstrap(a, b, {.resamples = 2050, .seed = 1, .threads = 5});
  EXPECT_EQ(one.low, many.low);
  EXPECT_EQ(one.high, many.high);
  EXPECT_NE(one.low, paired_bootstrap(a, b, {.resamples = 2050, .seed = 2}).low);
}

}  // namespace
}  // namespace segue::evaluation
