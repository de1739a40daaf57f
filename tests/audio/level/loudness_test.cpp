#include "segue/audio/level/loudness.h"

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "audio/level/level_signals.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::audio {
namespace {

using testing::Each;
using testing::IsEmpty;

constexpr int kRate = 48000;
constexpr double kTolerated = 0.1;  // LU, EBU Tech 3341's own

/// Stereo sines of 1 kHz, one after another: {seconds, dBFS}.
Loudness of_steps(const std::vector<std::pair<double, double>>& steps, int rate = kRate) {
  std::vector<float> channel;
  for (const auto& [seconds, level] : steps) add_sine(channel, rate, seconds, level);
  return measure_stereo(channel, rate);
}

// EBU Tech 3341 (2016), table 1, cases 1 to 6, made from their description.
TEST(EbuTech3341, Case1) {
  EXPECT_NEAR(of_steps({{20, -23}}).integrated, -23, kTolerated);
}
TEST(EbuTech3341, Case2) {
  EXPECT_NEAR(of_steps({{20, -33}}).integrated, -33, kTolerated);
}
TEST(EbuTech3341, Case3) {
  EXPECT_NEAR(of_steps({{10, -36}, {60, -23}, {10, -36}}).integrated, -23, kTolerated);
}
TEST(EbuTech3341, Case4) {
  EXPECT_NEAR(of_steps({{10, -72}, {10, -36}, {60, -23}, {10, -36}, {10, -72}}).integrated, -23, kTolerated);
}
TEST(EbuTech3341, Case5) {
  EXPECT_NEAR(of_steps({{20, -26}, {20.1, -20}, {20, -26}}).integrated, -23, kTolerated);
}
TEST(EbuTech3341, Case6) {
  Channels channels(6);
  const std::vector<double> levels = {-28, -28, -24, -10, -30, -30};  // the fourth, low frequencies, does not count
  for (std::size_t c = 0; c < 6; ++c) add_sine(channels[c], kRate, 20, levels[c]);
  EXPECT_NEAR(measure(channels, kRate, {1, 1, 1, 0, 1.41, 1.41}).integrated, -23, kTolerated);
}

// EBU Tech 3342 (2016), table 1, cases 1 to 4.
TEST(EbuTech3342, Case1) {
  EXPECT_NEAR(of_steps({{20, -20}, {20, -30}}).range, 10, 1);
}
TEST(EbuTech3342, Case2) {
  EXPECT_NEAR(of_steps({{20, -20}, {20, -15}}).range, 5, 1);
}
TEST(EbuTech3342, Case3) {
  EXPECT_NEAR(of_steps({{20, -40}, {20, -20}}).range, 20, 1);
}
TEST(EbuTech3342, Case4) {
  EXPECT_NEAR(of_steps({{20, -50}, {20, -35}, {20, -20}, {20, -35}, {20, -50}}).range, 15, 1);
}

TEST(Loudness, ASineOf997HzInOneChannelIsThreeBelowItsLevelAtEveryRate) {
  // ITU-R BS.1770-4, annex 1: 0 dBFS at 997 Hz in one front channel reads -3.01 LKFS.
  for (const int rate : {8000, 11025, 16000, 22050, 32000, 44056, 44100, 48000, 96000, 192000, 384000}) {
    std::vector<float> channel;
    add_sine(channel, rate, 3, 0, 997);
    const Loudness loudness = measure({channel}, rate, {1});
    EXPECT_NEAR(loudness.integrated, -3.01, 0.05) << rate;
    EXPECT_NEAR(loudness.sample_peak, 1, 0.01) << rate;
  }
}

TEST(Loudness, FollowsTheLevel) {
  std::vector<float> loud;
  std::vector<float> soft;
  add_sine(loud, 44100, 5, -6);
  add_sine(soft, 44100, 5, -26);
  EXPECT_NEAR(measure_stereo(loud, 44100).integrated - measure_stereo(soft, 44100).integrated, 20, 1e-3);
}

TEST(Loudness, SilenceIsAtTheAbsoluteGate) {
  const Loudness loudness = measure_stereo(std::vector<float>(5 * 44100, 0.0F), 44100);
  EXPECT_EQ(loudness.integrated, -70);
  EXPECT_EQ(loudness.range, 0);
  EXPECT_EQ(loudness.sample_peak, 0);
  EXPECT_EQ(loudness.momentary.size(), 47U);
  EXPECT_THAT(loudness.momentary, Each(static_cast<float>(Loudness::kSilence)));
}

TEST(Loudness, AConstantIsSilentOnceTheFilterHasSettled) {
  const Loudness loudness = measure_stereo(std::vector<float>(20 * 44100, 0.9F), 44100);
  EXPECT_LT(loudness.momentary.back(), -100);
  EXPECT_NEAR(loudness.sample_peak, 0.9, 1e-6);
}

TEST(Loudness, NothingAndLessThanAWindow) {
  LoudnessMeter none(44100, std::vector<double>{1, 1});
  const Loudness nothing = none.finish();
  EXPECT_EQ(nothing.integrated, -70);
  EXPECT_THAT(nothing.momentary, IsEmpty());
  std::vector<float> channel;
  add_sine(channel, 44100, 0.4, 0);
  channel.pop_back();
  const Loudness below = measure({channel}, 44100, {1});
  EXPECT_EQ(below.integrated, -70);
  EXPECT_THAT(below.momentary, IsEmpty());
  EXPECT_NEAR(below.sample_peak, 1, 1e-3);
  channel.push_back(0);
  const Loudness window = measure({channel}, 44100, {1});
  EXPECT_EQ(window.momentary.size(), 1U);
  EXPECT_NEAR(window.integrated, -3, 0.3);
  const Loudness one = measure({{-0.5F}}, 44100, {1});
  EXPECT_EQ(one.integrated, -70);
  EXPECT_EQ(one.sample_peak, 0.5);
}

TEST(Loudness, MomentaryStandsWhereItSays) {
  for (const int rate : {11025, 44100, 48000}) {
    // Sound from 2.0 to 3.0 s only.
    std::vector<float> channel(static_cast<std::size_t>(2 * rate), 0.0F);
    add_sine(channel, rate, 1, -20);
    channel.resize(static_cast<std::size_t>(5 * rate), 0.0F);
    const Loudness loudness = measure({channel}, rate, {1});
    ASSERT_EQ(loudness.momentary.size(), 47U) << rate;
    EXPECT_LT(loudness.momentary[16], -100) << rate;  // to 2.0 s
    EXPECT_GT(loudness.momentary[17], -35) << rate;
    for (std::size_t i = 20; i <= 26; ++i) EXPECT_NEAR(loudness.momentary[i], -23, 0.3) << rate << " " << i;
    EXPECT_GT(loudness.momentary[29], -35) << rate;
    EXPECT_LT(loudness.momentary[31], -60) << rate;
  }
}

TEST(Loudness, DoesNotDependOnThePieces) {
  Rng rng(3);
  for (const int rate : {11025, 44100}) {
    Channels channels(3, std::vector<float>(static_cast<std::size_t>(2 * rate + 17)));
    for (auto& channel : channels) {
      for (float& sample : channel) sample = static_cast<float>(0.1 * rng.normal());
    }
    const std::vector<double> weights = {1, 1.41, 0};
    const Loudness whole = measure(channels, rate, weights, channels.front().size());
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
      const Loudness pieces = measure(channels, rate, weights, piece);
      EXPECT_EQ(pieces.momentary, whole.momentary);
      EXPECT_EQ(pieces.integrated, whole.integrated);
      EXPECT_EQ(pieces.range, whole.range);
      EXPECT_EQ(pieces.sample_peak, whole.sample_peak);
    }
  }
}

TEST(Loudness, AnswersAtRatesTheStandardDoesNotKnow) {
  for (const int rate : {1000, 2000, 3000, 768000}) {
    std::vector<float> channel;
    add_sine(channel, rate, 2, -20, 200);
    const Loudness loudness = measure({channel}, rate, {1});
    EXPECT_GT(loudness.integrated, -40) << rate;
    EXPECT_LT(loudness.integrated, -15) << rate;
  }
}

}  // namespace
}  // namespace segue::audio
