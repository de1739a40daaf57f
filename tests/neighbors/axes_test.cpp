#include "segue/neighbors/axes.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/numeric/distance.h"

namespace segue::neighbors {
namespace {

/// Rows that lie near `directions` random directions, `noise` beside them.
numeric::Matrix flat_rows(Rng& rng, std::size_t rows, std::size_t dimension, std::size_t directions, double noise) {
  numeric::Matrix along(directions, dimension);
  for (float& x : along.values()) x = static_cast<float>(rng.normal());
  numeric::Matrix made(rows, dimension);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t d = 0; d < directions; ++d) {
      const auto share = static_cast<float>(rng.normal());
      for (std::size_t j = 0; j < dimension; ++j) made(i, j) += share * along(d, j);
    }
    for (std::size_t j = 0; j < dimension; ++j) made(i, j) += static_cast<float>(noise * rng.normal());
  }
  return made;
}

TEST(Axes, TurnedVectorsKeepTheirDistancesAndComeBack) {
  Rng rng(1);
  for (const std::size_t dimension : {16, 17, 64, 130}) {
    const auto rows = flat_rows(rng, 400, dimension, 5, 0.05);
    const LearnedAxes learned = learn_axes(rows);
    ASSERT_FALSE(learned.numbers.empty());
    ASSERT_GE(learned.leading, 5U) << "no fewer than there are directions";
    ASSERT_LE(learned.leading, 8U);
    const Axes axes(learned.numbers, dimension);
    std::vector<float> a(dimension);
    std::vector<float> b(dimension);
    std::vector<float> back(dimension);
    for (std::size_t i = 0; i + 1 < 100; ++i) {
      axes.turn(rows.row(i), a);
      axes.turn(rows.row(i + 1), b);
      const double square = numeric::squared_distance(rows.row(i), rows.row(i + 1));
      ASSERT_NEAR(numeric::squared_distance(a, b), square, 1e-5 * square);
      double trailing = 0;
      double length = 0;
      for (std::size_t j = 0; j < dimension; ++j) {
        length += double{a[j]} * double{a[j]};
        if (j >= learned.leading) trailing += double{a[j]} * double{a[j]};
      }
      ASSERT_LT(trailing, 0.15 * length);
      axes.turn_back(a, back);
      for (std::size_t j = 0; j < dimension; ++j) ASSERT_NEAR(back[j], rows(i, j), 1e-6 * std::sqrt(length));
    }
  }
}

TEST(Axes, AreLearnedOnlyWhereTheySpareMuch) {
  Rng rng(2);
  EXPECT_TRUE(learn_axes(flat_rows(rng, 500, 32, 32, 1)).numbers.empty()) << "every direction matters";
  EXPECT_EQ(learn_axes(flat_rows(rng, 500, 32, 32, 1)).leading, 32U);
  EXPECT_TRUE(learn_axes(flat_rows(rng, 500, 15, 2, 0)).numbers.empty()) << "few columns as it is";
  EXPECT_TRUE(learn_axes(flat_rows(rng, 10, 257, 2, 0)).numbers.empty()) << "turning would take longer";
  EXPECT_TRUE(learn_axes(numeric::Matrix(20, 32)).numbers.empty()) << "zeros have no direction";
  EXPECT_TRUE(learn_axes(numeric::Matrix(0, 32)).numbers.empty());
  EXPECT_EQ(learn_axes(numeric::Matrix(0, 0)).leading, 0U);
  const auto one = learn_axes(flat_rows(rng, 50, 32, 1, 0));
  EXPECT_EQ(one.leading, 4U) << "whole quads";
}

TEST(Axes, LengthsOfAnySizeAreLearnedFrom) {
  for (const float size : {1e-18F, 1.0F, 1e15F}) {
    Rng rng(3);
    auto rows = flat_rows(rng, 300, 24, 3, 0.01);
    for (float& x : rows.values()) x = std::clamp(x / 10, -1.0F, 1.0F) * size;
    const LearnedAxes learned = learn_axes(rows);
    ASSERT_FALSE(learned.numbers.empty()) << size;
    for (const float x : learned.numbers) ASSERT_LE(std::abs(x), 1 + 1e-6F);
  }
}

}  // namespace
}  // namespace segue::neighbors
