#include "segue/neighbors/row_code.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/numeric/distance.h"

namespace segue::neighbors {
namespace {

constexpr std::size_t kDimensions[] = {1, 2, 3, 4, 5, 7, 8, 63, 64, 65, 257};

/// Vectors of every make: smooth, spiky, whole numbers, of one number, and of any size.
std::vector<float> random_vector(Rng& rng, std::size_t dimension) {
  std::vector<float> vector(dimension);
  const double size = std::pow(10.0, static_cast<double>(rng.below(25)) - 12);
  const std::uint64_t kind = rng.below(5);
  for (float& x : vector) {
    double value = rng.normal();
    if (kind == 1) value = std::pow(value, 7);
    if (kind == 2) value = static_cast<double>(rng.below(7)) - 3;
    if (kind == 3) value = rng.below(8) == 0 ? 1 : 0.0039;  // most columns fall on the edge of a high byte
    if (kind == 4) value = rng.below(2) == 0 ? 1 : -1;
    x = static_cast<float>(size * value);
  }
  return vector;
}

struct Coded {
  static constexpr std::size_t kLane = 11;

  explicit Coded(std::span<const float> row) : Coded(row, row.size()) {}
  Coded(std::span<const float> row, std::size_t leading)
      : high(row.size()), low(row.size()), block(block_bytes(leading)), decoded(row.size()) {
    code = encode_row(row, leading, high, low);
    std::ranges::fill(block, std::uint8_t{77});  // other lanes hold anything
    put_row(std::span(high).first(leading), code, kLane, block.data());
    std::vector<std::uint8_t> rest(high.begin() + static_cast<std::ptrdiff_t>(leading), high.end());
    rest.insert(rest.end(), low.begin(), low.end());
    decode_row(block.data(), kLane, leading, rest, decoded);
  }

