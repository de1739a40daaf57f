#include "segue/numeric/distance.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::numeric {
namespace {

constexpr std::size_t kColumns[] = {0,  1,  2,  3,  4,  5,  6,  7,  8,   9,   10,  11,  12,  13,  14,
                                    15, 16, 17, 18, 19, 20, 23, 24, 25,  26,  31,  32,  33,  47,  48,
                                    49, 54, 63, 64, 65, 79, 97, 99, 100, 127, 128, 129, 768, 1023};
constexpr std::size_t kRows[] = {0, 1, 2, 3, 4, 5, 7, 8, 15, 33};

std::vector<float> random_floats(Rng& rng, std::size_t count) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(rng.normal());
  return values;
}

TEST(Distance, AgreesWithTheReferenceOnEveryTarget) {
  for_each_simd_target([] {
    Rng rng(1);
    for (const std::size_t cols : kColumns) {
      for (const std::size_t rows : kRows) {
        for (std::size_t offset = 0; offset < 4; ++offset) {  // floats past an aligned address
          // Exactly as long as need be, on the heap: the address sanitizer sees what is read beyond.
          const std::vector<float> query = random_floats(rng, cols);
          const auto data = std::make_unique<float[]>(offset + rows * cols);
          for (std::size_t i = 0; i < rows * cols; ++i) data[offset + i] = static_cast<float>(rng.normal());
          const MatrixView view{data.get() + offset, rows, cols};
          std::vector<float> expected(rows);
          std::vector<float> found(rows, -1);
          squared_distances_reference(query, view, expected);
          squared_distances(query, view, found);
          for (std::size_t i = 0; i < rows; ++i) {
            ASSERT_NEAR(found[i], expected[i], 1e-5 * expected[i]) << rows << " x " << cols << ", row " << i;
            ASSERT_EQ(squared_distance(query, view.row(i)), found[i]) << rows << " x " << cols << ", row " << i;
          }
        }
      }
    }
  });
}

TEST(Distance, IsExactForSmallIntegers) {
  for_each_simd_target([] {
    for (const std::size_t cols : kColumns) {
      std::vector<float> query(cols);
      Matrix rows(6, cols);
      for (std::size_t j = 0; j < cols; ++j) {
        query[j] = static_cast<float>(j % 3);
        for (std::size_t i = 0; i < 6; ++i) rows(i, j) = static_cast<float>((i + j) % 5);
      }
      std::vector<float> expected(6);
      std::vector<float> found(6);
      squared_distances_reference(query, rows, expected);
      squared_distances(query, rows, found);
      ASSERT_EQ(found, expected) << cols;
    }
  });
}

TEST(Distance, EqualRowsAreEquallyFarWhereverTheyStand) {
  for_each_simd_target([] {
    Rng rng(2);
    for (const std::size_t cols : kColumns) {
      const std::vector<float> query = random_floats(rng, cols);
      const std::vector<float> row = random_floats(rng, cols);
      for (std::size_t count = 1; count <= 40; ++count) {
        Matrix rows(count, cols);
        for (std::size_t i = 0; i < count; ++i) std::copy(row.begin(), row.end(), rows.row(i).begin());
        std::vector<float> found(count);
        squared_distances(query, rows, found);
        const float alone = squared_distance(query, row);
        for (const float distance : found) {
          ASSERT_EQ(std::bit_cast<std::uint32_t>(distance), std::bit_cast<std::uint32_t>(alone))
              << count << " x " << cols;
        }
      }
    }
  });
}

TEST(Distance, ARowIsNotTouchedByWhatStandsBesideIt) {
  constexpr float kBad[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 3e38F};
  for_each_simd_target([&] {
    for (const std::size_t cols : {1, 3, 4, 6, 8, 12, 20, 26}) {
      for (const float bad : kBad) {
        Matrix rows(12, cols, 1.0F);
        for (std::size_t i = 0; i < 12; i += 2) std::fill(rows.row(i).begin(), rows.row(i).end(), bad);
        const std::vector<float> query(cols, 3.0F);
        std::vector<float> found(12);
        squared_distances(query, rows, found);
        for (std::size_t i = 1; i < 12; i += 2) ASSERT_EQ(found[i], 4.0F * static_cast<float>(cols)) << cols;
        for (std::size_t i = 0; i < 12; i += 2) ASSERT_FALSE(std::isfinite(found[i])) << cols;
        ASSERT_EQ(std::isnan(found[0]), std::isnan(bad)) << cols;
      }
    }
  });
}

TEST(Distance, OfNoColumnsIsZero) {
  const std::vector<float> none;
  std::vector<float> found(3, 7);
  squared_distances(none, {nullptr, 3, 0}, found);
  EXPECT_EQ(found, (std::vector<float>{0, 0, 0}));
  EXPECT_EQ(squared_distance(none, none), 0);
}

}  // namespace
}  // namespace segue::numeric
