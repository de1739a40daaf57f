#include "segue/audio/spectral/descriptors.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "signals.h"
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace segue::audio {
namespace {

Descriptors describe(std::span<const float> samples, std::size_t piece = 10000) {
  DescriptorExtractor extractor;
  while (!samples.empty()) {
    const std::size_t count = std::min(piece, samples.size());
    extractor.push(samples.first(count));
    samples = samples.subspan(count);
  }
  return extractor.finish();
}

std::vector<MeanStd> all_of(const Descriptors& d) {
  std::vector<MeanStd> values(d.mfcc.begin(), d.mfcc.end());
  values.insert(values.end(), d.contrast.begin(), d.contrast.end());
  values.insert(values.end(), {d.centroid, d.bandwidth, d.rolloff, d.flatness, d.rms, d.zero_crossings});
  return values;
}

void expect_same(const Descriptors& a, const Descriptors& b) {
  EXPECT_EQ(a.frames, b.frames);
  const auto first = all_of(a);
  const auto second = all_of(b);
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].mean, second[i].mean) << i;
    EXPECT_EQ(first[i].std, second[i].std) << i;
  }
}

class DescriptorGoldens : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    std::ifstream file(std::string(SEGUE_TESTS_DIR) + "/goldens/descriptors.json");
    golden_ = nlohmann::json::parse(file).at(GetParam());
  }

  /// Within `share` of the mean, or `least` where that is more.
  void expect(const char* name, std::size_t index, MeanStd value, double share, double least) const {
    const double mean = golden_.at(name).at("mean").at(index);
    const double std = golden_.at(name).at("std").at(index);
    EXPECT_NEAR(value.mean, mean, std::max(least, share * std::abs(mean))) << name << " " << index << " mean";
    EXPECT_NEAR(value.std, std, std::max(least, share * std::max(std, std::abs(mean))))
        << name << " " << index << " std";
  }

  nlohmann::json golden_;
};

TEST_P(DescriptorGoldens, AgreeWithNumpy) {
  const auto d = describe(test::floats(test::signals().at(GetParam())()));
  EXPECT_EQ(d.frames, golden_.at("frames"));
  for (std::size_t k = 0; k < kMfccCount; ++k) expect("mfcc", k, d.mfcc[k], 1e-5, 2e-3);
  // One sample mirrored is a constant: beyond the second bin there is nothing but the noise of the transform.
  const bool bare = GetParam() == "one_sample";
  for (std::size_t band = 0; band < kContrastBands; ++band) {
    expect("contrast", band, d.contrast[band], bare ? 1e-2 : 1e-3, 2e-3);
  }
  expect("centroid", 0, d.centroid, 1e-5, 1e-2);
  expect("bandwidth", 0, d.bandwidth, 1e-5, bare ? 2.5 : 1e-2);
  expect("rolloff", 0, d.rolloff, 1e-5, 1e-2);
  expect("flatness", 0, d.flatness, 1e-4, 1e-7);
  expect("rms", 0, d.rms, 1e-5, 1e-7);
  expect("zero_crossings", 0, d.zero_crossings, 1e-8, 1e-10);
}

INSTANTIATE_TEST_SUITE_P(Signals, DescriptorGoldens,
                         ::testing::Values("noise", "chirp", "tones", "low_passed", "quiet_passage", "click", "steps",
                                           "silence", "one_sample", "shorter_than_half_a_frame", "one_hop", "too_loud"),
                         [](const auto& tested) { return tested.param; });

TEST(Descriptors, OfNothingAreNothing) {
  const auto d = describe({});
  EXPECT_EQ(d.frames, 0U);
  for (const MeanStd& value : all_of(d)) {
    EXPECT_EQ(value.mean, 0.0);
    EXPECT_EQ(value.std, 0.0);
  }
}

TEST(Descriptors, DoNotDependOnHowTheStreamIsCut) {
  const auto samples = test::floats(test::tones());
  const auto whole = describe(samples, samples.size());
  for (const std::size_t piece : {1, 511, 512, 513, 4096, 44100}) expect_same(describe(samples, piece), whole);
}

