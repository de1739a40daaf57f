#include "segue/numeric/statistics.h"

#include <cmath>
#include <fstream>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/base/rng.h"

namespace segue::numeric {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

nlohmann::json goldens() {
  std::ifstream in(SEGUE_TESTS_DIR "/goldens/numeric_statistics.json");
  return nlohmann::json::parse(in);
}

double tolerance(double expected) {
  return 1e-12 * std::abs(expected) + 1e-15;
}

TEST(Statistics, AgreeWithNumpy) {
  const auto golden = goldens();
  const std::vector<double> probabilities = golden["probabilities"];
  ASSERT_GE(golden["cases"].size(), 7U);
  for (const auto& one : golden["cases"]) {
    SCOPED_TRACE(one["name"].get<std::string>());
    const std::vector<double> values = one["values"];
    EXPECT_NEAR(mean(values), one["mean"], tolerance(one["mean"]));
    EXPECT_NEAR(variance(values), one["variance"], tolerance(one["variance"]));
    EXPECT_NEAR(ci95_half_width(values), one["ci95"], tolerance(one["ci95"]));
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
      const double expected = one["quantiles"][i];
      EXPECT_DOUBLE_EQ(quantile(values, probabilities[i]), expected) << probabilities[i];
    }
  }
}

TEST(Statistics, NormalQuantileAgreesWithThePythonStandardLibrary) {
  const auto golden = goldens();
  ASSERT_GE(golden["normal_quantiles"].size(), 40U);
  for (const auto& point : golden["normal_quantiles"]) {
    const double p = point[0];
    const double expected = point[1];
    EXPECT_NEAR(normal_quantile(p), expected, 1e-9 * std::abs(expected)) << p;
  }
}

TEST(Statistics, NormalQuantileInvertsTheDistributionFunction) {
  for (int i = 1; i <= 3700; ++i) {
    const double x = -i / 100.0;
    const double p = 0.5 * std::erfc(-x / std::sqrt(2.0));
    EXPECT_NEAR(normal_quantile(p), x, 1e-9 * -x) << x;
  }
  // Near one half the distance from it counts.
  for (const double distance : {0x1p-53, 1e-12, 1e-9, 1e-6}) {
    const double p = 0.5 - distance;
    EXPECT_NEAR(normal_quantile(p), (p - 0.5) * std::sqrt(2 * std::acos(-1.0)), 1e-9 * distance) << distance;
  }
}

TEST(Statistics, NormalQuantileIsOddAndRises) {
  EXPECT_EQ(normal_quantile(0.5), 0);
  double previous = -kInfinity;
  for (int i = 1; i < 4096; ++i) {
    const double p = i / 4096.0;
    const double x = normal_quantile(p);
    EXPECT_EQ(x, -normal_quantile(1 - p));
    EXPECT_GT(x, previous);
    previous = x;
  }
  for (const double p :
       {std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::min(), 1e-290, 1e-289}) {
    EXPECT_LT(normal_quantile(p), -36);
    EXPECT_GT(normal_quantile(p), -39);
  }
}

TEST(Statistics, OfNothingIsNotANumber) {
  EXPECT_TRUE(std::isnan(mean({})));
  EXPECT_TRUE(std::isnan(variance({})));
  EXPECT_TRUE(std::isnan(ci95_half_width({})));
}

TEST(Statistics, NaNIsNotLost) {
  const std::vector<double> values{1, kNaN, 3};
  EXPECT_TRUE(std::isnan(mean(values)));
  EXPECT_TRUE(std::isnan(variance(values)));
  EXPECT_TRUE(std::isnan(ci95_half_width(values)));
  EXPECT_TRUE(std::isnan(quantile(values, 0)));
}

TEST(Statistics, VarianceOfEqualValuesIsZero) {
  EXPECT_EQ(variance(std::vector<double>{7.25}), 0);
  const std::vector<double> tenths(1000, 0.1);
  EXPECT_LT(variance(tenths), 1e-28);
  EXPECT_GE(variance(tenths), 0);
}

TEST(Statistics, QuantileOfInfinitiesStaysInfinite) {
  EXPECT_EQ(quantile({kInfinity, kInfinity, -kInfinity}, 0.75), kInfinity);
  EXPECT_EQ(quantile({5, -kInfinity, -kInfinity}, 0.25), -kInfinity);
  EXPECT_EQ(quantile({kInfinity, 1}, 0), 1);
}

TEST(Statistics, QuantileRisesAndStaysBetweenTheExtremes) {
  Rng rng(8);
  std::vector<double> values(37);
  for (double& value : values) value = rng.normal();
  double previous = *std::min_element(values.begin(), values.end());
  EXPECT_EQ(quantile(values, 0), previous);
  for (int i = 0; i <= 1000; ++i) {
    const double x = quantile(values, i / 1000.0);
    EXPECT_GE(x, previous);
    previous = x;
  }
  EXPECT_EQ(previous, *std::max_element(values.begin(), values.end()));
}

}  // namespace
}  // namespace segue::numeric
