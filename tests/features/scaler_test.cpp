#include "segue/features/scaler.h"

#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::features {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatEq;

numeric::Matrix random_rows(std::size_t n, std::size_t d, std::uint64_t seed) {
  Rng rng(seed);
  numeric::Matrix rows(n, d);
  for (float& value : rows.values()) value = static_cast<float>(100 * rng.normal());
  return rows;
}

TEST(MinMax, ByHand) {
  const numeric::Matrix rows(3, 2, {-60, 4, -10, 4, 0, 4});
  const LinearScaler scaler = fit_min_max(rows);
  EXPECT_THAT(scaler.offset, ElementsAre(-60.0, 4.0));
  EXPECT_THAT(scaler.scale, ElementsAre(60.0, 1.0));
  EXPECT_THAT(scaler.transform(rows).values(), ElementsAre(0, 0, FloatEq(50.0F / 60), 0, 1, 0));
}

TEST(MinMax, RowsItDidNotSeeMayLieOutside) {
  const LinearScaler scaler = fit_min_max(numeric::Matrix(2, 1, {10, 20}));
  EXPECT_THAT(scaler.transform(numeric::Matrix(2, 1, {0, 40})).values(), ElementsAre(-1, 3));
}

TEST(MinMax, StaysWithinZeroAndOneAndReachesBoth) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const numeric::Matrix rows = random_rows(1 + seed * 7, 3, seed);
    const numeric::Matrix scaled = fit_min_max(rows).transform(rows);
    for (std::size_t j = 0; j < 3; ++j) {
      bool zero = false;
      bool one = false;
      for (std::size_t i = 0; i < rows.rows(); ++i) {
        ASSERT_GE(scaled(i, j), 0.0F);
        ASSERT_LE(scaled(i, j), 1.0F);
        zero = zero || scaled(i, j) == 0.0F;
        one = one || scaled(i, j) == 1.0F;
      }
      EXPECT_TRUE(zero);
      EXPECT_EQ(one, rows.rows() > 1);
    }
  }
}

TEST(ZScore, ByHand) {
  // Mean 5, population standard deviation 2 (a textbook's sample).
  const numeric::Matrix rows(8, 1, {2, 4, 4, 4, 5, 5, 7, 9});
  const LinearScaler scaler = fit_z_score(rows);
  EXPECT_DOUBLE_EQ(scaler.offset[0], 5);
  EXPECT_DOUBLE_EQ(scaler.scale[0], 2);
  EXPECT_THAT(scaler.transform(rows).values(), ElementsAre(-1.5F, -0.5F, -0.5F, -0.5F, 0, 0, 1, 2));
}

TEST(ZScore, AConstantColumnBecomesExactlyZero) {
  // 0.1F summed 1000 times is not 1000 * 0.1F: the mean alone would leave a remainder.
  const numeric::Matrix rows(1000, 1, 0.1F);
  const LinearScaler scaler = fit_z_score(rows);
  EXPECT_EQ(scaler.scale[0], 1);
  EXPECT_THAT(scaler.transform(rows).values(), Each(0.0F));
}

TEST(ZScore, HasMeanZeroAndVarianceOne) {
  const numeric::Matrix rows = random_rows(500, 4, 1);
  const numeric::Matrix scaled = fit_z_score(rows).transform(rows);
  for (std::size_t j = 0; j < 4; ++j) {
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < 500; ++i) {
      sum += scaled(i, j);
      squares += double{scaled(i, j)} * scaled(i, j);
    }
    EXPECT_NEAR(sum / 500, 0, 1e-6);
    EXPECT_NEAR(squares / 500, 1, 1e-5);
  }
}

TEST(ZScore, ALargeOffsetCostsNoPrecision) {
  const numeric::Matrix rows(4, 1, {1e6F, 1e6F + 1, 1e6F + 2, 1e6F + 3});
  const LinearScaler scaler = fit_z_score(rows);
  EXPECT_NEAR(scaler.scale[0], std::sqrt(1.25), 1e-12);
  EXPECT_NEAR(scaler.transform(rows)(0, 0), -1.5 / std::sqrt(1.25), 1e-6);
}

TEST(LinearScalers, WithoutRowsAreTheIdentity) {
  for (const LinearScaler& scaler : {fit_min_max(numeric::Matrix(0, 2)), fit_z_score(numeric::Matrix(0, 2))}) {
    EXPECT_THAT(scaler.transform(numeric::Matrix(1, 2, {3, -4})).values(), ElementsAre(3, -4));
  }
}

}  // namespace
}  // namespace segue::features