TEST(Descriptors, AreTheSameEveryTime) {
  const auto samples = test::floats(test::low_passed());
  expect_same(describe(samples), describe(samples));
}

TEST(Descriptors, ASineStandsWhereItIsAtHalfItsHertz) {
  std::vector<float> samples(44100);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(0.5 * std::sin(test::kTurn * 4000.0 * static_cast<double>(i) / test::kRate));
  }
  const auto d = describe(samples);
  EXPECT_EQ(d.frames, 1 + 44100 / 512);
  // Loose, because the mirror at the ends turns the sine's phase.
  EXPECT_NEAR(d.centroid.mean, 2000.0, 20.0);
  EXPECT_NEAR(d.rolloff.mean, 2000.0, 40.0);
  EXPECT_NEAR(d.zero_crossings.mean, 8000.0 / 44100.0, 4e-3);
  // A Hann window's mean square is 3/8; a real spectrum shows half of the energy.
  EXPECT_NEAR(d.rms.mean, std::sqrt(0.125 * 0.375 * 2048.0 * 2048.0 / 2.0 / 1025.0), 0.05);
}

TEST(Descriptors, GainMovesLevelsAlone) {
  // Loud enough that neither the grid nor the floor of the levels matters, and halving is exact.
  const auto loud = test::floats(test::noise(30000, 0.5));
  std::vector<float> half(loud.size());
  std::transform(loud.begin(), loud.end(), half.begin(), [](float sample) { return 0.5F * sample; });
  const auto a = describe(loud);
  const auto b = describe(half);
  const double step = 20.0 * std::log10(2.0) * std::sqrt(128.0);
  EXPECT_NEAR(a.mfcc[0].mean - b.mfcc[0].mean, step, 2e-3);
  for (std::size_t k = 1; k < kMfccCount; ++k) EXPECT_NEAR(a.mfcc[k].mean, b.mfcc[k].mean, 2e-3);
  for (std::size_t band = 0; band < kContrastBands; ++band) {
    EXPECT_NEAR(a.contrast[band].mean, b.contrast[band].mean, 2e-3);
  }
  EXPECT_NEAR(a.centroid.mean, b.centroid.mean, 0.1);
  EXPECT_NEAR(a.rms.mean, 2.0 * b.rms.mean, 1e-4);
  EXPECT_NEAR(a.zero_crossings.mean, b.zero_crossings.mean, 1e-6);
}

TEST(Descriptors, StayFiniteWhateverTheSamples) {
  std::vector<float> samples(6000);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = i % 3 == 0 ? 3e38F : (i % 3 == 1 ? -3e38F : 1e-40F);
  for (const MeanStd& value : all_of(describe(samples))) {
    EXPECT_TRUE(std::isfinite(value.mean));
    EXPECT_TRUE(std::isfinite(value.std));
  }
}

TEST(SlowDescriptors, OfATrackLongerThanTheStoreAreThoseOfItsPart) {
  // One loop of tones for eight minutes: more than 24,576 frames, so that MFCC rest on every second one.
  const auto loop = test::floats(test::tones());
  DescriptorExtractor whole;
  for (int i = 0; i < 350; ++i) whole.push(loop);
  DescriptorExtractor part;
  for (int i = 0; i < 100; ++i) part.push(loop);
  const auto a = whole.finish();
  const auto b = part.finish();
  EXPECT_GT(a.frames, 24576U);
  EXPECT_LT(b.frames, 24576U);
  for (std::size_t k = 0; k < kMfccCount; ++k) {
    EXPECT_NEAR(a.mfcc[k].mean, b.mfcc[k].mean, 0.02 * b.mfcc[k].std);
    EXPECT_NEAR(a.mfcc[k].std, b.mfcc[k].std, 0.02 * b.mfcc[k].std);
  }
  for (std::size_t band = 0; band < kContrastBands; ++band) {
    EXPECT_NEAR(a.contrast[band].mean, b.contrast[band].mean, 0.02 * b.contrast[band].std);
  }
  EXPECT_NEAR(a.centroid.mean, b.centroid.mean, 0.01 * b.centroid.std);
}

}  // namespace
}  // namespace segue::audio
