#include "segue/numeric/spectrum.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/numeric/spectral_reference.h"

namespace segue::numeric {
namespace {

std::vector<float> noise(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(2.0 * rng.uniform() - 1.0);
  return values;
}

std::vector<float> sine(std::size_t count, double cycles, double amplitude, double phase) {
  std::vector<float> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double turn = cycles * static_cast<double>(i) / static_cast<double>(count);
    values[i] = static_cast<float>(amplitude * std::cos(2.0 * std::numbers::pi * turn + phase));
  }
  return values;
}

std::vector<float> power_of(const FrameSpectra& spectra, std::span<const float> samples, std::size_t hop,
                            std::size_t frames) {
  std::vector<float> power(spectra.bins() * kFrameLanes, -1.0F);
  std::vector<float> scratch;
  spectra.power(samples, hop, frames, power, scratch);
  return power;
}

/// Largest difference from the reference over all bins and frames, as a share of the frame's largest power.
double worst_error(std::size_t size, std::size_t hop, std::size_t frames) {
  const auto window = hann_window(size);
  const auto samples = noise((frames - 1) * hop + size, size);
  const auto power = power_of(FrameSpectra(window), samples, hop, frames);
  double worst = 0;
  for (std::size_t f = 0; f < frames; ++f) {
    std::vector<float> frame(size);
    for (std::size_t i = 0; i < size; ++i) frame[i] = samples[f * hop + i] * window[i];
    const auto exact = spectrum_reference(frame);
    double largest = 0;
    for (const auto& value : exact) largest = std::max(largest, std::norm(value));
    for (std::size_t k = 0; k < exact.size(); ++k) {
      worst = std::max(worst, std::abs(power[k * kFrameLanes + f] - std::norm(exact[k])) / largest);
    }
  }
  return worst;
}

TEST(FrameSpectra, AgreesWithTheSumThatDefinesItOnEveryInstructionSet) {
  for_each_simd_target([] {
    for (const std::size_t size : {16, 32, 64, 128, 256, 512, 1024, 2048}) {
      for (const std::size_t frames : {1, 5, 16}) {
        EXPECT_LT(worst_error(size, size / 4 + 1, frames), 1e-6) << "size " << size << " frames " << frames;
      }
    }
  });
}

TEST(SlowFrameSpectra, AgreesWithTheSumThatDefinesItForLongFrames) {
  for (const std::size_t size : {4096, 8192, 16384}) EXPECT_LT(worst_error(size, 1, 2), 1e-6) << size;
}

TEST(FrameSpectra, ASineStandsInItsBinAlone) {
  for_each_simd_target([] {
    const std::size_t size = 4096;
    const std::vector<float> flat(size, 1.0F);
    const auto samples = sine(size, 371, 0.5, 0.3);
    const auto power = power_of(FrameSpectra(flat), samples, 0, 1);
    const double peak = std::pow(0.5 * static_cast<double>(size) / 2.0, 2);
    for (std::size_t k = 0; k <= size / 2; ++k) {
      EXPECT_NEAR(power[k * kFrameLanes], k == 371 ? peak : 0.0, 1e-6 * peak) << "bin " << k;
    }
  });
}

TEST(FrameSpectra, AnImpulseIsFlatAndAConstantIsItsSum) {
  const std::size_t size = 512;
  const FrameSpectra spectra(std::vector<float>(size, 1.0F));
  std::vector<float> samples(size, 0.0F);
  samples[17] = 3.0F;
  auto power = power_of(spectra, samples, 0, 1);
  for (std::size_t k = 0; k < spectra.bins(); ++k) EXPECT_NEAR(power[k * kFrameLanes], 9.0, 1e-5);
  std::fill(samples.begin(), samples.end(), 0.25F);
  power = power_of(spectra, samples, 0, 1);
  EXPECT_NEAR(power[0], 128.0 * 128.0, 1e-2);
  for (std::size_t k = 1; k < spectra.bins(); ++k) EXPECT_NEAR(power[k * kFrameLanes], 0.0, 1e-6);
}

TEST(FrameSpectra, TheHighestBinHasTheAlternation) {
  const std::size_t size = 64;
  std::vector<float> samples(size);
  for (std::size_t i = 0; i < size; ++i) samples[i] = i % 2 == 0 ? 1.0F : -1.0F;
  const auto power = power_of(FrameSpectra(std::vector<float>(size, 1.0F)), samples, 0, 1);
  EXPECT_NEAR(power[size / 2 * kFrameLanes], 64.0 * 64.0, 1e-2);
  EXPECT_NEAR(power[0], 0.0, 1e-6);
}

TEST(FrameSpectra, KeepsTheEnergyOfTheSignal) {  // Parseval
  for (const std::size_t size : {16, 2048, 65536}) {
    const auto samples = noise(size, 3);
    const FrameSpectra spectra(std::vector<float>(size, 1.0F));
    const auto power = power_of(spectra, samples, 0, 1);
    double energy = 0;
    for (const float value : samples) energy += static_cast<double>(value) * value;
    double sum = power[0] + power[size / 2 * kFrameLanes];
    for (std::size_t k = 1; k < size / 2; ++k) sum += 2.0 * power[k * kFrameLanes];
    EXPECT_NEAR(sum / static_cast<double>(size), energy, 1e-5 * energy);
  }
}

TEST(FrameSpectra, AFrameDependsOnItselfAlone) {
  const std::size_t size = 256;
  const std::size_t hop = 100;
  const FrameSpectra spectra(hann_window(size));
  const auto samples = noise(15 * hop + size, 8);
  const auto all = power_of(spectra, samples, hop, kFrameLanes);
  for (std::size_t f = 0; f < kFrameLanes; ++f) {
    const auto one = power_of(spectra, std::span<const float>(samples).subspan(f * hop, size), 0, 1);
    for (std::size_t k = 0; k < spectra.bins(); ++k) ASSERT_EQ(all[k * kFrameLanes + f], one[k * kFrameLanes]) << f;
  }
}

TEST(FrameSpectra, LanesWithoutAFrameAreZero) {
  for_each_simd_target([] {
    const FrameSpectra spectra(hann_window(32));
    const auto samples = noise(32 + 4 * 8, 8);
    // Left over from a longer frame: nothing of it may show.
    std::vector<float> scratch(10000, 7.0F);
    for (const std::size_t frames : {0, 1, 3, 5}) {
      std::vector<float> power(spectra.bins() * kFrameLanes, -1.0F);
      spectra.power(samples, 8, frames, power, scratch);
      for (std::size_t k = 0; k < spectra.bins(); ++k) {
        for (std::size_t f = frames; f < kFrameLanes; ++f) ASSERT_EQ(power[k * kFrameLanes + f], 0.0F);
      }
    }
  });
}

TEST(FrameSpectra, MovesAndTellsItsSize) {
  FrameSpectra one(hann_window(32));
  FrameSpectra two(std::move(one));
  one = FrameSpectra(hann_window(64));
  EXPECT_EQ(two.size(), 32U);
  EXPECT_EQ(two.bins(), 17U);
  EXPECT_EQ(one.size(), 64U);
}

TEST(RealSpectrum, AgreesWithTheSumThatDefinesItOnEveryInstructionSet) {
  for_each_simd_target([] {
    for (std::size_t size = 2; size <= 2048; size *= 2) {
      const auto values = noise(size, size);
      const auto fast = real_spectrum(values);
      const auto exact = spectrum_reference(values);
      ASSERT_EQ(fast.size(), exact.size());
      const double bound = 1e-6 * std::sqrt(static_cast<double>(size));
      for (std::size_t k = 0; k < fast.size(); ++k) {
        ASSERT_LT(std::abs(std::complex<double>(fast[k]) - exact[k]), bound) << size << " " << k;
      }
    }
  });
}

TEST(SlowRealSpectrum, KnowsSinesOfAnyLength) {
  for (std::size_t size = 4096; size <= std::size_t{1} << 22; size *= 4) {
    const double phase = 0.7;
    const auto spectrum = real_spectrum(sine(size, 1001, 1.0, phase));
    ASSERT_EQ(spectrum.size(), size / 2 + 1);
    const double peak = static_cast<double>(size) / 2.0;
    double rest = 0;
    for (std::size_t k = 0; k < spectrum.size(); ++k) {
      if (k != 1001) rest = std::max<double>(rest, std::abs(spectrum[k]));
    }
    EXPECT_NEAR(spectrum[1001].real(), peak * std::cos(phase), 1e-6 * peak);
    EXPECT_NEAR(spectrum[1001].imag(), peak * std::sin(phase), 1e-6 * peak);
    EXPECT_LT(rest, 1e-6 * peak);
  }
}

TEST(Autocorrelation, AgreesWithTheSumAtEveryLength) {
  for (const std::size_t count : {1, 2, 3, 15, 16, 17, 100, 1000, 1024}) {
    const auto values = noise(count, count);
    for (const std::size_t lags : {std::size_t{1}, std::size_t{7}, count, 2 * count + 3}) {
      const auto fast = autocorrelation(values, lags);
      const auto exact = autocorrelation_reference(values, lags);
      ASSERT_EQ(fast.size(), lags);
      for (std::size_t lag = 0; lag < lags; ++lag) {
        ASSERT_NEAR(fast[lag], exact[lag], 1e-6 * exact[0]) << count << " lag " << lag;
      }
    }
  }
}

TEST(Autocorrelation, OfNothingIsNothing) {
  EXPECT_EQ(autocorrelation({}, 3), std::vector<double>(3, 0.0));
  EXPECT_TRUE(autocorrelation(noise(5, 1), 0).empty());
}

TEST(Autocorrelation, APeriodicSignalComesBack) {
  std::vector<float> clicks(1000, 0.0F);
  for (std::size_t i = 0; i < clicks.size(); i += 50) clicks[i] = 1.0F;
  const auto result = autocorrelation(clicks, 200);
  for (std::size_t lag = 0; lag < result.size(); ++lag) {
    EXPECT_NEAR(result[lag], lag % 50 == 0 ? 20.0 - static_cast<double>(lag) / 50.0 : 0.0, 1e-4) << lag;
  }
}

TEST(HannWindow, IsPeriodic) {
  EXPECT_EQ(hann_window(4), (std::vector<float>{0.0F, 0.5F, 1.0F, 0.5F}));
  EXPECT_EQ(hann_window(1), std::vector<float>{1.0F});
  EXPECT_TRUE(hann_window(0).empty());
  const auto window = hann_window(2048);
  for (std::size_t i = 1; i < 2048; ++i) EXPECT_EQ(window[i], window[2048 - i]);
  EXPECT_NEAR(std::accumulate(window.begin(), window.end(), 0.0), 1024.0, 1e-4);
}

}  // namespace
}  // namespace segue::numeric
