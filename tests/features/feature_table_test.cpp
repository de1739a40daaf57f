#include "segue/features/feature_table.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/catalog/values/sound.h"

namespace segue::features {
namespace {

using catalog::Variable;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

SongNumbers song(std::int64_t id, double year = kUnknown, double duration_ms = kUnknown) {
  return {SongId{id}, catalog::Values{}, year, duration_ms};
}

std::vector<std::string> names(const std::vector<Column>& columns) {
  std::vector<std::string> result;
  for (const auto& column : columns) result.push_back(column.name);
  return result;
}

TEST(Columns, TabularAreTheReportsVariablesInOrder) {
  const auto columns = names(tabular_columns());
  ASSERT_EQ(columns.size(), 26U);
  EXPECT_EQ(columns.front(), "danceability");
  EXPECT_EQ(columns[11], "time_signature");
  EXPECT_EQ(columns[12], "num_samples");
  EXPECT_EQ(columns.back(), "has_lyrics");
}

TEST(Columns, AudioFeaturesAreTheFirstTwelve) {
  EXPECT_THAT(names(audio_feature_columns()),
              ElementsAre("danceability", "energy", "key", "loudness", "mode", "speechiness", "acousticness",
                          "instrumentalness", "liveness", "valence", "tempo", "time_signature"));
}

TEST(Columns, ContextIsYearAndDuration) {
  EXPECT_THAT(names(context_columns()), ElementsAre("year", "duration"));
}

TEST(MakeTable, HoldsKnownValuesAndMarksTheOthers) {
  SongNumbers first = song(3, 1999, 200000);
  first.values[Variable::kEnergy] = 0.75;
  SongNumbers second = song(5);
  second.values[Variable::kTempo] = 0;
  const FeatureTable table = make_table({first, second}, {{"tempo"}, {"energy"}, {"year"}, {"duration"}});
  EXPECT_THAT(table.songs, ElementsAre(SongId{3}, SongId{5}));
  EXPECT_THAT(names(table.columns), ElementsAre("tempo", "energy", "year", "duration"));
  EXPECT_THAT(table.values.row(0), ElementsAre(0.0F, 0.75F, 1999.0F, static_cast<float>(std::log(200000.0))));
  EXPECT_THAT(table.known.row(0), ElementsAre(0.0F, 1.0F, 1.0F, 1.0F));
  EXPECT_THAT(table.values.row(1), ElementsAre(0.0F, 0.0F, 0.0F, 0.0F));
  EXPECT_THAT(table.known.row(1), ElementsAre(1.0F, 0.0F, 0.0F, 0.0F)) << "a known 0 is known";
}

TEST(MakeTable, SortsSongsById) {
  SongNumbers late = song(9, 2001);
  SongNumbers early = song(2, 1970);
  const FeatureTable table = make_table({late, early}, {{"year"}});
  EXPECT_THAT(table.songs, ElementsAre(SongId{2}, SongId{9}));
  EXPECT_EQ(table.values(0, 0), 1970.0F);
  EXPECT_EQ(table.values(1, 0), 2001.0F);
}

TEST(MakeTable, DurationThatIsNotPositiveIsUnknown) {
  const FeatureTable table = make_table({song(1, 2000, 0), song(2, 2000, -5), song(3, 2000, 1)}, {{"duration"}});
  EXPECT_EQ(table.known(0, 0), 0.0F);
  EXPECT_EQ(table.known(1, 0), 0.0F);
  EXPECT_EQ(table.known(2, 0), 1.0F);
  EXPECT_EQ(table.values(2, 0), 0.0F) << "log of one millisecond";
}

TEST(MakeTable, WhatIsNoFiniteFloatIsUnknown) {
  SongNumbers odd = song(1, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity());
  odd.values[Variable::kNumSamples] = 1e300;
  odd.values[Variable::kLoudness] = -1e300;
  const FeatureTable table = make_table({odd}, {{"num_samples"}, {"loudness"}, {"year"}, {"duration"}});
  EXPECT_THAT(table.known.row(0), ElementsAre(0.0F, 0.0F, 0.0F, 0.0F));
  EXPECT_THAT(table.values.row(0), ElementsAre(0.0F, 0.0F, 0.0F, 0.0F));
}

TEST(MakeTable, NoSongsOrNoColumnsMakeAnEmptyTable) {
  const FeatureTable no_songs = make_table({}, tabular_columns());
  EXPECT_EQ(no_songs.values.rows(), 0U);
  EXPECT_EQ(no_songs.values.cols(), 26U);
  const FeatureTable no_columns = make_table({song(1)}, {});
  EXPECT_EQ(no_columns.values.rows(), 1U);
  EXPECT_EQ(no_columns.known.cols(), 0U);
}

TEST(MakeTable, RefusesAColumnItDoesNotKnow) {
  try {
    make_table({song(1)}, {{"energy"}, {"loveliness"}});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_THAT(error.what(), HasSubstr("loveliness"));
  }
}

TEST(Informative, LeavesOutUnknownAndConstantColumnsAndSaysWhich) {
  std::vector<SongNumbers> songs;
  for (int i = 0; i < 4; ++i) {
    SongNumbers one = song(i + 1, 2000 + i);
    one.values[Variable::kMode] = 1;
    if (i % 2 == 0) one.values[Variable::kKey] = i;  // known for some: 0 and 2
    if (i == 1) one.values[Variable::kTempo] = 120;  // known for one song: the same wherever it is known
    songs.push_back(one);
  }
  const FeatureTable table = make_table(songs, {{"energy"}, {"key"}, {"mode"}, {"year"}, {"tempo"}});
  std::vector<LeftOut> left_out = {{{"stale"}, false}};
  const FeatureTable kept = informative(table, left_out);
  EXPECT_THAT(names(kept.columns), ElementsAre("key", "year"));
  EXPECT_EQ(kept.songs, table.songs);
  EXPECT_THAT(kept.values.row(2), ElementsAre(2.0F, 2002.0F));
  EXPECT_THAT(kept.known.row(1), ElementsAre(0.0F, 1.0F));
  ASSERT_EQ(left_out.size(), 3U);
  EXPECT_EQ(left_out[0].column.name, "energy");
  EXPECT_FALSE(left_out[0].constant);
  EXPECT_EQ(left_out[1].column.name, "mode");
  EXPECT_TRUE(left_out[1].constant);
  EXPECT_EQ(left_out[2].column.name, "tempo");
  EXPECT_TRUE(left_out[2].constant);

  const FeatureTable again = informative(kept, left_out);
  EXPECT_EQ(again.columns, kept.columns);
  EXPECT_EQ(again.values.values(), kept.values.values());
  EXPECT_THAT(left_out, IsEmpty());
}

TEST(Informative, AKnownZeroDiffersFromOtherValuesButNotFromUnknown) {
  SongNumbers zero = song(1);
  zero.values[Variable::kKey] = 0;
  const SongNumbers unknown = song(2);
  SongNumbers four = song(3);
  four.values[Variable::kKey] = 4;
  std::vector<LeftOut> left_out;
  EXPECT_THAT(informative(make_table({zero, unknown}, {{"key"}}), left_out).columns, IsEmpty());
  EXPECT_EQ(informative(make_table({zero, unknown, four}, {{"key"}}), left_out).columns.size(), 1U);
}

TEST(Informative, OfNoSongsNothingIsLeft) {
  std::vector<LeftOut> left_out;
  EXPECT_THAT(informative(make_table({}, tabular_columns()), left_out).columns, IsEmpty());
  EXPECT_EQ(left_out.size(), 26U);
}

TEST(SelectColumns, TakesThemInTheOrderAsked) {
  const FeatureTable table = make_table({song(1, 1980, 1)}, {{"year"}, {"energy"}, {"duration"}});
  const FeatureTable selected = select_columns(table, {2, 0});
  EXPECT_THAT(names(selected.columns), ElementsAre("duration", "year"));
  EXPECT_THAT(selected.values.row(0), ElementsAre(0.0F, 1980.0F));
}

TEST(TimbreColumns, AreKnownToTheCatalogAndReadFromTheSong) {
  const auto columns = timbre_columns();
  EXPECT_GT(columns.size(), 30u);
  for (const Column& column : columns) {
    EXPECT_TRUE(is_timbre(column)) << column.name;
    EXPECT_TRUE(catalog::timbre_named(column.name)) << column.name;
  }
  for (const Column& column : tabular_columns()) EXPECT_FALSE(is_timbre(column)) << column.name;
  EXPECT_EQ(model_columns().size(), tabular_columns().size() + columns.size() + context_columns().size());

  std::vector<float> timbre(catalog::timbre_numbers().size());
  for (std::size_t i = 0; i < timbre.size(); ++i) timbre[i] = static_cast<float>(i) + 0.5F;
  timbre[*catalog::timbre_named("onset_rate")] = std::numeric_limits<float>::quiet_NaN();
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  const auto table = make_table({{SongId{1}, {}, unknown, unknown, timbre}, {SongId{2}, {}, unknown, unknown, {}}},
                                {{"flatness_mean"}, {"onset_rate"}});
  EXPECT_EQ(table.values(0, 0), static_cast<float>(*catalog::timbre_named("flatness_mean")) + 0.5F);
  EXPECT_EQ(table.known(0, 0), 1);
  EXPECT_EQ(table.known(0, 1), 0) << "NaN is unknown";
  EXPECT_EQ(table.known(1, 0), 0) << "a song that was not heard";
}

}  // namespace
}  // namespace segue::features
