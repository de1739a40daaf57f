#include <algorithm>
#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/features/scaler.h"
#include "segue/numeric/statistics.h"

namespace segue::features {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatNear;

constexpr double kEnd = 5.199337582605575;  // scipy.stats.norm.ppf(1 - (1e-7 - 2**-52))

numeric::Matrix column(std::vector<float> values) {
  const std::size_t n = values.size();
  return {n, 1, std::move(values)};
}

TEST(QuantileScaler, QuantilesByHand) {
  EXPECT_THAT(fit_quantile(column({4, 0, 2, 1, 3})).quantiles.values(), ElementsAre(0, 1, 2, 3, 4))
      << "as many as rows, if these are fewer";
  EXPECT_THAT(fit_quantile(column({4, 0, 2, 1, 3}), 3).quantiles.values(), ElementsAre(0, 2, 4));
  EXPECT_THAT(fit_quantile(column({40, 0, 20, 10, 30}), 4).quantiles.values(),
              ElementsAre(0, FloatNear(40.0F / 3, 1e-5F), FloatNear(80.0F / 3, 1e-5F), 40))
      << "linear between order statistics";
}

TEST(QuantileScaler, TransformByHand) {
  const QuantileScaler scaler = fit_quantile(column({0, 10, 20, 30, 40}));
  const numeric::Matrix scaled = scaler.transform(column({10, 20, 25, 0, 40, -100, 100}));
  const auto at = [](double p) { return FloatNear(static_cast<float>(numeric::normal_quantile(p)), 1e-6F); };
  const auto end = static_cast<float>(kEnd);
  EXPECT_THAT(scaled.values(), ElementsAre(at(0.25), FloatNear(0, 1e-6F), at(0.625), FloatNear(-end, 1e-5F),
                                           FloatNear(end, 1e-5F), FloatNear(-end, 1e-5F), FloatNear(end, 1e-5F)));
}

TEST(QuantileScaler, TiesTakeTheMiddleOfTheirShare) {
  // 5 fills the ranks 1 to 3 of 0..4: probabilities 0.25 to 0.75, so 0.5.
  const QuantileScaler scaler = fit_quantile(column({5, 1, 5, 9, 5}));
  EXPECT_NEAR(scaler.transform(column({5}))(0, 0), 0, 1e-6);
}

TEST(QuantileScaler, TiesAtTheLeastValueGoToTheLowerEnd) {
  const numeric::Matrix rows = column({0, 0, 0, 0, 1, 2});
  EXPECT_NEAR(fit_quantile(rows).transform(rows)(0, 0), -kEnd, 1e-5);
}

TEST(QuantileScaler, ValuesWithinTheBoundOfAnEndCountAsThatEnd) {
  const QuantileScaler scaler = fit_quantile(column({0, 4e-7F, 8e-7F}));
  const numeric::Matrix scaled = scaler.transform(column({5e-8F, 2e-7F, 6e-7F, 7.5e-7F}));
  EXPECT_NEAR(scaled(0, 0), -kEnd, 1e-5);
  EXPECT_NEAR(scaled(1, 0), numeric::normal_quantile(0.25), 1e-5);
  EXPECT_NEAR(scaled(2, 0), numeric::normal_quantile(0.75), 1e-5);
  EXPECT_NEAR(scaled(3, 0), kEnd, 1e-5);
}

TEST(QuantileScaler, AConstantColumnGoesToTheLowerEnd) {
  const numeric::Matrix rows = column({3, 3, 3});
  EXPECT_THAT(fit_quantile(rows).transform(rows).values(), Each(FloatNear(static_cast<float>(-kEnd), 1e-5F)));
  EXPECT_NEAR(fit_quantile(column({3})).transform(column({4}))(0, 0), kEnd, 1e-5) << "one row";
}

TEST(QuantileScaler, WithoutRowsEverythingBecomesZero) {
  const QuantileScaler scaler = fit_quantile(numeric::Matrix(0, 2));
  EXPECT_THAT(scaler.transform(numeric::Matrix(1, 2, {7, 8})).values(), ElementsAre(0, 0));
}

TEST(QuantileScaler, KeepsTheOrderOfValuesAndStaysWithinItsEnds) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rng rng(seed);
    const std::size_t n = 1 + rng.below(300);
    std::vector<float> values(n);
    // Coarse on purpose: many ties.
    for (float& value : values) value = static_cast<float>(std::round(rng.normal() * static_cast<double>(1 + seed)));
    const QuantileScaler scaler = fit_quantile(column(values), 1 + rng.below(100));
    ASSERT_TRUE(std::is_sorted(scaler.quantiles.values().begin(), scaler.quantiles.values().end()));
    std::vector<float> asked(500);
    for (float& value : asked) value = static_cast<float>(rng.normal() * static_cast<double>(2 + seed));
    asked.insert(asked.end(), values.begin(), values.end());
    std::sort(asked.begin(), asked.end());
    const numeric::Matrix scaled = scaler.transform(column(asked));
    for (std::size_t i = 0; i < asked.size(); ++i) {
      ASSERT_LE(std::abs(scaled(i, 0)), kEnd + 1e-5);
      if (i > 0) {
        ASSERT_LE(scaled(i - 1, 0), scaled(i, 0)) << "seed " << seed << " at " << asked[i];
      }
    }
  }
}

TEST(QuantileScaler, MakesAnySmoothDistributionNormal) {
  Rng rng(3);
  numeric::Matrix rows(20000, 1);
  for (float& value : rows.values()) value = static_cast<float>(std::exp(2 * rng.normal()));
  const numeric::Matrix scaled = fit_quantile(rows).transform(rows);
  std::vector<double> values(scaled.values().begin(), scaled.values().end());
  EXPECT_NEAR(numeric::mean(values), 0, 0.01);
  EXPECT_NEAR(numeric::variance(values), 1, 0.02);
  EXPECT_NEAR(numeric::quantile(values, 0.975), 1.95996, 0.01);
}

}  // namespace
}  // namespace segue::features
