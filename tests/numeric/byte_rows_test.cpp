#include "segue/numeric/byte_rows.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <vector>

#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::numeric {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kMax = std::numeric_limits<float>::max();

/// Blocks of rows and a query, exactly as long as need be: the address sanitizer sees what is read beyond.
struct Scene {
  Scene(std::size_t blocks, std::size_t quads)
      : data(std::make_unique<std::uint8_t[]>(blocks * ByteRows::bytes_of_block(quads))),
        coarse(4 * quads, 0),
        fine(4 * quads, 0),
        rows{data.get(), blocks, quads} {
    fill_bytes(128);
    for (std::size_t row = 0; row < size(); ++row) {
      set_scale(row, 1);
      set_trailing(row, 0);
    }
  }

  std::size_t size() const { return rows.blocks * kByteBlock; }
  std::uint8_t& byte(std::size_t row, std::size_t column) {
    return block(row)[(column / 4 * kByteBlock + row % kByteBlock) * 4 + column % 4];
  }
  void fill_bytes(int value) {
    for (std::size_t row = 0; row < size(); ++row) {
      for (std::size_t j = 0; j < 4 * rows.quads; ++j) byte(row, j) = static_cast<std::uint8_t>(value);
    }
  }
  void set_scale(std::size_t row, float scale) { set_short(row, 0, scale); }
  void set_trailing(std::size_t row, float length) { set_short(row, 1, length); }
  void set_square(std::size_t row, float square) {
    std::memcpy(block(row) + (kByteBlock * (rows.quads + 1) + row % kByteBlock) * 4, &square, sizeof(square));
  }
  /// The squares that the rows truly have.
  void measure() {
    for (std::size_t row = 0; row < size(); ++row) {
      double square = 0;
      for (std::size_t j = 0; j < 4 * rows.quads; ++j) {
        const double x = double{rows.scale(row)} * (byte(row, j) - 128);
        square += x * x;
      }
      set_square(row, static_cast<float>(square));
    }
  }
  /// The query as the kernels take it; its scale is 1/64 so that sums stay numbers that people can read.
  ByteQuery query() const {
    ByteQuery made{coarse, fine, 1.0F / 64, 0, 0, 0, trailing};
    double square = 0;
    for (std::size_t j = 0; j < coarse.size(); ++j) {
      made.coarse_sum += coarse[j];
      made.fine_sum += fine[j];
      const double x = double{made.scale} * (128.0 * coarse[j] + fine[j]);
      square += x * x;
    }
    made.square = static_cast<float>(square);
    return made;
  }

  std::unique_ptr<std::uint8_t[]> data;
  std::vector<std::int8_t> coarse;
  std::vector<std::int8_t> fine;
  ByteRows rows;
  float trailing = 0;  // of the query

 private:
  std::uint8_t* block(std::size_t row) { return data.get() + row / kByteBlock * ByteRows::bytes_of_block(rows.quads); }
  void set_short(std::size_t row, std::size_t which, float value) {
    const std::uint16_t bits = ByteRows::narrowed_up(value);
    std::memcpy(block(row) + kByteBlock * 4 * rows.quads + (kByteBlock * which + row % kByteBlock) * 2, &bits, 2);
  }
};

std::int8_t number(std::int64_t value) {
  return static_cast<std::int8_t>(value);
}

Scene random_scene(Rng& rng, std::size_t blocks, std::size_t quads) {
  Scene scene(blocks, quads);
  for (std::size_t row = 0; row < scene.size(); ++row) {
    for (std::size_t j = 0; j < 4 * quads; ++j) scene.byte(row, j) = static_cast<std::uint8_t>(rng.below(256));
    scene.set_scale(row, static_cast<float>(rng.below(4) == 0 ? 0 : rng.uniform() / 8));
    scene.set_trailing(row, static_cast<float>(rng.below(4) == 0 ? 0 : 200 * rng.uniform()));
  }
  if (rng.below(4) != 0) scene.trailing = static_cast<float>(100 * rng.uniform());
  for (std::int8_t& x : scene.coarse) x = number(static_cast<std::int64_t>(rng.below(128)) - 64);
  for (std::int8_t& x : scene.fine) x = number(static_cast<std::int64_t>(rng.below(128)) - 64);
  scene.measure();
  return scene;
}

/// What single precision may change in a distance: a share of the squares it is made of.
double rounding_of(const Scene& scene, const ByteQuery& query, std::size_t row) {
  return 2e-6 * (double{query.square} + double{scene.rows.square(row)});
}

