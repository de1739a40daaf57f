#include "segue/audio/level/fades.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "audio/level/level_signals.h"
#include <gtest/gtest.h>

#include "segue/audio/level/fade_curve.h"
#include "segue/base/rng.h"

namespace segue::audio {
namespace {

constexpr int kRate = 8000;  // enough for levels
constexpr double kSeconds = 60;

/// A beat with chords: notes that decay, every half second or so, some left out, phrases of different level.
std::vector<float> music(Rng& rng) {
  std::vector<float> samples(static_cast<std::size_t>(kSeconds * kRate), 0.0F);
  const double beat = 0.3 + 0.4 * rng.uniform();
  double phrase = 1;
  int number = 0;
  for (double at = 0; at < kSeconds; at += beat, ++number) {
    if (number % 16 == 0) phrase = std::pow(10, -6 * rng.uniform() / 20);
    if (number > 0 && rng.below(6) == 0) continue;
    const double decay = 0.15 + 0.6 * rng.uniform();
    const double hertz = 110 * std::pow(2, rng.uniform() * 3);
    const double level = phrase * 0.3 * (0.6 + 0.4 * rng.uniform());
    const auto begin = static_cast<std::size_t>(at * kRate);
    const auto end = std::min(samples.size(), begin + static_cast<std::size_t>(5 * decay * kRate));
    for (std::size_t i = begin; i < end; ++i) {
      const double t = static_cast<double>(i - begin) / kRate;
      samples[i] += static_cast<float>(level * std::exp(-t / decay) * std::sin(2 * std::numbers::pi * hertz * t));
    }
  }
  for (float& sample : samples) sample += static_cast<float>(0.01 * phrase * rng.normal());
  return samples;
}

double gain(FadeShape shape, double x) {
  x = std::clamp(x, 0.0, 1.0);
  if (shape == FadeShape::kLinear) return x;
  if (shape == FadeShape::kRaisedCosine) return 0.5 - 0.5 * std::cos(std::numbers::pi * x);
  return x <= 0 ? 0 : std::pow(10, -3 * (1 - x));
}

void fade_in(std::vector<float>& samples, FadeShape shape, double seconds) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    if (t < seconds) samples[i] *= static_cast<float>(gain(shape, t / seconds));
  }
}

