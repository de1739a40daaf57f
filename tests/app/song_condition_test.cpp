// A filter asked song by song says what it says of all songs at once.
#include "segue/app/song_condition.h"

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::app {
namespace {

class SongConditionTest : public AppTest {
 protected:
  catalog::Catalog filled() {
    auto catalog = open();
    std::string table = "title,artist,album,energy,valence,tempo,year,playlist_name,playlist_id\n";
    for (int i = 0; i < 200; ++i) {
      table += "Song " + std::to_string(i) + ",Artist " + std::to_string(i % 7) + ",Album " + std::to_string(i % 3) +
               "," + (i % 5 == 0 ? "" : std::to_string(i / 200.0)) + ",0.5,120," + std::to_string(1950 + i % 70) + "," +
               (i % 4 == 0 ? "Morning,m" : ",") + "\n";
    }
    import(catalog, file("table.csv", table));
    return catalog;
  }
};

TEST_F(SongConditionTest, SongBySongAndAllAtOnceAgree) {
  const auto catalog = filled();
  for (const char* text : {"energy > 0.5", "not energy > 0.5", "year in 1960..1980 and artist = 'Artist 3'",
                           "album ~ 'album 1' or energy is unknown", "playlist = Morning", "title = 'Song 12'"}) {
    SongCondition together(catalog, playlist::Filter::parse(text));
    const auto& all = together.fulfilled();
    SongCondition singly(catalog, playlist::Filter::parse(text));
    EXPECT_GT(all.size(), 0U) << text;
    for (const SongId song : catalog.song_ids({})) {
      EXPECT_EQ(singly.holds_for(song), all.contains(song.value)) << text << ", song " << song.value;
    }
    EXPECT_TRUE(singly.remarks().empty());
  }
}

TEST_F(SongConditionTest, SaysWhatIsNotKnownOfTheSongsLookedAt) {
  const auto catalog = filled();
  SongCondition condition(catalog, playlist::Filter::parse("not explicit"));
  EXPECT_TRUE(condition.holds_for({3}));
  EXPECT_TRUE(condition.holds_for({4}));
  EXPECT_THAT(condition.remarks(),
              testing::ElementsAre(testing::HasSubstr("'explicit' is known of none of the 2 songs")));
  EXPECT_EQ(condition.fulfilled().size(), 200U);
  EXPECT_THAT(condition.remarks(), testing::ElementsAre(testing::HasSubstr("'explicit' is known of no song")));
  SongCondition none(catalog, playlist::Filter::parse("year > 2020"));
  EXPECT_EQ(none.fulfilled().size(), 0U);
  EXPECT_THAT(none.remarks(), testing::ElementsAre("No song fulfils the filter."));
}

}  // namespace
}  // namespace segue::app