  RowCode code;
  std::vector<std::uint8_t> high;
  std::vector<std::int8_t> low;
  std::vector<std::uint8_t> block;
  std::vector<float> decoded;
};

float largest_of(std::span<const float> values) {
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

double length_of(std::span<const float> values) {
  double square = 0;
  for (const float value : values) square += double{value} * double{value};
  return std::sqrt(square);
}

TEST(RowCode, ARowComesBackWithinHalfAStep) {
  Rng rng(1);
  for (const std::size_t dimension : kDimensions) {
    for (int round = 0; round < 200; ++round) {
      const auto row = random_vector(rng, dimension);
      const Coded coded(row);
      const double largest = largest_of(row);
      ASSERT_GE(coded.code.scale, largest / 32'512 * (1 - 1e-6));
      ASSERT_LE(coded.code.scale, largest / 32'512 * (1 + 1.0 / 127));
      double error = 0;
      for (std::size_t j = 0; j < dimension; ++j) {
        // Half a step, and what floats lose on the way there and back.
        ASSERT_NEAR(coded.decoded[j], row[j], 0.5 * double{coded.code.scale} + 2.5e-7 * largest) << dimension;
        ASSERT_NEAR(coded.decoded[j], row[j], 1.6e-5 * largest);
        ASSERT_EQ(coded.decoded[j], coded.code.scale * static_cast<float>(256 * (coded.high[j] - 128) + coded.low[j]));
        error += std::pow(coded.low[j], 2);
      }
      ASSERT_NEAR(coded.code.error, std::sqrt(error) / 256, 1e-6);
      ASSERT_LE(coded.code.error, std::sqrt(static_cast<double>(dimension)) / 2 * (1 + 1e-6));
      const double length = length_of(coded.decoded);
      ASSERT_NEAR(coded.code.square, length * length, 2e-7 * length * length + 1e-44);
    }
  }
}

TEST(RowCode, WholeStepsComeBackAsTheyAre) {
  // The largest is 32512 steps of 1, so that all whole numbers to there are stored exactly, the edges of bytes too.
  std::vector<float> row;
  for (int x = -32'512; x <= 32'512; x += 1) row.push_back(static_cast<float>(x));
  const Coded coded(row);
  EXPECT_EQ(coded.code.scale, 1);
  EXPECT_EQ(coded.decoded, row);
}

TEST(RowCode, CodingWhatWasDecodedChangesNothing) {
  Rng rng(2);
  std::size_t same = 0;
  for (const std::size_t dimension : kDimensions) {
    for (int round = 0; round < 50; ++round) {
      const Coded once(random_vector(rng, dimension));
      const Coded twice(once.decoded);
      // The largest column may have been rounded to where a smaller scale is enough.
      if (twice.code.scale != once.code.scale) continue;
      ++same;
      ASSERT_EQ(twice.high, once.high);
      ASSERT_EQ(twice.low, once.low);
    }
  }
  EXPECT_GT(same, 50 * std::size(kDimensions) * 9 / 10);
}

TEST(RowCode, WhereTheLeadingColumnsEndChangesNothingButWhereBytesLie) {
  Rng rng(6);
  for (const std::size_t dimension : kDimensions) {
    for (int round = 0; round < 30; ++round) {
      const auto row = random_vector(rng, dimension);
      const Coded whole(row);
      for (std::size_t leading = 0; leading < dimension; leading += 4 * (1 + rng.below(5))) {
        const Coded parted(row, leading);
        ASSERT_EQ(parted.decoded, whole.decoded) << leading << " of " << dimension;
        ASSERT_EQ(parted.code.square, whole.code.square);
        ASSERT_LE(parted.code.error, whole.code.error * (1 + 1e-6F));
        const double length = length_of(std::span(whole.decoded).subspan(leading));
        ASSERT_GE(parted.code.trailing, length);
        ASSERT_LE(parted.code.trailing, length * (1 + 1.0 / 127) + 2e-38);
      }
      ASSERT_EQ(whole.code.trailing, 0);
    }
  }
}

TEST(RowCode, NothingIsNothing) {
  for (const std::size_t dimension : kDimensions) {
    for (const float tiny : {0.0F, -0.0F, 1e-40F, -1e-40F, 1e-27F, std::numeric_limits<float>::denorm_min()}) {
      const std::vector<float> row(dimension, tiny);
      const Coded coded(row);
      EXPECT_EQ(coded.code.scale, 0) << tiny;
      EXPECT_EQ(coded.code.square, 0);
      EXPECT_EQ(coded.code.error, 0);
      EXPECT_EQ(coded.decoded, std::vector<float>(dimension, 0)) << tiny;
      const QueryCode query(row);
      EXPECT_TRUE(std::isfinite(query.length()));
      EXPECT_NEAR(query.error(), query.length(), 1e-6 * double{query.length()}) << "all of it is left out";
      EXPECT_EQ(query.view().scale, 0);
      EXPECT_EQ(query.view().coarse_sum, 0);
    }
  }
}

TEST(RowCode, TheLargestNumbersStayFinite) {
  for (const std::size_t dimension : {1, 3, 64, 65'536}) {
    std::vector<float> row(dimension, kLargestValue);
    row.back() = -kLargestValue;
    const Coded coded(row);
    EXPECT_TRUE(std::isfinite(coded.code.square));
    for (std::size_t j = 0; j < dimension; ++j) ASSERT_NEAR(coded.decoded[j], row[j], 2e-5 * 1e15);
    const QueryCode query(row);
    EXPECT_TRUE(std::isfinite(query.view().square));
    EXPECT_NEAR(query.length(), 1e15 * std::sqrt(static_cast<double>(dimension)), 1e9 * static_cast<double>(dimension));
    std::vector<float> opposite(row);
    for (float& x : opposite) x = -x;
    EXPECT_TRUE(std::isfinite(numeric::squared_distance(row, opposite)));
  }
}

TEST(RowCode, ColumnsThatAreNotThereCountNothing) {
  for (const std::size_t dimension : kDimensions) {
    const Coded coded(std::vector<float>(dimension, 1.0F));
    for (std::size_t j = dimension; j < 4 * quads_of(dimension); ++j) {
      EXPECT_EQ(coded.block[(j / 4 * numeric::kByteBlock + Coded::kLane) * 4 + j % 4], 128);
    }
    const QueryCode query(std::vector<float>(dimension, 1.0F));
    EXPECT_EQ(query.view().coarse.size(), 4 * quads_of(dimension));
    EXPECT_EQ(query.view().coarse_sum, 63 * static_cast<std::int64_t>(dimension));
    // Other lanes of the block are as they were.
    for (std::size_t g = 0; g < quads_of(dimension) + 2; ++g) {
      for (std::size_t lane = 0; lane < numeric::kByteBlock; ++lane) {
        if (lane != Coded::kLane) {
          EXPECT_EQ(coded.block[(g * numeric::kByteBlock + lane) * 4], 77);
        }
      }
    }
  }
}

TEST(QueryCode, ItsNumbersAreInRangeAndItsErrorIsTrue) {
  Rng rng(3);
  for (const std::size_t dimension : kDimensions) {
    for (int round = 0; round < 200; ++round) {
      const auto vector = random_vector(rng, dimension);
      const QueryCode code(vector);
      const auto view = code.view();
      std::int64_t coarse_sum = 0;
      std::int64_t fine_sum = 0;
      double left = 0;
      for (std::size_t j = 0; j < view.coarse.size(); ++j) {
        ASSERT_GE(view.coarse[j], -64);
        ASSERT_LE(view.coarse[j], 63);
        ASSERT_GE(view.fine[j], -64);
        ASSERT_LE(view.fine[j], 63);
        coarse_sum += view.coarse[j];
        fine_sum += view.fine[j];
        if (j >= dimension) continue;
        const double difference =
            double{vector[j]} - double{view.scale} / 256 * (128.0 * view.coarse[j] + view.fine[j]);
        left += difference * difference;
      }
      ASSERT_EQ(coarse_sum, view.coarse_sum);
      ASSERT_EQ(fine_sum, view.fine_sum);
      const double length = length_of(vector);
      ASSERT_NEAR(code.length(), length, 1e-6 * length);
      ASSERT_NEAR(code.error(), std::sqrt(left), 1e-6 * length);
      ASSERT_LE(code.error(), largest_of(vector) / 8064 * std::sqrt(static_cast<double>(dimension)) * 0.501);
      ASSERT_NEAR(view.square, length * length, 1e-6 * length * length);
    }
  }
}

// What an exact search rests on: the distance that high bytes tell is never farther from the truth than is allowed for.
TEST(QueryCode, WhatHighBytesTellIsWithinTheBound) {
  Rng rng(4);
  for (const std::size_t dimension : kDimensions) {
    for (int round = 0; round < 300; ++round) {
      auto vector = random_vector(rng, dimension);
      const auto other = random_vector(rng, dimension);
      // Queries of the same size as the row, or near it, are those whose distances matter; of others the bound holds
      // too.
      if (round % 3 != 0) {
        const double factor = largest_of(other) > 0 ? double{largest_of(vector)} / double{largest_of(other)} : 1;
        for (std::size_t j = 0; j < dimension; ++j) {
          vector[j] = round % 3 == 1 ? static_cast<float>(other[j] * factor)
                                     : static_cast<float>((other[j] * factor) + 0.01 * double{vector[j]});
        }
      }
      const std::size_t leading = round % 2 == 0 ? dimension : dimension / 4 * rng.below(4) / 4 * 4;
      const Coded row(other, leading);
      const QueryCode query(vector, leading);
      std::vector<float> about(numeric::kByteBlock);
      std::vector<std::uint16_t> near(1);
      numeric::near_byte_rows(query.view(), {row.block.data(), 1, quads_of(leading)}, 0, 1, 0,
                              std::numeric_limits<float>::max(), about, near);
      double truth = 0;
      for (std::size_t j = 0; j < dimension; ++j) {
        const double difference = double{vector[j]} - double{row.decoded[j]};
        truth += difference * difference;
      }
      const double longest = std::sqrt(double{row.code.square}) * (1 + double{row.code.error} / 127);
      const double slack = 2.0 * 256 * double{query.length()} * double{row.code.error} * double{row.code.scale} +
                           2.0 * double{query.view().trailing} * double{row.code.trailing};
      const double rounding =
          2 * double{query.error()} * longest + 1e-6 * (double{query.view().square} + double{row.code.square}) + 1e-38;
      ASSERT_NE(near[0] & 1U << Coded::kLane, 0);
      ASSERT_LE(std::abs(double{about[Coded::kLane]} - truth), slack * (1 + 1e-6) + rounding)
          << dimension << ", round " << round;
    }
  }
}

}  // namespace
}  // namespace segue::neighbors
