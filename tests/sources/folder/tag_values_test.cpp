#include "segue/sources/folder/tag_values.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TagArtists, NamesStayWhole) {
  for (const char* name : {"Simon & Garfunkel", "Earth, Wind & Fire", "AC/DC", "Tyler, The Creator", "Little Feat",
                           "Feat. of Strength", "Crosby, Stills, Nash & Young", "Florence + The Machine", "The The"}) {
    EXPECT_THAT(tag_artists({name}, true), ElementsAre(name));
  }
  EXPECT_THAT(tag_artists({"Ann / Bob"}, false), ElementsAre("Ann / Bob"));
}

TEST(TagArtists, Lists) {
  EXPECT_THAT(tag_artists({"Ann", "Bob", "Ann"}, false), ElementsAre("Ann", "Bob"));
  EXPECT_THAT(tag_artists({"Ann; Bob;Cid"}, false), ElementsAre("Ann", "Bob", "Cid"));
  EXPECT_THAT(tag_artists({"Ann / AC/DC"}, true), ElementsAre("Ann", "AC/DC"));
  EXPECT_THAT(tag_artists({"Ann feat. Bob & Cid"}, false), ElementsAre("Ann", "Bob & Cid"));
  EXPECT_THAT(tag_artists({"Ann (ft. Bob)"}, false), ElementsAre("Ann", "Bob"));
  EXPECT_THAT(tag_artists({"Ann Featuring Bob"}, false), ElementsAre("Ann", "Bob"));
  EXPECT_THAT(tag_artists({"Simon &amp; Garfunkel"}, false), ElementsAre("Simon & Garfunkel"));
}

TEST(TagArtists, NobodyIsNobody) {
  EXPECT_THAT(tag_artists({"Unknown Artist", "<unknown>", "", "  ", "Various Artists", "[unknown]"}, false), IsEmpty());
  std::string many;
  for (int i = 0; i < 1000; ++i) many += std::to_string(i) + ";";
  EXPECT_LE(tag_artists({many}, false).size(), 50U);
}

TEST(TagTitle, JunkIsMissing) {
  for (const char* junk :
       {"", "  ", "Track 01", "track 7", "Track01", "AudioTrack 02", "Titel 3", "Unknown Title", "<unknown>"}) {
    EXPECT_EQ(tag_title(junk), "") << junk;
  }
  for (const char* title : {"Tracks of My Tears", "Unknown", "Track of Time", "1979", "!!!"})
    EXPECT_EQ(tag_title(title), title);
  EXPECT_EQ(tag_album("Unknown Album"), "");
  EXPECT_EQ(tag_album("none"), "");
  EXPECT_EQ(tag_album("  IV "), "IV");
}

TEST(TagDate, Forms) {
  const auto text = [](const char* date) {
    const auto read = tag_date(date, 2030);
    return read ? read->text() : std::string("-");
  };
  EXPECT_EQ(text("2004"), "2004");
  EXPECT_EQ(text("2004-05"), "2004-05");
  EXPECT_EQ(text("2004-05-06"), "2004-05-06");
  EXPECT_EQ(text("2004-05-06T07:08:09"), "2004-05-06");
  EXPECT_EQ(text("2004.05.06"), "2004-05-06");
  EXPECT_EQ(text("2004/05/06"), "2004-05-06");
  EXPECT_EQ(text("20040506"), "2004-05-06");
  EXPECT_EQ(text("2004-00-00"), "2004");
  EXPECT_EQ(text("2004-05-00"), "2004-05");
  EXPECT_EQ(text("2004 (remaster)"), "2004");
  EXPECT_EQ(text("1859"), "-");
  EXPECT_EQ(text("2031"), "-");
  EXPECT_EQ(text("20041"), "-");
  EXPECT_EQ(text("0"), "-");
  EXPECT_EQ(text(""), "-");
  EXPECT_EQ(text("next year"), "-");
}

TEST(TagGain, Forms) {
  EXPECT_DOUBLE_EQ(replay_gain("-7.30 dB").value(), -7.3);
  EXPECT_DOUBLE_EQ(replay_gain("+1,25dB").value(), 1.25);
  EXPECT_DOUBLE_EQ(replay_gain("0").value(), 0);
  for (const char* bad : {"", "dB", "loud", "-100 dB", "nan", "1e999"}) EXPECT_FALSE(replay_gain(bad)) << bad;
  EXPECT_DOUBLE_EQ(r128_gain("-1280").value(), 0);
  EXPECT_DOUBLE_EQ(r128_gain("256").value(), 6);
  for (const char* bad : {"", "1.5", "40000", "x", "-32768"}) EXPECT_FALSE(r128_gain(bad)) << bad;
}

TEST(TagAdvisory, Values) {
  EXPECT_EQ(advisory("1"), true);
  EXPECT_EQ(advisory("4"), true);
  EXPECT_EQ(advisory("2"), false);
  EXPECT_FALSE(advisory("0"));
  EXPECT_FALSE(advisory(""));
}

}  // namespace
}  // namespace segue::sources
