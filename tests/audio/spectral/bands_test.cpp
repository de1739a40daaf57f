#include "segue/audio/spectral/bands.h"

#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace segue::audio {
namespace {

TEST(MelFilters, AreTrianglesOfAreaOne) {
  const auto filters = mel_filters(44100.0, 2048, 128);
  ASSERT_EQ(filters.bands(), 128U);
  for (std::size_t band = 0; band < 128; ++band) {
    const auto begin = filters.weights.begin() + filters.offsets[band];
    const auto end = filters.weights.begin() + filters.offsets[band + 1];
    ASSERT_LT(begin, end) << "an empty band: " << band;
    // Narrow ones meet only a bin or two.
    const double area = std::accumulate(begin, end, 0.0) * 44100.0 / 2048.0;
    EXPECT_NEAR(area, 1.0, band < 60 ? 0.35 : 0.02) << band;
    for (auto weight = begin; weight != end; ++weight) EXPECT_GT(*weight, 0.0F);
  }
}

TEST(MelFilters, BelowAKilohertzAreEquallySpaced) {
  // 130 edges up to 15 + 27 log(22.05) / log(6.4) = 60.00 mel: 0.4651 mel or 31.0 Hz each.
  const auto filters = mel_filters(44100.0, 2048, 128);
  const double step = (15.0 + 27.0 * std::log(22.05) / std::log(6.4)) / 129.0 * 200.0 / 3.0;
  for (std::size_t band = 0; band < 30; ++band) {
    const double low = static_cast<double>(band) * step;
    EXPECT_EQ(filters.first[band], static_cast<std::size_t>(low * 2048.0 / 44100.0) + 1) << band;
  }
}

TEST(MelFilters, EveryBinBetweenTheEndsCounts) {
  const auto filters = mel_filters(44100.0, 2048, 128);
  std::vector<float> total(1025, 0.0F);
  for (std::size_t band = 0; band < filters.bands(); ++band) {
    for (std::size_t i = filters.offsets[band]; i < filters.offsets[band + 1]; ++i) {
      total.at(filters.first[band] + i - filters.offsets[band]) += filters.weights[i];
    }
  }
  EXPECT_EQ(total.front(), 0.0F);
  EXPECT_NEAR(total.back(), 0.0F, 1e-6);
  for (std::size_t bin = 1; bin < 1024; ++bin) EXPECT_GT(total[bin], 0.0F) << bin;
}

TEST(CosineBasis, IsOrthonormal) {
  const std::size_t n = 24;
  const auto basis = cosine_basis(n, n);
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) {
      double product = 0;
      for (std::size_t i = 0; i < n; ++i) product += static_cast<double>(basis[a * n + i]) * basis[b * n + i];
      EXPECT_NEAR(product, a == b ? 1.0 : 0.0, 1e-6);
    }
  }
}

TEST(ContrastBands, AreLibrosasForTheArchivesFrames) {
  // Bins of 10.77 Hz; edges at 0, 200, 400... 6,400 Hz lie after bins 18, 37, 74, 148, 297, 594.
  const auto bands = contrast_bands(22050.0, 2048, 7);
  const std::vector<std::vector<std::size_t>> expected = {{0, 18, 1},    {18, 19, 1},   {37, 37, 1},  {74, 74, 2},
                                                          {148, 149, 3}, {297, 297, 6}, {594, 431, 9}};
  ASSERT_EQ(bands.size(), expected.size());
  for (std::size_t band = 0; band < bands.size(); ++band) {
    const std::vector<std::size_t> numbers = {bands[band].first_bin, bands[band].bins, bands[band].extremes};
    EXPECT_EQ(numbers, expected[band]) << band;
  }
}

}  // namespace
}  // namespace segue::audio
