#include "segue/audio/rhythm/onset_strength.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <vector>

#include "drums.h"
#include <gtest/gtest.h>

namespace segue::audio {
namespace {

OnsetCurves curves_of(std::span<const float> samples) {
  OnsetStrength strength;
  strength.push(samples);
  return strength.finish();
}

constexpr std::size_t kBands = 40;

/// Band energies of the frame centred on sample 256 f, by the definition of everything.
std::array<double, kBands> slow_energies(const std::vector<float>& samples, std::size_t f) {
  std::vector<double> windowed(1024);
  for (std::size_t i = 0; i < windowed.size(); ++i) {
    const auto place = static_cast<std::ptrdiff_t>(256 * f + i) - 512;
    const auto held = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(place, 0, std::ssize(samples) - 1));
    const double hann = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / 1024);
    windowed[i] = hann * static_cast<double>(samples[held]);
  }
  std::vector<double> power(513);
  for (std::size_t bin = 0; bin < power.size(); ++bin) {
    std::complex<double> sum = 0;
    for (std::size_t i = 0; i < windowed.size(); ++i) {
      sum += windowed[i] * std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(bin * i % 1024) / 1024);
    }
    power[bin] = std::norm(sum);
  }
  const auto mel = [](double hz) { return 2595 * std::log10(1 + hz / 700); };
  const auto hz = [](double m) { return 700 * (std::pow(10, m / 2595) - 1); };
  std::array<double, kBands> energies{};
  const double step = (mel(11000) - mel(30)) / (kBands + 1);
  for (std::size_t b = 0; b < kBands; ++b) {
    const double centre = hz(mel(30) + step * static_cast<double>(b + 1));
    const double left = std::min(hz(mel(30) + step * static_cast<double>(b)), centre - 22050.0 / 1024);
    const double right = std::max(hz(mel(30) + step * static_cast<double>(b + 2)), centre + 22050.0 / 1024);
    double weights = 0;
    for (std::size_t bin = 2; bin < power.size(); ++bin) {
      const double at = static_cast<double>(bin) * 22050 / 1024;
      const double weight = std::max(0.0, std::min((at - left) / (centre - left), (right - at) / (right - centre)));
      energies[b] += weight * power[bin];
      weights += weight;
    }
    energies[b] /= weights;
  }
  return energies;
}

TEST(OnsetStrength, AgreesWithTheDefinition) {
  const std::vector<float> samples =
      testing::drums(testing::rock(), {.bpm = 150, .seconds = 0.9, .start = 0.05, .noise_db = -50}).samples;
  const OnsetCurves curves = curves_of(samples);
  const std::size_t frames = 1 + samples.size() / 256;
  ASSERT_EQ(curves.all.size(), frames);
  ASSERT_EQ(curves.accent_mid.size(), frames);
  const double decay = std::pow(10, -0.2 / kOnsetRate);
  const double silence = 65536e-10;
  std::array<double, kBands> peak{};
  std::array<double, kBands> level_before{};
  std::array<double, kBands> amplitude_before{};
  double loudest = silence;
  double low_sum = 0;
  double sum = 0;
  for (std::size_t f = 0; f < frames; ++f) {
    const auto energies = slow_energies(samples, f);
    loudest = std::max(*std::ranges::max_element(energies), loudest * decay);
    double all = 0;
    double low = 0;
    double accent = 0;
    double accent_low = 0;
    for (std::size_t b = 0; b < kBands; ++b) {
      peak[b] = std::max({energies[b], peak[b] * decay, loudest * 1e-4, silence});
      const double level = std::log(1 + 1000 * energies[b] / peak[b]);
      const double amplitude = std::sqrt(energies[b] / peak[b]);
      const double growth = f > 0 ? std::max(0.0, level - level_before[b] - 0.05) : 0;
      all += growth;
      // Centres of the three lowest of the 40 bands: 72, 117 and 165 Hz; the next is at 216 Hz.
      if (b < 3) low += growth;
      const double harder = growth > 0 ? amplitude - amplitude_before[b] : 0;
      accent += harder;
      if (b < 3) accent_low += harder;
      level_before[b] = level;
      amplitude_before[b] = amplitude;
    }
    EXPECT_NEAR(static_cast<double>(curves.all[f]), all, 2e-3 + 1e-4 * all) << f;
    EXPECT_NEAR(static_cast<double>(curves.accent_low[f]), accent_low, 2e-3) << f;
    EXPECT_NEAR(static_cast<double>(curves.accent_all[f]), accent, 2e-3) << f;
    low_sum += low;
    sum += all;
  }
  EXPECT_NEAR(curves.low_share, low_sum / sum, 1e-4);
}

TEST(OnsetStrength, NothingBeginsInSilenceAndSteadyTones) {
  EXPECT_TRUE(curves_of({}).all.empty());
  EXPECT_EQ(curves_of(std::vector<float>{1.0F}).all.size(), 1U);
  std::vector<float> tone(22050 * 3);
  for (std::size_t i = 0; i < tone.size(); ++i) {
    tone[i] = 0.4F * static_cast<float>(std::sin(2 * std::numbers::pi * 440 * static_cast<double>(i) / 22050));
  }
  const std::vector<float> all = curves_of(tone).all;
  // The ends, where the first and the last sample are held, are no part of the tone.
  EXPECT_LT(*std::max_element(all.begin() + 4, all.end() - 4), 1e-3F);
  const std::vector<float> constant(22050, 0.7F);
  const std::vector<float> of_constant = curves_of(constant).all;
  EXPECT_EQ(std::accumulate(of_constant.begin(), of_constant.end(), 0.0F), 0);
  const std::vector<float> whisper = testing::white_noise(2, 1e-7, 1);
  const std::vector<float> of_whisper = curves_of(whisper).all;
  EXPECT_EQ(std::accumulate(of_whisper.begin(), of_whisper.end(), 0.0F), 0) << "below -100 dBFS is silence";
}

TEST(OnsetStrength, GainMovesNothing) {
  std::vector<float> samples = testing::drums(testing::rock(), {.bpm = 120, .seconds = 5, .noise_db = -50}).samples;
  const OnsetCurves loud = curves_of(samples);
  for (float& sample : samples) sample *= 0.25F;
  const OnsetCurves quiet = curves_of(samples);
  for (std::size_t f = 0; f < loud.all.size(); ++f) EXPECT_NEAR(loud.all[f], quiet.all[f], 1e-3F) << f;
}

TEST(OnsetStrength, AClickPeaksWhereItIs) {
  std::vector<float> samples(22050);
  samples[256 * 40] = 1;
  const std::vector<float> all = curves_of(samples).all;
  const auto peak = std::max_element(all.begin(), all.end()) - all.begin();
  EXPECT_LE(peak, 40);
  EXPECT_GE(peak, 38);
}

}  // namespace
}  // namespace segue::audio
