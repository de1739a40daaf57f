#include "segue/numeric/spectral_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/numeric/spectral_reference.h"

namespace segue::numeric {
namespace {

constexpr float kShare = 0.85F;
constexpr float kFloor = 1e-10F;

/// Powers over fourteen decades, as those of music are.
std::vector<float> powers(std::size_t bins, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> values(bins * kFrameLanes);
  for (float& value : values) value = static_cast<float>(std::pow(10.0, 14.0 * rng.uniform() - 10.0));
  return values;
}

std::vector<float> frame(const std::vector<float>& values, std::size_t lane) {
  std::vector<float> one(values.size() / kFrameLanes);
  for (std::size_t k = 0; k < one.size(); ++k) one[k] = values[k * kFrameLanes + lane];
  return one;
}

void expect_near(double value, double exact, double share) {
  EXPECT_NEAR(value, exact, share * std::abs(exact) + 1e-30);
}

TEST(SpectralShapes, AgreeWithTheReferenceOnEveryInstructionSet) {
  for_each_simd_target([] {
    for (const std::size_t bins : {1, 2, 9, 129, 1025, 4097}) {
      const auto power = powers(bins, bins);
      std::vector<float> magnitudes(power.size());
      SpectralShapes shapes;
      spectral_shapes(power, kShare, kFloor, magnitudes, shapes);
      for (std::size_t i = 0; i < power.size(); ++i) ASSERT_EQ(magnitudes[i], std::sqrt(power[i]));
      for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
        const auto exact = shape_reference(frame(power, lane), kShare, kFloor);
        expect_near(shapes.centroid[lane], exact.centroid, 1e-5);
        expect_near(shapes.bandwidth[lane], exact.bandwidth, 1e-5);
        expect_near(shapes.mean_power[lane], exact.mean_power, 1e-5);
        expect_near(shapes.flatness[lane], exact.flatness, 1e-5);
        EXPECT_EQ(shapes.rolloff[lane], exact.rolloff);
      }
    }
  });
}

TEST(SpectralShapes, OfSilenceAreZeroAndItIsFlat) {
  for_each_simd_target([] {
    const std::vector<float> power(65 * kFrameLanes, 0.0F);
    std::vector<float> magnitudes(power.size());
    SpectralShapes shapes;
    spectral_shapes(power, kShare, kFloor, magnitudes, shapes);
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
      EXPECT_EQ(shapes.centroid[lane], 0.0F);
      EXPECT_EQ(shapes.bandwidth[lane], 0.0F);
      EXPECT_EQ(shapes.rolloff[lane], 0.0F);
      EXPECT_EQ(shapes.mean_power[lane], 0.0F);
      EXPECT_NEAR(shapes.flatness[lane], 1.0F, 1e-5);
    }
  });
}

TEST(SpectralShapes, OfOneLineAndOfWhiteNoiseAreKnown) {
  const std::size_t bins = 101;
  std::vector<float> power(bins * kFrameLanes, 0.0F);
  for (std::size_t k = 0; k < bins; ++k) power[k * kFrameLanes + 1] = 4.0F;  // lane 0: a line; lane 1: flat
  power[37 * kFrameLanes] = 9.0F;
  std::vector<float> magnitudes(power.size());
  SpectralShapes shapes;
  spectral_shapes(power, kShare, kFloor, magnitudes, shapes);
  EXPECT_FLOAT_EQ(shapes.centroid[0], 37.0F);
  EXPECT_NEAR(shapes.bandwidth[0], 0.0F, 1e-5);
  EXPECT_EQ(shapes.rolloff[0], 37.0F);
  EXPECT_FLOAT_EQ(shapes.centroid[1], 50.0F);
  EXPECT_NEAR(shapes.bandwidth[1], std::sqrt((101.0 * 101.0 - 1.0) / 12.0), 1e-4);
  EXPECT_EQ(shapes.rolloff[1], 85.0F);  // 86 of 101 are the first share not below 0.85
  EXPECT_NEAR(shapes.flatness[1], 1.0F, 1e-5);
  EXPECT_FLOAT_EQ(shapes.mean_power[1], 4.0F);
}

TEST(ExtremeMeans, AgreeWithSortingForEveryCountOnEveryInstructionSet) {
  for_each_simd_target([] {
    for (std::size_t count = 1; count <= kMaxExtremes; ++count) {
      for (const std::size_t rows : {count, count + 1, std::size_t{431}}) {
        const auto values = powers(rows, 100 * rows + count);
        const auto means = extreme_means(values, count);
        for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
          const auto exact = extreme_reference(frame(values, lane), count);
          expect_near(means.low[lane], exact.low, 1e-6);
          expect_near(means.high[lane], exact.high, 1e-6);
        }
      }
    }
  });
}

TEST(ExtremeMeans, CountEqualValuesAsOftenAsTheyAre) {
  std::vector<float> values(10 * kFrameLanes, 3.0F);
  for (std::size_t lane = 0; lane < kFrameLanes; ++lane) values[4 * kFrameLanes + lane] = 0.0F;
  const auto means = extreme_means(values, 3);
  EXPECT_FLOAT_EQ(means.low[5], 2.0F);
  EXPECT_FLOAT_EQ(means.high[5], 3.0F);
}

TEST(BandSums, AgreeWithTheSumsOnEveryInstructionSet) {
  BandFilters filters;
  filters.add(0, std::vector<float>{0.5F});
  filters.add(3, std::vector<float>{0.25F, 1.0F, 0.125F, 0.3F, 0.7F});
  filters.add(7, {});
  filters.add(1, std::vector<float>(9, 0.1F));
  const auto values = powers(10, 5);
  for_each_simd_target([&] {
    std::vector<float> sums(filters.bands() * kFrameLanes, -1.0F);
    band_sums(filters, values, sums);
    for (std::size_t band = 0; band < filters.bands(); ++band) {
      for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
        double exact = 0;
        for (std::size_t i = filters.offsets[band]; i < filters.offsets[band + 1]; ++i) {
          const std::size_t bin = filters.first[band] + i - filters.offsets[band];
          exact += static_cast<double>(filters.weights[i]) * values[bin * kFrameLanes + lane];
        }
        expect_near(sums[band * kFrameLanes + lane], exact, 1e-5);
      }
    }
  });
}

TEST(Decibels, AgreeWithTheLogarithmOnEveryInstructionSet) {
  for_each_simd_target([] {
    auto values = powers(64, 9);
    values[0] = 0.0F;
    values[1] = 1.0F;
    values[2] = 3e38F;
    const auto before = values;
    to_decibels(kFloor, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double exact = 10.0 * std::log10(std::max<double>(before[i], kFloor));
      EXPECT_NEAR(values[i], exact, std::max(1e-5, 1e-6 * std::abs(exact)));
    }
  });
}

}  // namespace
}  // namespace segue::numeric
