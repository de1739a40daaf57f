#include "segue/audio/decode/analysis_rate.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

#include "audio/decode/sounds.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::audio {
namespace {

struct Both {
  std::vector<float> full, half;
  bool operator==(const Both&) const = default;
};

/// In pieces of `piece` samples, or of sizes by chance if it is 0.
Both convert(const Channels& channels, int rate, std::size_t piece = 4096) {
  AnalysisRate converter(rate, static_cast<int>(channels.size()));
  Both both;
  const auto take = [&] {
    both.full.insert(both.full.end(), converter.full().begin(), converter.full().end());
    both.half.insert(both.half.end(), converter.half().begin(), converter.half().end());
  };
  Rng rng(7);
  const std::size_t size = channels.front().size();
  for (std::size_t at = 0; at < size;) {
    const std::size_t count = std::min<std::size_t>(size - at, piece > 0 ? piece : rng.below(300));
    converter.push(spans_of(channels, at, count));
    take();
    at += count;
  }
  converter.finish();
  take();
  return both;
}

class EveryRate : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(AnalysisRate, EveryRate,
                         testing::Values(1000, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44056, 44100, 48000,
                                         48001, 64000, 88200, 96000, 176400, 192000, 384000, 768000));

TEST_P(EveryRate, KeepsTheLength) {
  const int rate = GetParam();
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{1000},
                                  static_cast<std::size_t>(rate), static_cast<std::size_t>(rate) * 3 + 1}) {
    const Both both = convert({std::vector<float>(count, 0.1F)}, rate);
    const double seconds = static_cast<double>(count) / rate;
    EXPECT_NEAR(static_cast<double>(both.half.size()), std::round(seconds * kAnalysisRate), 1) << count;
    EXPECT_NEAR(static_cast<double>(both.full.size()), std::round(seconds * kDescriptorRate), 1) << count;
    EXPECT_EQ(both.half.empty(), count == 0);
  }
}

TEST_P(EveryRate, KeepsTheAmplitudeInThePassBand) {
  const int rate = GetParam();
  for (const double share : {0.02, 0.3, 0.6, 0.8}) {
    const double hertz = share * std::min(rate, kDescriptorRate) / 2;
    const Both both = convert({sine(hertz, rate, static_cast<std::size_t>(rate))}, rate);
    const std::span<const float> full = std::span(both.full).subspan(4000, 36000);
    EXPECT_NEAR(20 * std::log10(amplitude_at(full, hertz, kDescriptorRate) / 0.5), 0, 0.1) << hertz;
    if (hertz > 9700) continue;
    const std::span<const float> half = std::span(both.half).subspan(2000, 18000);
    EXPECT_NEAR(20 * std::log10(amplitude_at(half, hertz, kAnalysisRate) / 0.5), 0, 0.1) << hertz;
  }
}

