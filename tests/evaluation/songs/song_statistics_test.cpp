#include "segue/evaluation/songs/song_statistics.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::evaluation {
namespace {

TEST(SongStatistics, TellWhatIsCompiledIn) {
  const auto& known = SongStatistics::known();
  ASSERT_EQ(known.styles.size(), 24U);
  EXPECT_EQ(known.styles.front().name, "album rock");
  EXPECT_EQ(known.levels.front(), 0);
  EXPECT_EQ(known.levels.back(), 1);
  for (const auto& style : known.styles) {
    EXPECT_GT(style.weight, 0);
    for (const auto& quantiles : style.quantiles) EXPECT_EQ(quantiles.values.size(), known.levels.size());
    for (const auto& row : style.root) {
      double square = 0;
      for (const double value : row) square += value * value;
      EXPECT_NEAR(square, 1, 1e-9);
    }
  }
}

TEST(SongStatistics, BetweenQuantilesValuesAreUniform) {
  SongStatistics known;
  known.levels = {0, 0.5, 1};
  const Quantiles quantiles{{10, 20, 40}};
  EXPECT_DOUBLE_EQ(known.at(quantiles, 0), 10);
  EXPECT_DOUBLE_EQ(known.at(quantiles, 0.25), 15);
  EXPECT_DOUBLE_EQ(known.at(quantiles, 0.5), 20);
  EXPECT_DOUBLE_EQ(known.at(quantiles, 0.75), 30);
  EXPECT_DOUBLE_EQ(known.at(quantiles, 1), 40);
}

TEST(SongStatistics, AnythingElseIsRefusedWithItsLine) {
  const auto bytes = song_facts_text();
  const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  EXPECT_THROW(SongStatistics::read(""), Error);
  EXPECT_THROW(SongStatistics::read("levels 0 1\nenergy 0 1\n"), Error);
  EXPECT_THROW(SongStatistics::read("nonsense 1 2\n"), Error);
  EXPECT_THROW(SongStatistics::read("levels 1 0\n"), Error);
  for (const std::size_t cut : {text.size() / 7, text.size() / 3, text.size() - 20}) {
    EXPECT_THROW(SongStatistics::read(text.substr(0, cut)), Error);
  }
  try {
    SongStatistics::read("# facts\nlevels 0 x\n");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("line 2"));
  }
}

}  // namespace
}  // namespace segue::evaluation
