#include "segue/audio/voice/voice.h"

#include <cmath>
#include <vector>

#include "voice_signals.h"
#include <gtest/gtest.h>

#include "segue/audio/voice/voice_model.h"

namespace segue::audio {
namespace {

Voice voice_of(const std::vector<float>& samples, bool in_pieces = false) {
  VoiceFinder finder;
  if (in_pieces) {
    test::push_in_pieces(finder, samples);
  } else {
    finder.push(samples);
  }
  return finder.finish();
}

/// Chords of steady tones, a new one every half second.
std::vector<float> chords(double seconds) {
  std::vector<float> sum(static_cast<std::size_t>(seconds * test::kRate));
  for (const double ratio : {1.0, 1.25, 1.5}) {
    const auto tone = test::harmonics(
        seconds, 0.1F, [&](double t) { return 220 * ratio * std::exp2(std::fmod(std::floor(2 * t) * 5, 12) / 12); });
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += tone[i];
  }
  return sum;
}

TEST(VoiceFinder, KnowsNothingOfNothing) {
  for (const std::size_t count : {0, 1, 5000}) {
    const Voice voice = voice_of(test::noise(count, 0.1F));
    EXPECT_FALSE(voice.known);
    EXPECT_EQ(voice.probability, 0);
    EXPECT_EQ(voice.sung_share, 0);
  }
  EXPECT_FALSE(voice_of(std::vector<float>(100000)).known);
  EXPECT_FALSE(voice_of(test::noise(100000, 1e-5F)).known);
}

TEST(VoiceFinder, HearsNoneInSteadyChordsOrNoise) {
  for (const auto& samples : {chords(30), test::noise(600000, 0.1F)}) {
    const Voice voice = voice_of(samples);
    EXPECT_TRUE(voice.known);
    EXPECT_LT(voice.probability, 0.2);
    EXPECT_LT(voice.sung_share, 0.1);
  }
}

TEST(VoiceFinder, IgnoresSilenceAndCuts) {
  const auto samples = chords(12);
  const Voice plain = voice_of(samples);
  const Voice pieces = voice_of(samples, true);
  EXPECT_EQ(plain.probability, pieces.probability);
  EXPECT_EQ(plain.sung_share, pieces.sung_share);
  // Whole segments of silence behind it are not sounding.
  std::vector<float> longer(samples.begin(), samples.begin() + 10 * 48 * 512);
  const Voice ten = voice_of(longer);
  longer.resize(40 * 48 * 512);
  EXPECT_NEAR(voice_of(longer).probability, ten.probability, 0.02);
}

TEST(VoiceModel, HoldsWhatIsFarFromAnythingFittedTo) {
  const VoiceModel& model = VoiceModel::fitted();
  std::vector<float> features(150, 1e30F);
  const double far = model.log_odds(features);
  features.assign(150, 1e20F);
  EXPECT_EQ(far, model.log_odds(features));
  EXPECT_TRUE(std::isfinite(far));
}

TEST(VoiceModel, ProbabilityRisesWithTheOdds) {
  const VoiceModel& model = VoiceModel::fitted();
  double last = 0;
  for (double odds = -16; odds <= 16; odds += 0.5) {
    const double p = model.track_probability(odds);
    EXPECT_GT(p, last);
    EXPECT_LT(p, 1);
    last = p;
  }
  EXPECT_LT(model.track_probability(-4), 0.05);
  EXPECT_GT(model.track_probability(3), 0.95);
}

}  // namespace
}  // namespace segue::audio
