#include "segue/catalog/values/variable.h"

#include <cmath>
#include <limits>
#include <set>
#include <string_view>

#include <gtest/gtest.h>

namespace segue::catalog {
namespace {

TEST(Variables, AreTheReportsTwentySixInItsOrder) {
  constexpr std::string_view kNames[] = {"danceability",
                                         "energy",
                                         "key",
                                         "loudness",
                                         "mode",
                                         "speechiness",
                                         "acousticness",
                                         "instrumentalness",
                                         "liveness",
                                         "valence",
                                         "tempo",
                                         "time_signature",
                                         "num_samples",
                                         "analysis_sample_rate",
                                         "analysis_channels",
                                         "end_of_fade_in",
                                         "start_of_fade_out",
                                         "analysis_loudness",
                                         "tempo_confidence",
                                         "time_signature_confidence",
                                         "key_confidence",
                                         "mode_confidence",
                                         "sentiment_negative",
                                         "sentiment_neutral",
                                         "sentiment_positive",
                                         "has_lyrics"};
  ASSERT_EQ(std::size(kNames), kVariableCount);
  for (std::size_t i = 0; i < kVariableCount; ++i) {
    EXPECT_EQ(variables()[i].name, kNames[i]);
    EXPECT_EQ(variables()[i].variable, static_cast<Variable>(i));
    EXPECT_EQ(&info(static_cast<Variable>(i)), &variables()[i]);
  }
}

TEST(Variables, AreFoundByTheirExactName) {
  for (const VariableInfo& variable : variables()) EXPECT_EQ(variable_named(variable.name), variable.variable);
  EXPECT_EQ(variable_named("Energy"), std::nullopt);
  EXPECT_EQ(variable_named("energy "), std::nullopt);
  EXPECT_EQ(variable_named(""), std::nullopt);
}

TEST(Variables, HaveSensibleRanges) {
  for (const VariableInfo& variable : variables()) {
    EXPECT_LT(variable.min, variable.max) << variable.name;
    if (variable.means_none) {
      EXPECT_GE(*variable.means_none, variable.min) << variable.name;
      EXPECT_LE(*variable.means_none, variable.max) << variable.name;
    }
    if (variable.whole) {
      EXPECT_EQ(variable.min, std::floor(variable.min)) << variable.name;
      EXPECT_EQ(variable.max, std::floor(variable.max)) << variable.name;
    }
  }
  EXPECT_EQ(info(Variable::kKey).means_none, -1.0);
  EXPECT_EQ(info(Variable::kTempo).means_none, 0.0);
  EXPECT_EQ(info(Variable::kTimeSignature).means_none, 0.0);
  EXPECT_EQ(info(Variable::kMode).means_none, std::nullopt);
}

TEST(Variables, StandInTheirGroups) {
  const auto count = [](VariableGroup group) {
    std::size_t found = 0;
    for (const VariableInfo& variable : variables()) found += variable.group == group ? 1 : 0;
    return found;
  };
  EXPECT_EQ(count(VariableGroup::kAudioFeature), 12u);
  EXPECT_EQ(count(VariableGroup::kAudioAnalysis), 10u);
  EXPECT_EQ(count(VariableGroup::kSentiment), 3u);
  EXPECT_EQ(count(VariableGroup::kLyrics), 1u);
}

TEST(Provenances, HaveNamesThatLeadBack) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kProvenanceCount; ++i) {
    const auto provenance = static_cast<Provenance>(i);
    EXPECT_EQ(provenance_named(name(provenance)), provenance);
    names.insert(name(provenance));
  }
  EXPECT_EQ(names,
            (std::set<std::string_view>{"segue", "spotify", "reccobeats", "file", "subsonic", "lrclib", "genius"}));
  EXPECT_EQ(provenance_named("Spotify"), std::nullopt);
}

TEST(ValuesOfASong, AreUnknownUntilSet) {
  Values values;
  EXPECT_TRUE(values.empty());
  EXPECT_FALSE(values.has(Variable::kKey));
  values[Variable::kKey] = 0;
  EXPECT_TRUE(values.has(Variable::kKey));
  EXPECT_FALSE(values.empty());
  values[Variable::kKey] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_TRUE(values.empty());
}

}  // namespace
}  // namespace segue::catalog
