#include "segue/audio/tonal/peak_chroma.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "instrument.h"
#include <gtest/gtest.h>

#include "segue/numeric/spectrum.h"

namespace segue::audio {
namespace {

constexpr std::size_t kSize = 8192;
constexpr double kRate = 22050;

FramePitch analyzed(const std::vector<float>& samples) {
  const numeric::FrameSpectra spectra(numeric::hann_window(kSize));
  std::vector<float> power(spectra.bins() * numeric::kFrameLanes);
  std::vector<float> scratch;
  spectra.power(samples, kSize, 1, power, scratch);
  PeakChroma chroma(kSize, kRate);
  return chroma.analyze(power, numeric::kFrameLanes);
}

std::vector<float> sine(double hertz, double amplitude) {
  std::vector<float> samples(kSize);
  for (std::size_t i = 0; i < kSize; ++i) {
    samples[i] =
        static_cast<float>(amplitude * std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / kRate));
  }
  return samples;
}

std::size_t greatest_step(const FineChroma& chroma) {
  return static_cast<std::size_t>(std::max_element(chroma.begin(), chroma.end()) - chroma.begin());
}

TEST(PeakChroma, HearsTheNoteOfASine) {
  for (const double cents : {-40.0, -20.0, 0.0, 30.0}) {
    for (int note = 36; note < 96; note += 5) {
      const FramePitch frame = analyzed(sine(440 * std::exp2((note - 69 + cents / 100) / 12), 0.5));
      const double expected = std::fmod((note % 12) * 10 + cents / 10 + 120, 120);
      const double distance = std::abs(static_cast<double>(greatest_step(frame.chroma)) - expected);
      EXPECT_LE(std::min(distance, 120 - distance), 1.0) << note << " " << cents;
      EXPECT_NEAR(std::accumulate(frame.chroma.begin(), frame.chroma.end(), 0.0), 1, 1e-5);
      EXPECT_GT(frame.tonal_share, 0.99);
      const double tuning = std::atan2(frame.tuning_y, frame.tuning_x) / (2 * std::numbers::pi);
      EXPECT_NEAR(tuning, cents / 100, 0.03) << note;
    }
  }
}

TEST(PeakChroma, PowerIsThatOfTheSamples) {
  for (const double amplitude : {1.0, 0.1, 0.001}) {
    EXPECT_NEAR(analyzed(sine(1000, amplitude)).power, amplitude * amplitude / 2, 0.01 * amplitude * amplitude);
  }
}

TEST(PeakChroma, HearsNothingOutsideItsBand) {
  EXPECT_LT(analyzed(sine(30, 0.5)).tonal_share * analyzed(sine(30, 0.5)).power, 1e-3);
  EXPECT_EQ(analyzed(sine(8000, 0.5)).tonal_share, 0);
}

TEST(PeakChroma, LevelDoesNotMatter) {
  const FramePitch loud = analyzed(sine(523.25, 0.5));
  const FramePitch soft = analyzed(sine(523.25, 0.125));
  for (std::size_t i = 0; i < kFineSteps; ++i) EXPECT_NEAR(loud.chroma[i], soft.chroma[i], 1e-5);
  EXPECT_NEAR(loud.tonal_share, soft.tonal_share, 1e-5);
}

TEST(PeakChroma, PartialsSpeakForTheirNote) {
  // The third partial alone is a G that may be a C.
  const FramePitch frame = analyzed(sine(3 * 261.6256, 0.5));
  const auto about = [&](std::size_t step) {
    return frame.chroma[(step + kFineSteps - 1) % kFineSteps] + frame.chroma[step] + frame.chroma[step + 1];
  };
  EXPECT_GT(about(70), about(0));
  EXPECT_GT(about(0), 0.1);
  EXPECT_LT(about(20), 1e-3);
}

TEST(PeakChroma, WhiteNoiseHasHardlyAPeak) {
  double share = 0;
  for (std::uint32_t seed = 1; seed <= 20; ++seed) share += analyzed(white_noise(kSize, seed)).tonal_share / 20;
  EXPECT_LT(share, 0.02);
}

TEST(PeakChroma, SilenceAndAConstantAreNothing) {
  for (const float level : {0.0F, 1.0F, -0.5F}) {
    const FramePitch frame = analyzed(std::vector<float>(kSize, level));
    EXPECT_EQ(frame.tonal_share, 0);
    EXPECT_EQ(*std::max_element(frame.chroma.begin(), frame.chroma.end()), 0);
    EXPECT_LT(frame.power, 1e-10);
  }
}

}  // namespace
}  // namespace segue::audio
