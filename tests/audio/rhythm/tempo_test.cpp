// Tempo, beats and confidence of synthesised drums: what the recordings cannot tell, since there the truth is known.
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "drums.h"
#include <gtest/gtest.h>

#include "segue/audio/rhythm/rhythm.h"

namespace segue::audio {
namespace {

using testing::DrumOptions;
using testing::Drums;
using testing::drums;
using testing::Pattern;
using testing::rock;

Rhythm rhythm_of(std::span<const float> samples) {
  RhythmFinder finder;
  finder.push(samples);
  return finder.finish();
}

double percent_off(double found, double truth) {
  return 100 * std::abs(found / truth - 1);
}

/// F-measure of beats within 70 ms, each counted once.
double f_measure(const std::vector<double>& found, const std::vector<double>& truth) {
  std::size_t hits = 0;
  std::size_t next = 0;
  for (const double beat : truth) {
    while (next < found.size() && found[next] < beat - 0.07) ++next;
    if (next < found.size() && std::abs(found[next] - beat) <= 0.07) {
      ++hits;
      ++next;
    }
  }
  return 2 * static_cast<double>(hits) / static_cast<double>(found.size() + truth.size());
}

class RockTempo : public ::testing::TestWithParam<double> {};

TEST_P(RockTempo, IsExactWithItsOctaveAndItsBeats) {
  const double bpm = GetParam();
  const Drums played = drums(rock(), {.bpm = bpm, .seconds = 30, .start = 0.2});
  const Rhythm rhythm = rhythm_of(played.samples);
  EXPECT_LT(percent_off(rhythm.tempo.value, bpm), 0.02) << rhythm.tempo.value;
  EXPECT_GT(rhythm.tempo.confidence, 0.4);
  EXPECT_EQ(rhythm.time_signature.value, 4);
  EXPECT_GE(f_measure(rhythm.beats, played.beats), 0.98);
  EXPECT_GT(rhythm.beat_regularity, 0.9);
  EXPECT_GT(rhythm.beat_strength, 0.8);
  EXPECT_GT(rhythm.pulse_clarity, 0.7);
}

INSTANTIATE_TEST_SUITE_P(From60To200, RockTempo,
                         ::testing::Values(60, 63.7, 67, 71.3, 75, 79.9, 84.1, 88, 93.21, 97, 101.9, 107, 111.1, 116.66,
                                           120, 124.3, 128, 133.33, 137, 142.8, 147, 153.9, 159, 164.2, 170, 174.9, 180,
                                           185.5, 191, 196.3, 200));

TEST(Tempo, BeatsLieOnTheStrokes) {
  for (const double bpm : {70.0, 120.0, 190.0}) {
    const Drums played = drums(rock(), {.bpm = bpm, .seconds = 20, .start = 0.3});
    const std::vector<double> beats = rhythm_of(played.samples).beats;
    ASSERT_EQ(beats.size(), played.beats.size()) << bpm;
    for (std::size_t i = 0; i < beats.size(); ++i)
      EXPECT_NEAR(beats[i], played.beats[i], i == 0 ? 0.02 : 0.012) << bpm << " beat " << i;
    EXPECT_TRUE(std::ranges::is_sorted(beats));
  }
}

TEST(Tempo, PatternsWithoutASnareAreRightUpToAnOctave) {
  // Four to the floor says nothing about the level; what is found is near two beats a second.
  const Pattern floor{.kick = "x.", .snare = "", .hat = ".x", .steps_per_beat = 2};
  for (const double bpm : {62.0, 90.0, 118.0, 127.5, 150.0, 199.0}) {
    const double ratio = rhythm_of(drums(floor, {.bpm = bpm, .seconds = 30}).samples).tempo.value / bpm;
    const double octaves = std::log2(ratio);
    EXPECT_LT(std::abs(octaves - std::round(octaves)), 0.001) << bpm << " ratio " << ratio;
    EXPECT_LE(std::abs(octaves), 1.01) << bpm;
  }
}

TEST(Tempo, DoubleTimeDrumsDoubleTheBeat) {
  // The same music with the snare twice as often is felt twice as fast: this is a matter of definition, not of error.
  const Pattern twice{.kick = "X.x.x.x.", .snare = ".x.x.x.x", .hat = "xxxxxxxx", .steps_per_beat = 2};
  EXPECT_LT(percent_off(rhythm_of(drums(twice, {.bpm = 85, .seconds = 30}).samples).tempo.value, 170), 0.02);
}

TEST(Tempo, SwingIsNoOtherTempo) {
  for (const double swing : {0.1, 0.33, 0.6}) {
    const Drums played = drums(rock(), {.bpm = 113, .seconds = 30, .start = 0.1, .swing = swing});
    const Rhythm rhythm = rhythm_of(played.samples);
    EXPECT_LT(percent_off(rhythm.tempo.value, 113), 0.02) << swing;
    EXPECT_GE(f_measure(rhythm.beats, played.beats), 0.97) << swing;
  }
}

TEST(Tempo, DriftIsFollowed) {
  for (const auto& [first, last] : {std::pair{100.0, 110.0}, std::pair{120.0, 112.0}, std::pair{90.0, 115.0}}) {
    const Drums played = drums(rock(), {.bpm = first, .last_bpm = last, .seconds = 60, .start = 0.2});
    const Rhythm rhythm = rhythm_of(played.samples);
    EXPECT_GT(rhythm.tempo.value, std::min(first, last));
    EXPECT_LT(rhythm.tempo.value, std::max(first, last));
    EXPECT_LT(percent_off(rhythm.tempo.value, (first + last) / 2), 3);
    EXPECT_GE(f_measure(rhythm.beats, played.beats), 0.97) << first << " to " << last;
  }
}

TEST(Tempo, ABreakAndAJumpOfPhaseDoLittleHarm) {
  const Drums first = drums(rock(), {.bpm = 128, .seconds = 30.1});
  const Drums second = drums(rock(), {.bpm = 128, .seconds = 30, .seed = 2});
  std::vector<float> samples = first.samples;
  samples.resize(samples.size() + static_cast<std::size_t>(3.21 * testing::kRate));
  samples.insert(samples.end(), second.samples.begin(), second.samples.end());
  EXPECT_LT(percent_off(rhythm_of(samples).tempo.value, 128), 0.1);
}

TEST(Tempo, UnsteadyHandsAverageOutAndLowerConfidence) {
  double before = 1;
  for (const double jitter : {0.0, 0.01, 0.025}) {
    const Rhythm rhythm = rhythm_of(drums(rock(), {.bpm = 120, .seconds = 60, .jitter_s = jitter}).samples);
    EXPECT_LT(percent_off(rhythm.tempo.value, 120), 0.1) << jitter;
    EXPECT_LT(rhythm.tempo.confidence, before) << jitter;
    before = rhythm.tempo.confidence;
  }
}

TEST(Tempo, NoiseUnderTheDrums) {
  for (const double noise_db : {-60.0, -40.0, -20.0}) {
    const Rhythm rhythm = rhythm_of(drums(rock(), {.bpm = 97, .seconds = 30, .noise_db = noise_db}).samples);
    EXPECT_LT(percent_off(rhythm.tempo.value, 97), 0.05) << noise_db;
  }
}

TEST(Tempo, GainDoesNotMatter) {
  std::vector<float> samples = drums(rock(), {.bpm = 117, .seconds = 20, .noise_db = -50}).samples;
  const Rhythm loud = rhythm_of(samples);
  for (float& sample : samples) sample *= 0.25F;  // exact in floating point, so everything else must be, too
  const Rhythm quiet = rhythm_of(samples);
  EXPECT_NEAR(quiet.tempo.value, loud.tempo.value, 1e-4);
  EXPECT_NEAR(quiet.tempo.confidence, loud.tempo.confidence, 1e-3);
  ASSERT_EQ(quiet.beats.size(), loud.beats.size());
  for (std::size_t i = 0; i < loud.beats.size(); ++i) EXPECT_NEAR(quiet.beats[i], loud.beats[i], 1e-4);
  EXPECT_NEAR(quiet.onset_rate, loud.onset_rate, 1e-9);
  EXPECT_NEAR(quiet.danceability_dfa, loud.danceability_dfa, 1e-3);
  EXPECT_NEAR(quiet.low_band_flux, loud.low_band_flux, 1e-4);
}

TEST(Tempo, AShiftInTimeShiftsTheBeatsOnly) {
  const Rhythm early = rhythm_of(drums(rock(), {.bpm = 104, .seconds = 30, .start = 0.5}).samples);
  const Rhythm late = rhythm_of(drums(rock(), {.bpm = 104, .seconds = 30, .start = 0.617}).samples);
  EXPECT_NEAR(early.tempo.value, late.tempo.value, 0.01);
  for (std::size_t i = 0; i < std::min(early.beats.size(), late.beats.size()); ++i) {
    EXPECT_NEAR(late.beats[i] - early.beats[i], 0.117, 0.012);
  }
}

}  // namespace
}  // namespace segue::audio
