#include "segue/audio/voice/pitch_bins.h"

#include <cmath>
#include <numeric>
#include <vector>

#include "voice_signals.h"
#include <gtest/gtest.h>

namespace segue::audio {
namespace {

using numeric::kFrameLanes;

TEST(PitchFilters, SumToOneAndStayWithinTheSpectrum) {
  const auto filters = pitch_filters(22050, 2048);
  ASSERT_EQ(filters.bands(), kPitchBins);
  for (std::size_t band = 0; band < kPitchBins; ++band) {
    const auto begin = filters.weights.begin() + filters.offsets[band];
    const auto end = filters.weights.begin() + filters.offsets[band + 1];
    EXPECT_NEAR(std::accumulate(begin, end, 0.0), 1, 1e-5) << band;
    EXPECT_LE(filters.first[band] + static_cast<std::size_t>(end - begin), 1025U) << band;
  }
}

TEST(PitchFilters, AToneStandsWhereItsPitchIs) {
  const numeric::FrameSpectra spectra(numeric::hann_window(2048));
  const auto filters = pitch_filters(22050, 2048);
  for (const double hertz : {150.0, 440.0, 1000.0, 3000.0, 6000.0}) {
    std::vector<float> tone(2048);
    for (std::size_t i = 0; i < tone.size(); ++i) {
      tone[i] = static_cast<float>(std::sin(test::kTurn * hertz * static_cast<double>(i) / test::kRate));
    }
    std::vector<float> power(spectra.bins() * kFrameLanes);
    std::vector<float> scratch;
    spectra.power(tone, 512, 1, power, scratch);
    std::vector<float> pitches(kPitchBins * kFrameLanes);
    numeric::band_sums(filters, power, pitches);
    std::size_t best = 0;
    for (std::size_t bin = 0; bin < kPitchBins; ++bin) {
      if (pitches[bin * kFrameLanes] > pitches[best * kFrameLanes]) best = bin;
    }
    // Within half a bin of the spectrum, or a bin of pitch.
    const double found = kLowestPitchHz * std::exp2(static_cast<double>(best) / 60);
    EXPECT_NEAR(found, hertz, std::max(5.5, hertz * 0.012));
  }
}

TEST(Whiten, LeavesNothingOfWhatIsEven) {
  std::vector<float> values(kPitchBins * kFrameLanes, 16.0F);
  whiten(values);
  for (const float value : values) EXPECT_NEAR(value, 0, 1e-4);
}

TEST(Whiten, KeepsPeaksAboveTheirSurroundings) {
  std::vector<float> values(kPitchBins * kFrameLanes, 1.0F);
  values[200 * kFrameLanes + 3] = 81;  // fourth root 3; the mean of the 41 about it is 43 / 41
  whiten(values);
  EXPECT_NEAR(values[200 * kFrameLanes + 3], 3 - 43.0 / 41, 1e-3);
  EXPECT_EQ(values[199 * kFrameLanes + 3], 0);
  EXPECT_NEAR(values[200 * kFrameLanes + 4], 0, 1e-4);
}

}  // namespace
}  // namespace segue::audio