/// Compares with the reference for the blocks [begin, end).
void expect_as_reference(const Scene& scene, std::size_t begin, std::size_t end, float slack, float limit) {
  const ByteQuery query = scene.query();
  const std::size_t count = end - begin;
  constexpr float kUntouched = -12345;
  std::vector<float> expected(count * kByteBlock);
  std::vector<std::uint16_t> expected_near(count);
  near_byte_rows_reference(query, scene.rows, begin, end, slack, limit, expected, expected_near);
  // One more than is written: it must stay as it is.
  std::vector<float> about(count * kByteBlock + 1, kUntouched);
  std::vector<std::uint16_t> near(count + 1, 0xabcd);
  near_byte_rows(query, scene.rows, begin, end, slack, limit, about, near);
  ASSERT_EQ(about.back(), kUntouched);
  ASSERT_EQ(near.back(), 0xabcd);
  for (std::size_t i = 0; i < count * kByteBlock; ++i) {
    const std::size_t row = begin * kByteBlock + i;
    const bool is_near = (near[i / kByteBlock] >> (i % kByteBlock) & 1U) != 0;
    if (std::isinf(scene.rows.square(row))) {
      ASSERT_FALSE(is_near) << "row " << row << " is none";
      ASSERT_EQ(about[i], kInfinity);
      continue;
    }
    const double allowed = rounding_of(scene, query, row);
    ASSERT_NEAR(about[i], expected[i], allowed) << "row " << row << ", quads " << scene.rows.quads;
    const bool expected_is_near = (expected_near[i / kByteBlock] >> (i % kByteBlock) & 1U) != 0;
    if (is_near != expected_is_near) {
      const double off = double{slack} * double{scene.rows.scale(row)} +
                         2.0 * double{scene.trailing} * double{scene.rows.trailing(row)};
      const double margin = double{expected[i]} - off - double{limit};
      ASSERT_LE(std::abs(margin), allowed + 1e-6 * off)
          << "row " << row << " at " << expected[i] << ", limit " << limit;
    }
  }
}

TEST(ByteRows, AgreeWithTheReferenceOnEveryTarget) {
  for_each_simd_target([] {
    Rng rng(1);
    for (const std::size_t quads : {0, 1, 2, 3, 4, 5, 7, 15, 16, 17, 25, 33}) {
      for (const std::size_t blocks : {0, 1, 2, 7, 8, 9, 17}) {
        const Scene scene = random_scene(rng, blocks, quads);
        const float limit = blocks == 0 ? 0 : scene.rows.square(rng.below(scene.size()));
        expect_as_reference(scene, 0, blocks, 0, limit);
        expect_as_reference(scene, 0, blocks, static_cast<float>(rng.uniform() * 3e5), limit);
        const std::size_t begin = rng.below(blocks + 1);
        expect_as_reference(scene, begin, begin + rng.below(blocks - begin + 1), 100, limit);
      }
    }
  });
}

TEST(ByteRows, ExtremeBytesAndNumbersDoNotOverflow) {
  for_each_simd_target([] {
    for (const std::size_t quads : {1, 2, 3, 16, 129}) {
      for (const int byte : {0, 1, 127, 128, 129, 254, 255}) {
        for (const int coarse : {-64, -1, 0, 63}) {
          for (const int fine : {-64, 0, 63}) {
            Scene scene(3, quads);
            scene.fill_bytes(byte);
            std::ranges::fill(scene.coarse, number(coarse));
            std::ranges::fill(scene.fine, number(fine));
            scene.measure();
            expect_as_reference(scene, 0, 3, 0, 0);
            expect_as_reference(scene, 0, 3, 10, 1e9F);
          }
        }
      }
    }
  });
}

TEST(ByteRows, TheLongestRowsAreSummedInFull) {
  for_each_simd_target([] {
    constexpr std::size_t kQuads = 65'536 / 4;
    for (const int byte : {0, 255}) {
      for (const int value : {-64, 63}) {
        Scene scene(1, kQuads);
        scene.fill_bytes(byte);
        std::ranges::fill(scene.coarse, number(value));
        std::ranges::fill(scene.fine, number(value));
        scene.measure();
        expect_as_reference(scene, 0, 1, 0, kMax);
      }
    }
  });
}

TEST(ByteRows, EveryByteAndEveryNumberIsMultipliedAsItIs) {
  for_each_simd_target([] {
    // One column at a time, so that nothing can hide in a sum: 256 bytes x 128 numbers.
    for (const std::size_t column : {0, 1, 2, 3, 4, 11}) {
      Scene scene(16, 3);
      for (std::size_t i = 0; i < 256; ++i) scene.byte(i, column) = static_cast<std::uint8_t>(i);
      scene.measure();
      for (int value = -64; value <= 63; ++value) {
        scene.coarse[column] = number(value);
        scene.fine[column] = number(-1 - value);
        const ByteQuery query = scene.query();
        std::vector<float> about(256);
        std::vector<std::uint16_t> near(16);
        near_byte_rows(query, scene.rows, 0, 16, 0, kMax, about, near);
        for (int i = 0; i < 256; ++i) {
          const double difference = (128.0 * value - 1 - value) / 64 - (i - 128);
          ASSERT_NEAR(about[static_cast<std::size_t>(i)], difference * difference, 1e-2) << i << " and " << value;
        }
      }
    }
  });
}

