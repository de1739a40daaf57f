#include "segue/audio/analyze.h"

#include <cmath>
#include <limits>

#include "decode/sounds.h"
#include "rhythm/drums.h"
#include <gtest/gtest.h>

#include "segue/audio/stereo_width.h"
#include "segue/audio/waveform.h"
#include "segue/base/error.h"
#include "segue/base/rng.h"

namespace segue::audio {
namespace {

using catalog::Basis;
using catalog::Sound;
using catalog::Variable;

/// `channels` of equal length as a WAV file of 32-bit floats, analysed.
catalog::AnalysisResult heard(const Channels& channels, int rate, bool with_curves = false) {
  auto decoder = Decoder::open(bytes_of(wav(channels, rate)), "test.wav");
  return analyze(decoder, {with_curves, {}});
}

/// Every number is known or says that it is not, lies in its range, and the document comes back equal.
void expect_defined(const Sound& sound) {
  for (const auto& variable : catalog::variables()) {
    const auto& measurement = sound[variable.variable];
    EXPECT_GE(measurement.confidence, 0) << variable.name;
    EXPECT_LE(measurement.confidence, 1) << variable.name;
    if (!measurement.known()) continue;
    EXPECT_TRUE(measurement.value >= variable.min && measurement.value <= variable.max)
        << variable.name << " " << measurement.value;
  }
  ASSERT_EQ(sound.timbre.size(), catalog::timbre_numbers().size());
  for (std::size_t i = 0; i < sound.timbre.size(); ++i) {
    EXPECT_TRUE(std::isfinite(sound.timbre[i])) << catalog::timbre_numbers()[i].name;
  }
  EXPECT_EQ(to_json(catalog::sound_from_json(to_json(sound), "test")), to_json(sound));
}

std::vector<float> noise(std::size_t count, float gain) {
  Rng rng(7);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = gain * static_cast<float>(2 * rng.uniform() - 1);
  return samples;
}

TEST(Analyze, SilenceHasNoKeyNoTempoAndTheLowestLoudness) {
  const Sound sound = heard({std::vector<float>(44100 * 10, 0.0F)}, 44100).sound;
  expect_defined(sound);
  EXPECT_EQ(sound[Variable::kKey].value, -1);
  EXPECT_EQ(sound[Variable::kTempo].value, 0);
  EXPECT_EQ(sound[Variable::kTempoConfidence].value, 0);
  EXPECT_EQ(sound[Variable::kLoudness].value, -70);
  EXPECT_FALSE(sound.values().has(Variable::kTempo));
  EXPECT_FALSE(sound.values().has(Variable::kKey));
  EXPECT_EQ(sound.duration_s, 10);
}

TEST(Analyze, OneSampleIsASound) {
  const Sound sound = heard({{0.5F}}, 44100).sound;
  expect_defined(sound);
  EXPECT_EQ(sound[Variable::kNumSamples].value, 1);
  EXPECT_EQ(sound[Variable::kTempo].value, 0);
}

TEST(Analyze, NoSampleIsNone) {
  EXPECT_THROW(heard({{}}, 44100), Error);
}

TEST(Analyze, EightKilohertzAndSixChannels) {
  expect_defined(heard({sine(440, 8000, 8000 * 6)}, 8000).sound);
  const auto tone = sine(440, 48000, 48000 * 6, 0.1);
  const Sound sound = heard({tone, tone, tone, tone, tone, tone}, 48000).sound;
  expect_defined(sound);
  EXPECT_EQ(sound.duration_s, 6);
  EXPECT_NEAR(sound[Variable::kNumSamples].value, 22050 * 6, 1);
}

TEST(Analyze, NotANumberAndClippingAreTold) {
  auto samples = noise(44100 * 6, 0.1F);
  samples[1000] = std::numeric_limits<float>::quiet_NaN();
  samples[2000] = std::numeric_limits<float>::infinity();
  const Sound broken = heard({samples}, 44100).sound;
  expect_defined(broken);
  EXPECT_FALSE(broken.remarks.empty());
  auto loud = sine(300, 44100, 44100 * 6, 30);
  for (float& sample : loud) sample = std::clamp(sample, -1.0F, 1.0F);
  expect_defined(heard({loud, loud}, 44100).sound);
}

TEST(Analyze, EveryNumberSaysHowItCameToBe) {
  const auto drums = testing::drums(testing::rock(), {.bpm = 120, .seconds = 20});
  const Sound sound = heard({drums.samples}, 22050).sound;
  expect_defined(sound);
  EXPECT_EQ(sound[Variable::kLoudness].basis, Basis::kExact);
  EXPECT_EQ(sound[Variable::kTempo].basis, Basis::kEstimated);
  EXPECT_NEAR(sound[Variable::kTempo].value, 120, 0.12);
  EXPECT_EQ(sound[Variable::kEnergy].basis, Basis::kModelled);
  EXPECT_EQ(sound[Variable::kLiveness].basis, Basis::kUnavailable);
  EXPECT_FALSE(sound[Variable::kSentimentNegative].known());
  EXPECT_EQ(sound[Variable::kAnalysisSampleRate].value, 22050);
  EXPECT_EQ(sound[Variable::kTempoConfidence].value, sound[Variable::kTempo].confidence);
}

TEST(Analyze, CurvesCoverTheSong) {
  const auto result = heard({noise(44100 * 8, 0.2F)}, 44100, true);
  ASSERT_TRUE(result.curves);
  EXPECT_EQ(result.curves->seconds, 8);
  EXPECT_EQ(result.curves->lowest.size(), result.curves->highest.size());
  EXPECT_GE(result.curves->lowest.size(), 1000u);
  EXPECT_NEAR(static_cast<double>(result.curves->loudness.size()), 77, 2);
  EXPECT_FALSE(heard({noise(44100, 0.2F)}, 44100).curves);
}

TEST(Analyze, TellsHowFarItIs) {
  auto decoder = Decoder::open(bytes_of(wav({noise(44100 * 21, 0.1F)}, 44100)), "test.wav");
  std::vector<double> told;
  analyze(decoder, {false, [&](double seconds) { told.push_back(seconds); }});
  ASSERT_EQ(told.size(), 4u);
  EXPECT_NEAR(told[0], 5, 0.5);
  EXPECT_NEAR(told[3], 20, 1.5);
}

TEST(Outline, IsTheSameHoweverTheStreamIsCutAndStaysSmall) {
  const auto samples = noise(123'457, 1);
  Waveform whole;
  whole.push(samples);
  Waveform cut;
  for (std::size_t i = 0; i < samples.size(); i += 1000) {
    cut.push(std::span(samples).subspan(i, std::min<std::size_t>(1000, samples.size() - i)));
  }
  EXPECT_EQ(whole.lowest(), cut.lowest());
  EXPECT_EQ(whole.highest(), cut.highest());
  EXPECT_GE(whole.lowest().size(), 1000u);
  EXPECT_LE(whole.lowest().size(), 2000u);
  for (std::size_t i = 0; i < whole.lowest().size(); ++i) EXPECT_LE(whole.lowest()[i], whole.highest()[i]);
}

TEST(Width, OfKnownSignals) {
  const auto tone = sine(440, 44100, 44100);
  auto opposite = tone;
  for (float& sample : opposite) sample = -sample;
  const auto width_of = [](const Channels& channels) {
    StereoWidth width;
    width.push(spans_of(channels, 0, channels.front().size()));
    return width.width();
  };
  EXPECT_EQ(width_of({tone}), 0);
  EXPECT_EQ(width_of({tone, tone}), 0);
  EXPECT_EQ(width_of({tone, opposite}), 1);
  EXPECT_NEAR(width_of({tone, std::vector<float>(tone.size(), 0.0F)}), 0.5, 1e-9);
}

}  // namespace
}  // namespace segue::audio
