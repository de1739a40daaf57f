#include "segue/audio/voice/pitch_track.h"

#include <cmath>
#include <vector>

#include "voice_signals.h"
#include <gtest/gtest.h>

namespace segue::audio {
namespace {

using numeric::kFrameLanes;

FramePitches pitches_of(const std::vector<float>& samples) {
  const numeric::FrameSpectra spectra(numeric::hann_window(2048));
  std::vector<float> power(spectra.bins() * kFrameLanes);
  std::vector<float> scratch;
  spectra.power(samples, 512, 4, power, scratch);
  std::vector<float> values(kPitchBins * kFrameLanes);
  numeric::band_sums(pitch_filters(test::kRate, 2048), power, values);
  whiten(values);
  PitchTrack track;
  FramePitches pitches{};
  track.analyze(values, pitches);
  return pitches;
}

TEST(PitchTrack, FindsTheFundamentalOfHarmonics) {
  for (const double hertz : {180.0, 220.0, 330.0, 523.25, 800.0}) {
    const auto pitches = pitches_of(test::harmonics(0.3, 0.1F, [&](double) { return hertz; }));
    for (std::size_t lane = 0; lane < 4; ++lane) {
      EXPECT_NEAR(100 * std::exp2(pitches.pitch[lane]), hertz, hertz * 0.02);
      EXPECT_GT(pitches.salience[lane], 3);
    }
  }
}

TEST(PitchTrack, FindsAFundamentalSofterThanItsHarmonics) {
  auto tone = test::harmonics(0.3, 0.1F, [](double) { return 240.0; });
  for (std::size_t i = 0; i < tone.size(); ++i) {
    tone[i] -= 0.09F * static_cast<float>(std::sin(test::kTurn * 240 * static_cast<double>(i + 1) / test::kRate));
  }
  EXPECT_NEAR(100 * std::exp2(pitches_of(tone).pitch[1]), 240, 5);
}

TEST(PitchTrack, NoiseIsLessSalientThanATone) {
  const auto tone = pitches_of(test::harmonics(0.3, 0.1F, [](double) { return 300.0; }));
  const auto noise = pitches_of(test::noise(6615, 0.3F));
  EXPECT_LT(noise.salience[0], 0.7F * tone.salience[0]);
}

TEST(PitchTrack, SilenceHasNoSalience) {
  const auto pitches = pitches_of(std::vector<float>(6615));
  EXPECT_EQ(pitches.salience[0], 0);
  EXPECT_EQ(pitches.pitch[0], 0);
}

}  // namespace
}  // namespace segue::audio