double rms(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

TEST_P(EveryRate, LetsNoAliasesThrough) {
  const int rate = GetParam();
  for (const double share : {0.2, 0.58, 0.7, 0.85, 0.98}) {
    const double hertz = share * rate / 2;
    const Both both = convert({sine(hertz, rate, static_cast<std::size_t>(rate), 1)}, rate);
    // What the new rate cannot hold must be gone; at the middle, away from the clicks of beginning and end.
    if (hertz > 22100) {
      EXPECT_LT(20 * std::log10(rms(std::span(both.full).subspan(4000, 36000)) + 1e-12), -60) << hertz;
    }
    if (hertz > 12400) {
      EXPECT_LT(20 * std::log10(rms(std::span(both.half).subspan(2000, 18000)) + 1e-12), -60) << hertz;
    }
    if (hertz > 22100 || rate == kDescriptorRate || share > 0.9) continue;
    // No images either: besides the sine there is nothing.
    std::vector<float> rest(both.full.begin() + 4000, both.full.begin() + 40000);
    const double amplitude = amplitude_at(rest, hertz, kDescriptorRate);
    double real = 0;
    double imaginary = 0;
    const double step = 2 * std::numbers::pi * hertz / kDescriptorRate;
    for (std::size_t i = 0; i < rest.size(); ++i) {
      const double window = 1 - std::cos(2 * std::numbers::pi * (static_cast<double>(i) + 0.5) / 36000);
      real += window * static_cast<double>(rest[i]) * std::cos(step * static_cast<double>(i));
      imaginary += window * static_cast<double>(rest[i]) * std::sin(step * static_cast<double>(i));
    }
    const double phase = std::atan2(-imaginary, real);
    for (std::size_t i = 0; i < rest.size(); ++i) {
      rest[i] -= static_cast<float>(amplitude * std::cos(step * static_cast<double>(i) + phase));
    }
    EXPECT_LT(20 * std::log10(rms(rest) + 1e-12), -60) << hertz;
  }
}

TEST_P(EveryRate, KeepsTheTime) {
  const int rate = GetParam();
  // A bump of 4 ms at 0.4 s: its centre of gravity says where it is.
  const double when = 0.4;
  std::vector<float> bump(static_cast<std::size_t>(rate));
  for (std::size_t i = 0; i < bump.size(); ++i) {
    const double t = (static_cast<double>(i) / rate - when) / 0.004;
    bump[i] = static_cast<float>(std::exp(-t * t));
  }
  const auto centre = [](std::span<const float> samples, double at_rate) {
    double sum = 0;
    double moment = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      sum += static_cast<double>(samples[i]);
      moment += static_cast<double>(samples[i]) * static_cast<double>(i);
    }
    return moment / sum / at_rate;
  };
  const Both both = convert({bump}, rate);
  EXPECT_NEAR(centre(both.full, kDescriptorRate), when, 2e-6);
  EXPECT_NEAR(centre(both.half, kAnalysisRate), when, 2e-6);
}

TEST_P(EveryRate, DoesNotDependOnThePieces) {
  const int rate = GetParam();
  Rng rng(11);
  Channels channels(2, std::vector<float>(6007));
  for (auto& channel : channels) {
    for (float& sample : channel) sample = static_cast<float>(rng.normal() * 0.2);
  }
  const Both whole = convert(channels, rate, 6007);
  EXPECT_EQ(convert(channels, rate, 1), whole);
  EXPECT_EQ(convert(channels, rate, 577), whole);
  EXPECT_EQ(convert(channels, rate, 0), whole);
}

TEST_P(EveryRate, KeepsAConstant) {
  const int rate = GetParam();
  const Both both = convert({std::vector<float>(static_cast<std::size_t>(rate), 0.75F)}, rate);
  for (std::size_t i = 5000; i < 35000; ++i) ASSERT_NEAR(both.full[i], 0.75F, 1e-4F) << i;
  for (std::size_t i = 2500; i < 17500; ++i) ASSERT_NEAR(both.half[i], 0.75F, 1e-4F) << i;
}

TEST(AnalysisRate, TakesTheMeanOfTheChannels) {
  const Both both = convert({{1, 2, 3}, {-1, 2, 0}, {3, 2, 0}}, kDescriptorRate);
  EXPECT_EQ(both.full, (std::vector<float>{1, 2, 1}));
}

TEST(AnalysisRate, LeavesItsOwnRatesUntouched) {
  const std::vector<float> noise = sine(321, 1000, 5001);
  EXPECT_EQ(convert({noise}, kDescriptorRate).full, noise);
  const Both both = convert({noise}, kAnalysisRate);
  EXPECT_EQ(both.half, noise);
  ASSERT_EQ(both.full.size(), 2 * noise.size());
  for (std::size_t i = 0; i < noise.size(); ++i) ASSERT_EQ(both.full[2 * i], noise[i]);
}

}  // namespace
}  // namespace segue::audio
