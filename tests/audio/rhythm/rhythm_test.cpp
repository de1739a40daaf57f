// Answers that are defined rather than found: nothing, silence, sounds without a pulse, and pieces of any size.
#include "segue/audio/rhythm/rhythm.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <vector>

#include "drums.h"
#include <gtest/gtest.h>

namespace segue::audio {
namespace {

using testing::drums;
using testing::kRate;
using testing::rock;
using testing::white_noise;

Rhythm rhythm_of(std::span<const float> samples) {
  RhythmFinder finder;
  finder.push(samples);
  return finder.finish();
}

void expect_no_pulse(const Rhythm& rhythm) {
  EXPECT_EQ(rhythm.tempo.value, 0);
  EXPECT_EQ(rhythm.tempo.confidence, 0);
  EXPECT_EQ(rhythm.tempo.basis, catalog::Basis::kEstimated);
  EXPECT_EQ(rhythm.time_signature.value, 4);
  EXPECT_EQ(rhythm.time_signature.confidence, 0);
  EXPECT_TRUE(rhythm.beats.empty());
  EXPECT_EQ(rhythm.beat_strength, 0);
  EXPECT_EQ(rhythm.beat_regularity, 0);
  EXPECT_EQ(rhythm.pulse_clarity, 0);
}

void expect_in_range(const Rhythm& rhythm, double seconds) {
  for (const double share : {rhythm.tempo.confidence, rhythm.time_signature.confidence, rhythm.beat_strength,
                             rhythm.pulse_clarity, rhythm.beat_regularity, rhythm.low_band_flux}) {
    EXPECT_GE(share, 0);
    EXPECT_LE(share, 1);
  }
  EXPECT_TRUE(std::isfinite(rhythm.tempo.value));
  EXPECT_GE(rhythm.time_signature.value, 3);
  EXPECT_LE(rhythm.time_signature.value, 7);
  EXPECT_GE(rhythm.onset_rate, 0);
  EXPECT_GE(rhythm.danceability_dfa, 0);
  EXPECT_LE(rhythm.danceability_dfa, 10);
  EXPECT_TRUE(std::ranges::is_sorted(rhythm.beats));
  for (const double beat : rhythm.beats) {
    EXPECT_GE(beat, 0);
    EXPECT_LE(beat, seconds);
  }
}

std::vector<float> constant(double seconds, float value) {
  return std::vector<float>(static_cast<std::size_t>(seconds * kRate), value);
}

TEST(Rhythm, NothingSilenceAndAConstantHaveNoPulse) {
  expect_no_pulse(rhythm_of({}));
  expect_no_pulse(rhythm_of(std::vector<float>{0.5F}));
  expect_no_pulse(rhythm_of(constant(20, 0)));
  const Rhythm offset = rhythm_of(constant(20, 0.5F));
  expect_no_pulse(offset);
  EXPECT_EQ(offset.onset_rate, 0);
  EXPECT_EQ(offset.danceability_dfa, 0);
  EXPECT_EQ(offset.low_band_flux, 0);
}

TEST(Rhythm, LessThanFiveSecondsHaveNoPulse) {
  const Rhythm rhythm = rhythm_of(drums(rock(), {.bpm = 120, .seconds = 4.9}).samples);
  expect_no_pulse(rhythm);
  EXPECT_NEAR(rhythm.onset_rate, 4, 0.5);
  EXPECT_GT(rhythm_of(drums(rock(), {.bpm = 120, .seconds = 6}).samples).tempo.value, 119);
}

TEST(Rhythm, AFewClicksAreNoPulse) {
  std::vector<float> samples = constant(20, 0);
  for (const std::size_t place : {100'000U, 150'000U, 210'000U}) {
    samples[place] = 1;
    expect_no_pulse(rhythm_of(samples));
  }
  EXPECT_NEAR(rhythm_of(samples).onset_rate, 3 / 20.0, 1e-9);
}

TEST(Rhythm, ADroneHasNoPulse) {
  std::vector<float> samples = constant(20, 0);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double turns = static_cast<double>(i) / kRate * 2 * std::numbers::pi;
    samples[i] = static_cast<float>(0.3 * std::sin(220 * turns) + 0.2 * std::sin(331 * turns));
  }
  const Rhythm rhythm = rhythm_of(samples);
  expect_no_pulse(rhythm);
  expect_in_range(rhythm, 20);
}

TEST(Rhythm, WhiteNoiseHasNoPulse) {
  for (const double seconds : {6.0, 15.0, 60.0}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const Rhythm rhythm = rhythm_of(white_noise(seconds, 0.2, seed));
      EXPECT_LT(rhythm.tempo.confidence, 0.05) << seconds << " s, seed " << seed << ": " << rhythm.tempo.value;
      EXPECT_LT(rhythm.onset_rate, 0.5);
    }
  }
}

TEST(Rhythm, FullScaleAndBeyondIsStillInRange) {
  std::vector<float> samples = drums(rock(), {.bpm = 120, .seconds = 15, .gain = 30}).samples;
  expect_in_range(rhythm_of(samples), 15);
  for (float& sample : samples) sample = std::clamp(sample, -1.0F, 1.0F);
  const Rhythm clipped = rhythm_of(samples);
  expect_in_range(clipped, 15);
  EXPECT_NEAR(clipped.tempo.value, 120, 0.1);
}

TEST(Rhythm, TheSizeOfThePiecesDoesNotMatter) {
  const std::vector<float> samples = drums(rock(), {.bpm = 131, .seconds = 12, .noise_db = -40}).samples;
  const Rhythm whole = rhythm_of(samples);
  ASSERT_GT(whole.tempo.value, 0);
  for (const std::size_t size : {1U, 219U, 256U, 1000U, 65536U}) {
    RhythmFinder finder;
    for (std::size_t i = 0; i < samples.size(); i += size) {
      finder.push(std::span(samples).subspan(i, std::min<std::size_t>(size, samples.size() - i)));
    }
    const Rhythm pieces = finder.finish();
    EXPECT_EQ(pieces.tempo, whole.tempo) << size;
    EXPECT_EQ(pieces.time_signature, whole.time_signature);
    EXPECT_EQ(pieces.beats, whole.beats);
    EXPECT_EQ(pieces.onset_rate, whole.onset_rate);
    EXPECT_EQ(pieces.danceability_dfa, whole.danceability_dfa);
    EXPECT_EQ(pieces.low_band_flux, whole.low_band_flux);
    EXPECT_EQ(pieces.beat_strength, whole.beat_strength);
  }
}

TEST(Rhythm, OnsetsOfKnownNumberAreCounted) {
  // Eight strokes a bar: four beats a bar at 120 BPM, so four a second.
  EXPECT_NEAR(rhythm_of(drums(rock(), {.bpm = 120, .seconds = 30}).samples).onset_rate, 4, 0.1);
  EXPECT_NEAR(rhythm_of(drums(rock(), {.bpm = 75, .seconds = 30}).samples).onset_rate, 2.5, 0.1);
}

TEST(Rhythm, BassDrumsRaiseTheLowBandsShare) {
  const testing::Pattern kick{.kick = "x", .snare = "", .hat = "", .steps_per_beat = 1};
  const testing::Pattern hat{.kick = "", .snare = "", .hat = "x", .steps_per_beat = 1};
  const double low = rhythm_of(drums(kick, {.seconds = 10}).samples).low_band_flux;
  const double high = rhythm_of(drums(hat, {.seconds = 10}).samples).low_band_flux;
  EXPECT_GT(low, 2 * high);
}

TEST(SlowRhythm, AfterTwentyMinutesNothingIsHeard) {
  const std::vector<float> minute = drums(rock(), {.bpm = 120, .seconds = 60}).samples;
  RhythmFinder finder;
  for (int i = 0; i < 20; ++i) finder.push(minute);
  finder.push(white_noise(30, 0.2, 1));
  const Rhythm rhythm = finder.finish();
  EXPECT_NEAR(rhythm.tempo.value, 120, 0.01);
  EXPECT_LE(rhythm.beats.back(), 1200);
  EXPECT_NEAR(static_cast<double>(rhythm.beats.size()), 2400, 30);
  EXPECT_NEAR(rhythm.onset_rate, 4, 0.1);
}

}  // namespace
}  // namespace segue::audio
