#include "segue/audio/rhythm/steady_tempo.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::audio {
namespace {

/// A curve with a narrow bump at each beat, and the beats as a tracker would give them: off by up to `error` frames.
struct Train {
  std::vector<float> curve;
  std::vector<double> beats;
};

void add_bump(std::vector<float>& curve, double place, double height) {
  for (auto i = static_cast<std::size_t>(std::max(0.0, place - 4));
       i < curve.size() && static_cast<double>(i) < place + 4; ++i) {
    const double away = static_cast<double>(i) - place;
    curve[i] += static_cast<float>(height * std::exp(-away * away / 2));
  }
}

Train train(double period, std::size_t count, double error) {
  Rng rng(11);
  Train result;
  result.curve.assign(static_cast<std::size_t>(period * static_cast<double>(count + 1)), 0);
  for (std::size_t i = 0; i < count; ++i) {
    const double place = period * (static_cast<double>(i) + 0.5);
    add_bump(result.curve, place, 3);
    result.beats.push_back(place + error * rng.normal());
  }
  return result;
}

TEST(BeatSpacing, IsFoundFarBelowAFrame) {
  for (const double period : {26.3, 41.017, 60.5, 86.13}) {
    const Train exact = train(period, 120, 0.5);
    const BeatSpacing spacing = beat_spacing(exact.curve, exact.beats);
    EXPECT_TRUE(spacing.steady);
    EXPECT_NEAR(spacing.period / period, 1, 2e-5) << period;
    EXPECT_EQ(spacing.struck, 1);
  }
}

TEST(BeatSpacing, FewBeatsHaveNone) {
  const Train few = train(40, kFewestBeats - 1, 0);
  EXPECT_EQ(beat_spacing(few.curve, few.beats).period, 0);
  EXPECT_EQ(beat_spacing({}, {}).period, 0);
  EXPECT_GT(beat_spacing(train(40, kFewestBeats, 0).curve, train(40, kFewestBeats, 0).beats).period, 0);
}

TEST(BeatSpacing, BeatsThatNobodyStruckDoNotCount) {
  Train silent = train(40, 40, 0);
  std::fill(silent.curve.begin() + 200, silent.curve.end(), 0.0F);
  EXPECT_EQ(beat_spacing(silent.curve, silent.beats).period, 0) << "five strokes are no beat";
  Train half = train(40, 40, 0);
  std::fill(half.curve.begin() + 800, half.curve.end(), 0.0F);
  EXPECT_NEAR(beat_spacing(half.curve, half.beats).struck, 0.5, 0.01);
}

TEST(BeatSpacing, ASlippedBeatLeavesThePeriod) {
  Train slipped = train(43.21, 100, 0.3);
  slipped.beats.insert(slipped.beats.begin() + 50, (slipped.beats[49] + slipped.beats[50]) / 2);
  EXPECT_NEAR(beat_spacing(slipped.curve, slipped.beats).period, 43.21, 0.005);
}

TEST(BeatSpacing, ADriftIsNotSteadyAndGivesTheMedian) {
  Train drifting;
  drifting.curve.assign(6000, 0);
  double place = 20;
  for (double period = 40; place < 5900; period *= 1.0015) {
    add_bump(drifting.curve, place, 3);
    drifting.beats.push_back(place);
    place += period;
  }
  const BeatSpacing spacing = beat_spacing(drifting.curve, drifting.beats);
  EXPECT_FALSE(spacing.steady);
  EXPECT_NEAR(spacing.period, 40 * std::pow(1.0015, static_cast<double>(drifting.beats.size()) / 2), 1);
}

TEST(BeatSpacing, RegularityFallsAsBeatsScatter) {
  double before = 1.001;
  for (const double error : {0.0, 0.5, 1.0, 3.0}) {
    const Train uneven = train(43, 200, error);
    const double regularity = beat_spacing(uneven.curve, uneven.beats).regularity;
    EXPECT_LT(regularity, before) << error;
    before = regularity;
  }
  EXPECT_LT(before, 0.6);
  EXPECT_NEAR(beat_spacing(train(43, 50, 0).curve, train(43, 50, 0).beats).regularity, 1, 1e-9);
}

}  // namespace
}  // namespace segue::audio
