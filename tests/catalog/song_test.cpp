#include "segue/catalog/values/song.h"

#include "invented.h"
#include <gtest/gtest.h>

namespace segue::catalog {
namespace {

TEST(ReleaseDates, AreReadAsExactAsTheyAre) {
  EXPECT_EQ(ReleaseDate::parse("2020"), (ReleaseDate{2020, 0, 0}));
  EXPECT_EQ(ReleaseDate::parse("2020-01"), (ReleaseDate{2020, 1, 0}));
  EXPECT_EQ(ReleaseDate::parse("2020-01-21"), (ReleaseDate{2020, 1, 21}));
  EXPECT_EQ(ReleaseDate::parse("0000"), (ReleaseDate{0, 0, 0}));
  EXPECT_EQ(ReleaseDate::parse("9999-12-31"), (ReleaseDate{9999, 12, 31}));
}

TEST(ReleaseDates, MayHaveATimeBehindThem) {
  const ReleaseDate date{2020, 1, 21};
  for (const char* text : {"2020-01-21T00:00:00Z", "2020-01-21 23:59:59", "2020-01-21T12:30", "2020-01-21T12:30:60.123",
                           "2020-01-21T12:30:00+02:00", "2020-01-21T12:30-11:30"}) {
    EXPECT_EQ(ReleaseDate::parse(text), date) << text;
  }
}

TEST(ReleaseDates, AreNothingElse) {
  for (const char* text : {"",
                           "20",
                           "202",
                           "20201",
                           "2020-",
                           "2020-1",
                           "2020-13",
                           "2020-00",
                           "2020-01-",
                           "2020-01-1",
                           "2020-01-00",
                           "2020-01-32",
                           "2021-02-29",
                           "1900-02-29",
                           "2020-04-31",
                           "2020/01/21",
                           " 2020",
                           "2020 ",
                           "-2020",
                           "+2020",
                           "2020-01-21T",
                           "2020-01-21T24:00",
                           "2020-01-21T12",
                           "2020-01-21T12:60",
                           "2020-01-21T12:30:61",
                           "2020-01-21T12:30:00.",
                           "2020-01-21T12:30:00Zx",
                           "2020-01-21T12:30:00+2",
                           "2020-01-21x",
                           "nineteen",
                           "12:30"}) {
    EXPECT_EQ(ReleaseDate::parse(text), std::nullopt) << text;
  }
}

TEST(ReleaseDates, KnowTheLeapYears) {
  EXPECT_TRUE(ReleaseDate::parse("2020-02-29"));
  EXPECT_TRUE(ReleaseDate::parse("2000-02-29"));
  EXPECT_FALSE(ReleaseDate::parse("2100-02-29"));
}

TEST(ReleaseDates, ComeBackFromTheirText) {
  for (const ReleaseDate date : {ReleaseDate{2020, 0, 0}, ReleaseDate{987, 6, 0}, ReleaseDate{7, 11, 30}}) {
    EXPECT_EQ(ReleaseDate::parse(date.text()), date) << date.text();
  }
  EXPECT_EQ((ReleaseDate{2020, 1, 2}.text()), "2020-01-02");
  EXPECT_EQ((ReleaseDate{987, 6, 0}.text()), "0987-06");
}

TEST(DisplayName, IsTheTitleAndItsArtists) {
  EXPECT_EQ(display_name(test::record("Halo", {"Nova", "Ben"}).facts), "Halo — Nova, Ben");
  EXPECT_EQ(display_name(test::record("Halo", {"Nova"}).facts), "Halo — Nova");
  EXPECT_EQ(display_name(test::record("Halo", {}).facts), "Halo");
}

TEST(RecordsOfWords, HaveNoNumbersAndNoPlaylist) {
  SongRecord record = test::record("Halo", {"Nova"});
  EXPECT_FALSE(record.only_lyrics());
  record.lyrics = "la la";
  EXPECT_TRUE(record.only_lyrics());
  record.values[Variable::kKey] = 3;
  EXPECT_FALSE(record.only_lyrics());
  record.values = {};
  record.playlist = PlaylistMention{};
  EXPECT_FALSE(record.only_lyrics());
}

}  // namespace
}  // namespace segue::catalog
