#include "segue/audio/voice/segment_features.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "voice_signals.h"
#include <gtest/gtest.h>

#include "segue/audio/voice/voice_model.h"

namespace segue::audio {
namespace {

/// Levels of all bands rise and fall by `depth` dB so many times a segment.
SegmentFrames swinging(double periods, double depth) {
  SegmentFrames frames;
  frames.count = kSegmentFrames;
  for (std::size_t i = 0; i < kSegmentFrames; ++i) {
    const double swing = depth * std::sin(test::kTurn * periods * static_cast<double>(i) / kSegmentFrames);
    for (auto& band : frames.mel) band[i] = static_cast<float>(swing);
    frames.pitch[i] = 1;
  }
  return frames;
}

std::map<std::string, float> named(SegmentFrames frames) {
  const auto names = summary_names();
  const auto values = summarise(frames);
  EXPECT_EQ(names.size(), values.size());
  std::map<std::string, float> result;
  for (std::size_t i = 0; i < names.size(); ++i) result[names[i]] = values[i];
  return result;
}

TEST(SegmentFeatures, AreThoseTheModelWasFittedTo) {
  std::string joined;
  const auto names = summary_names();
  for (const std::string& name : names) joined += (joined.empty() ? "" : ",") + name;
  EXPECT_EQ(joined, VoiceModel::fitted().feature_names());
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

TEST(SegmentFeatures, DoNotKnowTheLevel) {
  SegmentFrames soft = swinging(4, 6);
  SegmentFrames loud = soft;
  for (auto& band : loud.mel) {
    for (float& level : band) level += 40;
  }
  const auto a = summarise(soft);
  const auto b = summarise(loud);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 2e-3) << summary_names()[i];
}

TEST(SegmentFeatures, TellSlowFromFastModulation) {
  // A swing of amplitude 6 dB has 6 / 2 in its one line of the spectrum.
  const std::array<double, 4> periods{2, 5, 8, 13};
  for (std::size_t m = 0; m < periods.size(); ++m) {
    const auto features = named(swinging(periods[m], 6));
    for (std::size_t other = 0; other < periods.size(); ++other) {
      const float value = features.at("modulation_2_" + std::to_string(other));
      EXPECT_NEAR(value, other == m ? std::log(3.0) : std::log(0.1), 1e-3) << m << other;
    }
  }
}

TEST(SegmentFeatures, CutOffWhatIsSixtyDecibelsBelow) {
  SegmentFrames frames = swinging(4, 0);
  SegmentFrames deeper = frames;
  for (std::size_t band = 20; band < kVoiceMelBands; ++band) {
    frames.mel[band].fill(-70);
    deeper.mel[band].fill(-150);
  }
  EXPECT_EQ(summarise(frames), summarise(deeper));
}

TEST(SegmentFeatures, SortSmallMovesOfThePitchFromJumps) {
  SegmentFrames frames = swinging(4, 6);
  for (std::size_t i = 0; i < kSegmentFrames; ++i) frames.pitch[i] = i % 2 == 0 ? 1.0F : 1.0F + 20.0F / 1200;
  const auto shaking = named(frames);
  EXPECT_NEAR(shaking.at("pitch_moves_2"), 1, 1e-5);
  EXPECT_NEAR(shaking.at("pitch_move_dev"), std::log(20.0), 0.01);
  EXPECT_NEAR(shaking.at("pitch_turns"), 46.0 / 48, 1e-5);
  for (std::size_t i = 0; i < kSegmentFrames; ++i) frames.pitch[i] = i % 2 == 0 ? 1.0F : 2.0F;
  const auto jumping = named(frames);
  EXPECT_NEAR(jumping.at("pitch_moves_4"), 1, 1e-5);
  EXPECT_EQ(jumping.at("pitch_turns"), 0);
  EXPECT_NEAR(jumping.at("pitch_range"), 1, 1e-6);
}

TEST(SegmentFeatures, TakeOnlyTheFramesThatAreThere) {
  SegmentFrames frames = swinging(4, 6);
  frames.count = 24;
  SegmentFrames other = frames;
  for (auto& band : other.mel) std::fill(band.begin() + 24, band.end(), -33.0F);
  std::fill(other.pitch.begin() + 24, other.pitch.end(), 3.0F);
  EXPECT_EQ(summarise(frames), summarise(other));
}

}  // namespace
}  // namespace segue::audio
