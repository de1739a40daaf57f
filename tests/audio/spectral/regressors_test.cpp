#include "segue/audio/spectral/regressors.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/audio/spectral/regressor_weights.h"

namespace segue::audio {
namespace {

using catalog::Basis;
using catalog::Measurement;

constexpr std::size_t kInputs = kMfccCount + kContrastBands + 5;
const std::array<std::string, 6> kTargets{"energy",           "acousticness", "danceability",
                                          "instrumentalness", "speechiness",  "valence"};

std::array<Measurement, 6> all(const Moods& moods) {
  return {moods.energy,           moods.acousticness, moods.danceability,
          moods.instrumentalness, moods.speechiness,  moods.valence};
}

Descriptors descriptors_of(const std::vector<double>& inputs) {
  EXPECT_EQ(inputs.size(), kInputs);
  Descriptors d;
  d.frames = 100;
  auto next = inputs.begin();
  for (MeanStd& mfcc : d.mfcc) mfcc.mean = *next++;
  for (MeanStd& contrast : d.contrast) contrast.mean = *next++;
  d.centroid.mean = *next++;
  d.bandwidth.mean = *next++;
  d.rolloff.mean = *next++;
  d.rms.mean = *next++;
  d.zero_crossings.mean = *next++;
  return d;
}

nlohmann::json golden() {
  std::ifstream file(std::string(SEGUE_TESTS_DIR) + "/goldens/moods.json");
  return nlohmann::json::parse(file);
}

TEST(Moods, AgreeWithNumpy) {
  const auto rows = golden();
  ASSERT_EQ(rows.size(), 20U);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto moods = all(predict_moods(descriptors_of(rows[r]["inputs"])));
    for (std::size_t t = 0; t < kTargets.size(); ++t) {
      SCOPED_TRACE("row " + std::to_string(r) + " " + kTargets[t]);
      EXPECT_EQ(moods[t].basis, Basis::kModelled);
      EXPECT_NEAR(moods[t].value, rows[r][kTargets[t]][0], 1e-5);
      EXPECT_NEAR(moods[t].confidence, rows[r][kTargets[t]][1], 1e-5);
    }
  }
}

TEST(Moods, GoldenHasSomethingToSay) {
  double least = 1;
  double most = 0;
  for (const auto& row : golden()) {
    least = std::min(least, row["energy"][0].get<double>());
    most = std::max(most, row["energy"][0].get<double>());
  }
  EXPECT_LT(least, 0.3);
  EXPECT_GT(most, 0.6);
}

TEST(Moods, UnknownWithoutFrames) {
  for (const Measurement& mood : all(predict_moods(Descriptors{}))) {
    EXPECT_FALSE(mood.known());
    EXPECT_EQ(mood.confidence, 0);
    EXPECT_TRUE(std::isnan(mood.value));
  }
}

TEST(Moods, UnknownWhereADescriptorIsNotFinite) {
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    Descriptors d = descriptors_of(std::vector<double>(kInputs, 1.0));
    d.rms.mean = bad;
    for (const Measurement& mood : all(predict_moods(d))) EXPECT_FALSE(mood.known());
  }
}

TEST(Moods, StayInRangeFarFromAllMusic) {
  for (const double size : {1.0, 1e3, 1e9, 1e150, 1e300, 1.5e308}) {
    for (std::size_t pattern = 0; pattern < 64; ++pattern) {
      std::vector<double> inputs;
      for (std::size_t i = 0; i < kInputs; ++i) inputs.push_back(((pattern * 37 + i * 11) % 7 < 3) ? -size : size);
      for (const Measurement& mood : all(predict_moods(descriptors_of(inputs)))) {
        EXPECT_GE(mood.value, 0);
        EXPECT_LE(mood.value, 1);
        EXPECT_GE(mood.confidence, 0);
        EXPECT_LE(mood.confidence, 1);
        if (size >= 1e9) {
          EXPECT_LT(mood.confidence, 1e-6);
        }
      }
    }
  }
}

TEST(Moods, ConfidenceIsWhatCrossValidationGaveNearTheTrainingData) {
  const auto typical = golden()[12]["inputs"].get<std::vector<double>>();
  const Moods moods = predict_moods(descriptors_of(typical));
  EXPECT_GE(moods.energy.confidence, 0.65);
  EXPECT_GE(moods.acousticness.confidence, 0.65);
  EXPECT_GE(moods.danceability.confidence, 0.2);
  EXPECT_GE(moods.instrumentalness.confidence, 0.2);
}

TEST(Moods, SameDescriptorsSameBits) {
  const auto inputs = golden()[3]["inputs"].get<std::vector<double>>();
  const auto once = all(predict_moods(descriptors_of(inputs)));
  const auto again = all(predict_moods(descriptors_of(inputs)));
  for (std::size_t t = 0; t < once.size(); ++t) EXPECT_EQ(once[t], again[t]);
}

TEST(Moods, CompiledInAreTheWeightsOfTheTree) {
  std::ifstream file(std::string(SEGUE_TESTS_DIR) + "/../models/sound/regressors.safetensors", std::ios::binary);
  const std::string stored((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto compiled = regressor_weights();
  ASSERT_EQ(compiled.size(), stored.size());
  EXPECT_TRUE(std::equal(compiled.begin(), compiled.end(), std::as_bytes(std::span(stored)).begin()));
}

}  // namespace
}  // namespace segue::audio
