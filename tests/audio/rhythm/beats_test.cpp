// The pulse of an onset curve, and the beats along it, on curves made by hand.
#include "segue/audio/rhythm/beats.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "segue/audio/rhythm/pulse.h"
#include "segue/audio/rhythm/pulse_curve.h"
#include "segue/base/rng.h"

namespace segue::audio {
namespace {

/// Strokes of `height` every `period` frames from `first` on.
void strike(std::vector<float>& curve, double first, double period, float height) {
  for (double place = first; place < static_cast<double>(curve.size()); place += period) {
    curve[static_cast<std::size_t>(std::lround(place)) % curve.size()] += height;
  }
}

OnsetCurves curves_with(std::vector<float> all) {
  OnsetCurves curves;
  for (auto* curve : {&curves.accent_all, &curves.accent_low, &curves.accent_mid}) *curve = all;
  curves.all = std::move(all);
  return curves;
}

TEST(Levelled, SilenceStaysAndLoudnessGoes) {
  EXPECT_TRUE(levelled({}, 86).empty());
  const std::vector<float> silent = levelled(std::vector<float>(100), 86);
  EXPECT_EQ(*std::ranges::max_element(silent), 0);
  std::vector<float> curve(8000);
  strike(curve, 10, 40, 1);
  for (std::size_t i = 4000; i < curve.size(); ++i) curve[i] *= 3;
  const std::vector<float> level = levelled(curve, 86);
  EXPECT_NEAR(level[1010], level[7010], 0.02);
  std::vector<float> louder = curve;
  for (float& value : louder) value *= 7;
  EXPECT_NEAR(levelled(louder, 86)[1010], level[1010], 1e-4);
}

TEST(Levelled, SmoothingKeepsTheSum) {
  std::vector<float> curve(10);
  curve[5] = 4;
  const std::vector<float> result = smoothed(curve);
  EXPECT_EQ(result[4], 1);
  EXPECT_EQ(result[5], 2);
  EXPECT_EQ(result[6], 1);
  EXPECT_EQ(result[3], 0);
}

TEST(Pulse, FollowsStrokesToWithinTheGrid) {
  for (const double period : {27.0, 40.5, 43.07, 52.9}) {
    std::vector<float> curve(4000);
    strike(curve, 10, period, 1);
    const OnsetCurves curves = curves_with(curve);
    const Pulse pulse = find_pulse(curves, levelled(curves.all, kOnsetRate));
    // Equal strokes may be beats or half beats: the one nearer to two a second.
    const double felt = period < 30 * kOnsetRate / 120 * std::numbers::sqrt2 ? 2 * period : period;
    EXPECT_NEAR(pulse.period / felt, 1, 0.01) << period;
    EXPECT_GT(pulse.contrast, 0.5);
    EXPECT_EQ(pulse.local.size(), curve.size() / kPulseHop + 1);
  }
}

TEST(Pulse, ShortOrRandomCurvesHaveNone) {
  std::vector<float> brief(420);
  strike(brief, 5, 40, 1);
  const OnsetCurves short_curves = curves_with(brief);
  EXPECT_EQ(find_pulse(short_curves, levelled(short_curves.all, kOnsetRate)).period, 0);
  EXPECT_EQ(find_pulse({}, {}).period, 0);
  Rng rng(2);
  std::vector<float> noise(8000);
  for (float& value : noise) value = static_cast<float>(rng.uniform());
  const OnsetCurves random = curves_with(noise);
  EXPECT_EQ(find_pulse(random, levelled(random.all, kOnsetRate)).period, 0);
}

TEST(Pulse, BackbeatIsHeardAtItsOwnPeriodOnly) {
  std::vector<float> turning(4000);
  strike(turning, 10, 80, 1);
  strike(turning, 50, 80, -1);
  EXPECT_GT(backbeat(turning, 40), 0.9);
  EXPECT_EQ(backbeat(turning, 20), 0);
  EXPECT_EQ(backbeat(turning, 80), 0);
  EXPECT_LT(backbeat(turning, 60), 0.1);
  EXPECT_LT(backbeat(turning, 120), -0.9) << "three of them at a time";
  EXPECT_EQ(backbeat(std::vector<float>(100), 20), 0);
}

Pulse steady(double period, std::size_t frames) {
  return {.period = period, .local = std::vector<double>(frames / kPulseHop + 1, period), .contrast = 1, .clarity = 1};
}

TEST(Beats, LieOnTheStrokesAndBridgeGaps) {
  std::vector<float> curve(3000);
  strike(curve, 31, 43, 3);
  for (const std::size_t missing : {31U + 43 * 20, 31U + 43 * 21, 31U + 43 * 40}) curve[missing] = 0;
  strike(curve, 17, 101, 1);  // something between
  const std::vector<double> beats = track_beats(curve, steady(43, curve.size()));
  ASSERT_EQ(beats.size(), (3000U - 31) / 43 + 1);
  for (std::size_t i = 0; i < beats.size(); ++i) EXPECT_NEAR(beats[i], 31 + 43 * static_cast<double>(i), 1) << i;
}

TEST(Beats, NeitherBeginNorEndInSilence) {
  std::vector<float> curve(4000);
  strike(curve, 0, 43, 3);
  std::fill(curve.begin(), curve.begin() + 1000, 0.0F);
  std::fill(curve.begin() + 3000, curve.end(), 0.0F);
  const std::vector<double> beats = track_beats(curve, steady(43, curve.size()));
  ASSERT_FALSE(beats.empty());
  EXPECT_GE(beats.front(), 1000);
  EXPECT_LT(beats.back(), 3000);
}

TEST(Beats, AreFinerThanAFrame) {
  // A bump between two frames: its top is found from three values.
  std::vector<float> curve(2000);
  const double period = 40.3;
  for (double place = 20; place < 1990; place += period) {
    for (auto i = static_cast<std::size_t>(place - 5); static_cast<double>(i) < place + 5; ++i) {
      const double away = static_cast<double>(i) - place;
      curve[i] += static_cast<float>(std::exp(-away * away / 4));
    }
  }
  const std::vector<double> beats = track_beats(curve, steady(period, curve.size()));
  ASSERT_EQ(beats.size(), 49U);
  for (std::size_t i = 0; i < beats.size(); ++i) EXPECT_NEAR(beats[i], 20 + period * static_cast<double>(i), 0.1) << i;
}

TEST(Beats, NoPulseHasNone) {
  EXPECT_TRUE(track_beats(std::vector<float>(1000, 1.0F), {}).empty());
  EXPECT_TRUE(track_beats(std::vector<float>(1000), steady(43, 1000)).empty());
}

}  // namespace
}  // namespace segue::audio
