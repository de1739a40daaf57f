#include "segue/audio/voice/segments.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "voice_signals.h"
#include <gtest/gtest.h>

namespace segue::audio {
namespace {

std::vector<VoiceSegment> segments_of(const std::vector<float>& samples, bool in_pieces = false) {
  std::vector<VoiceSegment> result;
  VoiceSegments segments([&](const VoiceSegment& segment) { result.push_back(segment); });
  if (in_pieces) {
    test::push_in_pieces(segments, samples);
  } else {
    segments.push(samples);
  }
  segments.finish();
  return result;
}

/// A tune with vibrato over noise: nothing in it stands still.
std::vector<float> tune(double seconds) {
  auto samples = test::harmonics(seconds, 0.1F, [](double t) {
    return 220 * std::exp2(std::floor(2 * t) / 12) * (1 + 0.02 * std::sin(test::kTurn * 5.5 * t));
  });
  const auto hiss = test::noise(samples.size(), 0.02F);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] += hiss[i];
  return samples;
}

void expect_near(const std::vector<VoiceSegment>& a, const std::vector<VoiceSegment>& b, double tolerance) {
  const auto names = voice_feature_names();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t s = 0; s < a.size(); ++s) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      EXPECT_NEAR(a[s].features[i], b[s].features[i], tolerance) << s << ' ' << names[i];
    }
  }
}

TEST(VoiceSegments, CountWhatIsThere) {
  const std::size_t hop = kVoiceHop;
  // n samples make 1 + n / 512 frames; 24 of 48 are enough for a last segment.
  EXPECT_TRUE(segments_of({}).empty());
  EXPECT_TRUE(segments_of({0.5F}).empty());
  EXPECT_TRUE(segments_of(tune(1)).size() == 1);
  EXPECT_TRUE(segments_of(test::noise(23 * hop - 1, 0.1F)).empty());
  EXPECT_EQ(segments_of(test::noise(23 * hop, 0.1F)).size(), 1U);
  EXPECT_EQ(segments_of(test::noise(47 * hop, 0.1F)).size(), 1U);
  EXPECT_EQ(segments_of(test::noise(71 * hop, 0.1F)).size(), 2U);
  const auto many = segments_of(test::noise(480 * hop, 0.1F));
  ASSERT_EQ(many.size(), 10U);
  for (std::size_t i = 0; i < many.size(); ++i) EXPECT_EQ(many[i].index, i);
}

TEST(VoiceSegments, DoNotDependOnHowTheStreamIsCut) {
  const auto samples = tune(6);
  const auto whole = segments_of(samples);
  const auto pieces = segments_of(samples, true);
  ASSERT_EQ(whole.size(), pieces.size());
  for (std::size_t s = 0; s < whole.size(); ++s) {
    EXPECT_EQ(whole[s].features, pieces[s].features);
    EXPECT_EQ(whole[s].mean_power, pieces[s].mean_power);
  }
}

TEST(VoiceSegments, DoNotKnowTheLevel) {
  const auto samples = tune(4);
  auto soft = samples;
  for (float& sample : soft) sample /= 512;
  expect_near(segments_of(samples), segments_of(soft), 2e-3);
}

TEST(VoiceSegments, HearNothingAboveEightKilohertz) {
  const auto samples = tune(4);
  auto bright = samples;
  for (std::size_t i = 0; i < bright.size(); ++i) {
    bright[i] += 0.05F * static_cast<float>(std::sin(test::kTurn * 9500 * static_cast<double>(i) / test::kRate));
  }
  // The ends of a tone are clicks: all but the first and the last segment.
  auto a = segments_of(samples);
  auto b = segments_of(bright);
  a = {a.begin() + 1, a.end() - 1};
  b = {b.begin() + 1, b.end() - 1};
  expect_near(a, b, 0.01);
}

TEST(VoiceSegments, KnowTheMeanPower) {
  std::vector<float> sine(10 * 48 * kVoiceHop);
  for (std::size_t i = 0; i < sine.size(); ++i) {
    sine[i] = static_cast<float>(std::sin(test::kTurn * 1000 * static_cast<double>(i) / test::kRate));
  }
  EXPECT_NEAR(segments_of(sine)[4].mean_power, 0.5, 1e-3);
}

TEST(VoiceSegments, AreFiniteWhateverComes) {
  std::vector<std::vector<float>> signals{std::vector<float>(40000), std::vector<float>(40000, 1.0F),
                                          std::vector<float>(40000, 3e38F), std::vector<float>(40000, 1e-38F),
                                          test::noise(40000, 1e30F)};
  signals.emplace_back(40000);
  signals.back()[20000] = 1;
  for (const auto& signal : signals) {
    const auto segments = segments_of(signal);
    EXPECT_EQ(segments.size(), 2U);
    for (const VoiceSegment& segment : segments) {
      EXPECT_TRUE(std::isfinite(segment.mean_power));
      for (const float feature : segment.features) EXPECT_TRUE(std::isfinite(feature));
    }
  }
}

}  // namespace
}  // namespace segue::audio