TEST(ByteRows, PlacesWithoutARowAreNeverNear) {
  for_each_simd_target([] {
    Rng rng(2);
    for (int round = 0; round < 50; ++round) {
      Scene scene = random_scene(rng, 9, 1 + rng.below(5));
      for (std::size_t row = 0; row < scene.size(); ++row) {
        if (rng.below(2) == 0) scene.set_square(row, kInfinity);
      }
      expect_as_reference(scene, 0, 9, 0, kMax);
      expect_as_reference(scene, 0, 9, 1e20F, kMax);
      expect_as_reference(scene, 0, 9, 5, scene.query().square);
    }
  });
}

TEST(ByteRows, TheLimitItselfIsNear) {
  for_each_simd_target([] {
    // Small whole numbers: every float operation is exact. Row r is r - 8 in the first column, the query is 0.
    Scene scene(1, 1);
    for (std::size_t r = 0; r < kByteBlock; ++r) scene.byte(r, 0) = static_cast<std::uint8_t>(120 + r);
    scene.measure();
    std::vector<float> about(kByteBlock);
    std::vector<std::uint16_t> near(1);
    near_byte_rows(scene.query(), scene.rows, 0, 1, 0, 9, about, near);
    EXPECT_EQ(near[0], 0b0000'1111'1110'0000);
    near_byte_rows(scene.query(), scene.rows, 0, 1, 0, std::nextafter(9.0F, 0.0F), about, near);
    EXPECT_EQ(near[0], 0b0000'0111'1100'0000);
    near_byte_rows(scene.query(), scene.rows, 0, 1, 7, 9, about, near);  // 16 - 7 is 9
    EXPECT_EQ(near[0], 0b0001'1111'1111'0000);
    for (std::size_t r = 0; r < kByteBlock; ++r) scene.set_trailing(r, 1.75F);
    scene.trailing = 2;
    near_byte_rows(scene.query(), scene.rows, 0, 1, 0, 9, about, near);  // 2 * 2 * 1.75 is 7 too
    EXPECT_EQ(near[0], 0b0001'1111'1111'0000);
    scene.trailing = 0;
    near_byte_rows(scene.query(), scene.rows, 0, 1, 0, -1, about, near);
    EXPECT_EQ(near[0], 0);
    near_byte_rows(scene.query(), scene.rows, 0, 1, 0, kMax, about, near);
    EXPECT_EQ(near[0], 0xffff);
    for (std::size_t r = 0; r < kByteBlock; ++r) {
      const float x = static_cast<float>(r) - 8;
      EXPECT_EQ(about[r], x * x);
    }
  });
}

TEST(ByteRows, ShortNumbersAreNeverLess) {
  EXPECT_EQ(ByteRows::widened(ByteRows::narrowed_up(0)), 0);
  EXPECT_EQ(ByteRows::widened(ByteRows::narrowed_up(1)), 1);
  EXPECT_GT(ByteRows::widened(ByteRows::narrowed_up(std::nextafter(1.0F, 2.0F))), 1);
  Rng rng(5);
  for (int i = 0; i < 10'000; ++i) {
    const auto x = static_cast<float>(std::exp(60 * rng.uniform() - 30));
    const float shorter = ByteRows::widened(ByteRows::narrowed_up(x));
    ASSERT_GE(shorter, x);
    ASSERT_LE(shorter, x * (1 + 1.0F / 128));
    ASSERT_EQ(ByteRows::narrowed_up(shorter), ByteRows::narrowed_up(x));
  }
}

TEST(ByteRows, ProductsOfSmallScalesKeepTheirPrecision) {
  for_each_simd_target([] {
    // Both scales are numbers a float holds well, and so is the distance; their product alone is below all floats.
    Scene scene(1, 2);
    scene.fill_bytes(255);
    std::ranges::fill(scene.coarse, std::int8_t{63});
    for (std::size_t r = 0; r < kByteBlock; ++r) scene.set_scale(r, 1e-21F);
    scene.measure();
    ByteQuery query = scene.query();
    query.scale = 1e-23F;
    query.square = static_cast<float>(8 * std::pow(63.0 * 128 * 1e-23, 2));
    std::vector<float> about(kByteBlock);
    std::vector<float> expected(kByteBlock);
    std::vector<std::uint16_t> near(1);
    near_byte_rows_reference(query, scene.rows, 0, 1, 0, kMax, expected, near);
    near_byte_rows(query, scene.rows, 0, 1, 0, kMax, about, near);
    for (std::size_t r = 0; r < kByteBlock; ++r) EXPECT_NEAR(about[r] / expected[r], 1, 1e-5);
  });
}

}  // namespace
}  // namespace segue::numeric
