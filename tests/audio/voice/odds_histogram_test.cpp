#include "segue/audio/voice/odds_histogram.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace segue::audio {
namespace {

constexpr double kStep = 1.0 / 32;

OddsHistogram of(const std::vector<double>& odds) {
  OddsHistogram histogram;
  for (const double value : odds) histogram.add(value);
  histogram.finish();
  return histogram;
}

TEST(OddsHistogram, OfNothingSaysNothing) {
  const auto histogram = of({});
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.positive_share(), 0);
  EXPECT_EQ(histogram.exceeded_by(0.2), 0);
}

TEST(OddsHistogram, OneSegmentStandsForItself) {
  const auto histogram = of({1.5});
  EXPECT_EQ(histogram.count(), 1U);
  EXPECT_EQ(histogram.positive_share(), 1);
  EXPECT_NEAR(histogram.exceeded_by(0.2), 1.5, kStep);
}

TEST(OddsHistogram, AveragesWithBothNeighbours) {
  // Means: 0, 1, 2, 2 (ends repeated).
  const auto histogram = of({-1, 2, 2, 2});
  EXPECT_EQ(histogram.count(), 4U);
  EXPECT_EQ(histogram.positive_share(), 0.75);
  EXPECT_NEAR(histogram.exceeded_by(0), 2, kStep);
  EXPECT_NEAR(histogram.exceeded_by(1), 0, kStep);
}

TEST(OddsHistogram, EndsStandInForWhatIsMissing) {
  // Means: (1 + 1 - 2) / 3, (1 - 2 + 4) / 3, (-2 + 4 + 4) / 3.
  const auto histogram = of({1, -2, 4});
  EXPECT_NEAR(histogram.exceeded_by(1), 0, kStep);
  EXPECT_NEAR(histogram.exceeded_by(0.5), 1, kStep);
  EXPECT_NEAR(histogram.exceeded_by(0), 2, kStep);
}

TEST(OddsHistogram, AgreesWithSortingThem) {
  std::vector<double> odds;
  for (int i = 0; i < 500; ++i) odds.push_back(6 * std::sin(i * 0.7) * std::cos(i * i * 0.01));
  std::vector<double> means;
  for (std::size_t i = 0; i < odds.size(); ++i) {
    means.push_back((odds[i == 0 ? 0 : i - 1] + odds[i] + odds[std::min(i + 1, odds.size() - 1)]) / 3);
  }
  std::sort(means.begin(), means.end());
  const auto histogram = of(odds);
  for (const double above : {0.0, 0.1, 0.2, 0.5, 0.9, 1.0}) {
    const auto rank = static_cast<std::size_t>(std::llround((1 - above) * 499));
    EXPECT_NEAR(histogram.exceeded_by(above), means[rank], kStep) << above;
  }
  const auto positive = std::count_if(means.begin(), means.end(), [](double mean) { return mean > 0; });
  EXPECT_EQ(histogram.positive_share(), static_cast<double>(positive) / 500);
}

TEST(OddsHistogram, HoldsWhatIsBeyondItsEnds) {
  EXPECT_NEAR(of({1e6, 1e6, 1e6}).exceeded_by(0.5), 16, kStep);
  EXPECT_NEAR(of({-1e6, -1e6, -1e6}).exceeded_by(0.5), -16, kStep);
}

}  // namespace
}  // namespace segue::audio
