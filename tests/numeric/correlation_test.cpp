#include "segue/numeric/correlation.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::numeric {
namespace {

using ::testing::ElementsAre;

TEST(Correlation, OfLinesAndOfNothing) {
  const std::vector<double> x{1, 2, 3, 4};
  EXPECT_DOUBLE_EQ(correlation(x, std::vector<double>{3, 5, 7, 9}), 1);
  EXPECT_DOUBLE_EQ(correlation(x, std::vector<double>{0, -1, -2, -3}), -1);
  EXPECT_NEAR(correlation(x, std::vector<double>{1, 3, 2, 4}), 0.8, 1e-15);
  EXPECT_TRUE(std::isnan(correlation(x, std::vector<double>{1, 1, 1, 1})));
  EXPECT_TRUE(std::isnan(correlation({}, {})));
}

TEST(Midranks, EqualValuesShareTheMeanOfTheirs) {
  EXPECT_THAT(midranks(std::vector<double>{5, 1, 5, 5, 9}), ElementsAre(3, 1, 3, 3, 5));
  EXPECT_THAT(midranks({}), ElementsAre());
  // Against the definition: those below, and the middle of those that are equal.
  Rng rng(3);
  std::vector<double> values;
  for (int i = 0; i < 200; ++i) values.push_back(static_cast<double>(rng.below(40)));
  const auto ranks = midranks(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto below = std::ranges::count_if(values, [&](double other) { return other < values[i]; });
    const auto equal = std::ranges::count(values, values[i]);
    EXPECT_EQ(ranks[i], static_cast<double>(below) + (static_cast<double>(equal) + 1) / 2);
  }
}

TEST(RankCorrelation, LooksAtOrderAlone) {
  const std::vector<double> x{1, 2, 3, 40};
  EXPECT_DOUBLE_EQ(rank_correlation(x, std::vector<double>{0.1, 0.2, 0.3, 0.4}), 1);
  EXPECT_DOUBLE_EQ(rank_correlation(x, std::vector<double>{9, 8, 7, -7}), -1);
  EXPECT_TRUE(std::isnan(rank_correlation(x, std::vector<double>{1, 1, 1, 1})));
}

}  // namespace
}  // namespace segue::numeric