Fades fades_of(const std::vector<float>& samples) {
  const Loudness loudness = measure({samples}, kRate, {1});
  return find_fades(loudness.momentary, loudness.integrated, static_cast<double>(samples.size()) / kRate);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

TEST(FadeCurve, IsTheMeanPowerOfTheGain) {
  for (const FadeShape shape : kFadeShapes) {
    for (const double length : {0.7, 3.0, 11.3}) {
      std::vector<float> curve(130);
      fade_curve(shape, length, curve);
      for (std::size_t i = 0; i < curve.size(); ++i) {
        double power = 0;
        constexpr int kSteps = 4000;
        for (int s = 0; s < kSteps; ++s) {
          const double g = gain(shape, (static_cast<double>(i) / 10 + 0.4 * (s + 0.5) / kSteps) / length);
          power += g * g / kSteps;
        }
        EXPECT_NEAR(curve[i], std::max(-60.0, 10 * std::log10(power)), 0.01) << length << " " << i;
      }
    }
  }
}

TEST(SlowFades, AreFoundWhereTheyEnd) {
  Rng rng(23);
  std::vector<double> errors;
  std::size_t false_fades = 0;
  constexpr std::size_t kTracks = 120;
  for (std::size_t i = 0; i < kTracks; ++i) {
    std::vector<float> samples = music(rng);
    const Fades unfaded = fades_of(samples);
    if (unfaded.end_of_fade_in > 0) ++false_fades;
    const FadeShape shape = kFadeShapes[i % kFadeShapes.size()];
    const double seconds = 12 * rng.uniform();
    fade_in(samples, shape, seconds);
    if (i % 2 == 0) {
      errors.push_back(std::fabs(fades_of(samples).end_of_fade_in - seconds));
    } else {
      std::reverse(samples.begin(), samples.end());
      errors.push_back(std::fabs(kSeconds - fades_of(samples).start_of_fade_out - seconds));
    }
  }
  EXPECT_LE(median(errors), 0.5);
  EXPECT_LE(false_fades, kTracks * 3 / 100);
  RecordProperty("median_error_ms", static_cast<int>(1000 * median(errors)));
}

TEST(Fades, OfASteadySoundAreExactWithinATenth) {
  for (const FadeShape shape : kFadeShapes) {
    for (const double seconds : {3.0, 7.5, 12.0, 20.0}) {
      std::vector<float> samples;
      add_sine(samples, kRate, kSeconds, -20);
      fade_in(samples, shape, seconds);
      EXPECT_NEAR(fades_of(samples).end_of_fade_in, seconds, 0.1);
      EXPECT_EQ(fades_of(samples).start_of_fade_out, kSeconds);
      std::reverse(samples.begin(), samples.end());
      EXPECT_NEAR(fades_of(samples).start_of_fade_out, kSeconds - seconds, 0.1);
      EXPECT_EQ(fades_of(samples).end_of_fade_in, 0);
    }
  }
}

TEST(Fades, SilenceBeforeBelongsToThem) {
  std::vector<float> samples;
  add_sine(samples, kRate, kSeconds, -20);
  fade_in(samples, FadeShape::kRaisedCosine, 5);
  samples.insert(samples.begin(), static_cast<std::size_t>(2 * kRate), 0.0F);
  EXPECT_NEAR(fades_of(samples).end_of_fade_in, 7, 0.2);
}

TEST(Fades, ASuddenBeginningIsNone) {
  std::vector<float> samples(static_cast<std::size_t>(2 * kRate), 0.0F);
  add_sine(samples, kRate, 20, -20);
  samples.resize(samples.size() + static_cast<std::size_t>(3 * kRate), 0.0F);
  const Fades fades = fades_of(samples);
  EXPECT_EQ(fades.end_of_fade_in, 0);
  EXPECT_EQ(fades.start_of_fade_out, 25);
}

TEST(Fades, ASoftBeginningThatJumpsIsNone) {
  std::vector<float> samples;
  add_sine(samples, kRate, 8, -50);
  add_sine(samples, kRate, 40, -20);
  EXPECT_EQ(fades_of(samples).end_of_fade_in, 0);
}

TEST(Fades, NothingSilenceAndShortTracksHaveNone) {
  for (const double seconds : {0.0, 0.1, 0.4, 3.0, 20.0}) {
    const Fades fades = fades_of(std::vector<float>(static_cast<std::size_t>(seconds * kRate), 0.0F));
    EXPECT_EQ(fades.end_of_fade_in, 0);
    EXPECT_EQ(fades.start_of_fade_out, seconds);
  }
  std::vector<float> samples;
  add_sine(samples, kRate, 3, -20);
  fade_in(samples, FadeShape::kLinear, 2);
  EXPECT_EQ(fades_of(samples).end_of_fade_in, 0);
}

TEST(Fades, NeverOverlapNorLeaveTheTrack) {
  Rng rng(29);
  for (int i = 0; i < 200; ++i) {
    std::vector<float> momentary(rng.below(400));
    double level = -150 * rng.uniform();
    for (float& value : momentary) {
      level = std::clamp(level + 6 * rng.normal(), -150.0, 0.0);
      value = static_cast<float>(level);
    }
    const double duration = static_cast<double>(momentary.size()) / 10 + 0.3;
    const Fades fades = find_fades(momentary, -40 * rng.uniform(), duration);
    EXPECT_GE(fades.end_of_fade_in, 0);
    EXPECT_LE(fades.end_of_fade_in, fades.start_of_fade_out);
    EXPECT_LE(fades.start_of_fade_out, duration);
  }
}

}  // namespace
}  // namespace segue::audio
