#include "segue/sources/folder/file_name.h"

#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::sources {
namespace {

struct Named {
  std::string stem;
  std::string artist;
  std::string title;
  std::string album = {};
  std::vector<std::string> beside = {};
};
void PrintTo(const Named& named, std::ostream* out) {
  *out << named.stem;
}

class FileNameTest : public ::testing::TestWithParam<Named> {};

TEST_P(FileNameTest, ReadsWhatIsSafeAndNoMore) {
  const NamedSong song = read_file_name(GetParam().stem, GetParam().beside);
  EXPECT_EQ(song.title, GetParam().title);
  EXPECT_EQ(song.artist, GetParam().artist);
  EXPECT_EQ(song.album, GetParam().album);
}

const std::vector<std::string> kAlbum = {"01 Intro", "02 Second", "12 Twelfth", "03 x", "04 x", "05 x"};

INSTANTIATE_TEST_SUITE_P(
    ArtistAndTitle, FileNameTest,
    ::testing::Values(Named{"Toto - Africa", "Toto", "Africa"}, Named{"Björk – Jóga", "Björk", "Jóga"},
                      Named{"01 - Toto - Africa", "Toto", "Africa"}, Named{"01. Toto - Africa", "Toto", "Africa"},
                      Named{"Toto - 03 - Africa", "Toto", "Africa"}, Named{"Toto - 03 Africa", "Toto", "Africa"},
                      Named{"Toto - Toto IV - 10 - Africa", "Toto", "Africa", "Toto IV"},
                      Named{"Toto - Toto IV - 03. Africa", "Toto", "Africa", "Toto IV"},
                      Named{"Jay-Z - 99 Problems", "Jay-Z", "99 Problems"},
                      Named{"The_Beatles_-_Yesterday", "The Beatles", "Yesterday"},
                      Named{"Guns N' Roses - Sweet Child O' Mine - Live", "Guns N' Roses",
                            "Sweet Child O' Mine - Live"},
                      Named{"Toto%20-%20Africa", "Toto", "Africa"}, Named{"AC_DC - T.N.T", "AC_DC", "T.N.T"}));

INSTANTIATE_TEST_SUITE_P(TrackNumbers, FileNameTest,
                         ::testing::Values(Named{"01 - Africa", "", "Africa"}, Named{"1. Africa", "", "Africa"},
                                           Named{"10) Africa", "", "Africa"}, Named{"01-Africa", "", "Africa"},
                                           Named{"1-03 Africa", "", "Africa"}, Named{"1-03. Africa", "", "Africa"},
                                           Named{"01 Africa", "", "Africa"}, Named{"02_orphanage", "", "orphanage"},
                                           Named{"06_-_Elveszett_Lelkek", "", "Elveszett Lelkek"},
                                           Named{"01. - Africa", "", "Africa"},
                                           Named{"12 Twelfth", "", "Twelfth", "", kAlbum},
                                           Named{"104 - Africa", "", "Africa", "", {"101 - A", "104 - Africa"}}));

INSTANTIATE_TEST_SUITE_P(
    NumbersInTitles, FileNameTest,
    ::testing::Values(Named{"99 Luftballons", "", "99 Luftballons"}, Named{"7 Rings", "", "7 Rings"},
                      Named{"99 Luftballons", "", "99 Luftballons", "", kAlbum}, Named{"1979", "", "1979"},
                      Named{"24-7", "", "24-7"}, Named{"9.9", "", "9.9"},
                      Named{"4-Minute Warning", "", "4-Minute Warning"}, Named{"01", "", "01"},
                      Named{"1999 - Prince", "1999", "Prince"}, Named{"00 Schneider", "", "00 Schneider"},
                      Named{"311 - Down", "311", "Down", "", {"311 - Amber", "311 - Down"}},
                      Named{"12 Monkeys", "", "12 Monkeys", "", {"10 Years", "12 Monkeys", "99 Luftballons"}}));

INSTANTIATE_TEST_SUITE_P(NoArtist, FileNameTest,
                         ::testing::Values(Named{"Go West - 2003 Remaster", "", "Go West - 2003 Remaster"},
                                           Named{"Africa - Live", "", "Africa - Live"}, Named{"Africa", "", "Africa"},
                                           Named{"hr-savino-ocean", "", "hr-savino-ocean"},
                                           Named{"Track - 01", "", "Track - 01"}, Named{" - ", "", "-"},
                                           Named{"", "", ""}, Named{"---", "", "---"}));

INSTANTIATE_TEST_SUITE_P(Junk, FileNameTest,
                         ::testing::Values(Named{"Toto - Africa (Official Video)", "Toto", "Africa"},
                                           Named{"Toto - Africa (Official HD Video) [320kbps]", "Toto", "Africa"},
                                           Named{"Toto - Africa (128 kbit/s)", "Toto", "Africa"},
                                           Named{"Toto - Africa [FTQbiNvZqaY]", "Toto", "Africa"},
                                           Named{"Toto - Africa (Live)", "Toto", "Africa (Live)"},
                                           Named{"Toto - Africa [Instrumental]", "Toto", "Africa [Instrumental]"},
                                           Named{"Video (1979)", "", "Video (1979)"},
                                           Named{"(Official Video)", "", "(Official Video)"},
                                           Named{"Nobody\n\x1b[2J - Tit\tle", "Nobody \xef\xbf\xbd[2J", "Tit le"}));

TEST(FileNameProperty, AnyNameGivesATitleThatIsPartOfIt) {
  Rng rng(1);
  const std::string alphabet = "aB 0199.-_()[]%2\xc3\xa4\xe2";
  for (int i = 0; i < 20000; ++i) {
    std::string stem;
    for (std::size_t size = rng.below(24); size > 0; --size) stem += alphabet[rng.below(alphabet.size())];
    const NamedSong song = read_file_name(stem, std::vector<std::string>{stem, "01 x", "999"});
    const bool blank = stem.find_first_not_of(" _") == std::string::npos || song.title == " ";
    EXPECT_TRUE(!song.title.empty() || blank || stem.find("%20") != std::string::npos) << stem;
  }
}

TEST(FolderNames, ArtistAndAlbumWhereTheyAreCertain) {
  const auto read = [](const char* artist, const char* album) {
    const NamedFolders named = read_folder_names(artist, album);
    return named.artist + "|" + named.album;
  };
  EXPECT_EQ(read("Pink Floyd", "Animals"), "Pink Floyd|Animals");
  EXPECT_EQ(read("Pink Floyd", "1977 - Animals"), "Pink Floyd|Animals");
  EXPECT_EQ(read("Pink Floyd", "Animals (1977)"), "Pink Floyd|Animals");
  EXPECT_EQ(read("Pink Floyd", "[1977] Animals"), "Pink Floyd|Animals");
  EXPECT_EQ(read("Music", "Pink Floyd - Animals"), "Pink Floyd|Animals");
  EXPECT_EQ(read("Music", "Pink Floyd - 1977 - Animals"), "Pink Floyd|Animals");
  EXPECT_EQ(read("Pink_Floyd", "The_Wall"), "Pink Floyd|The Wall");
  EXPECT_EQ(read("Кино", "Группа крови"), "Кино|Группа крови");
  // Shelves, and folders of programs.
  EXPECT_EQ(read("audio", "music"), "|");
  EXPECT_EQ(read("bob", "Mixtape"), "|");
  EXPECT_EQ(read("Music", "Summer"), "|");
  EXPECT_EQ(read("Bob", "Downloads"), "|");
  EXPECT_EQ(read("Rock", "Best of the 80s"), "|");
  EXPECT_EQ(read("Various Artists", "Now 42"), "|");
  EXPECT_EQ(read("", ""), "|");
}

TEST(FolderNames, Discs) {
  EXPECT_TRUE(is_disc_folder("CD1"));
  EXPECT_TRUE(is_disc_folder("Disc 2"));
  EXPECT_TRUE(is_disc_folder("disk_03"));
  EXPECT_FALSE(is_disc_folder("CD"));
  EXPECT_FALSE(is_disc_folder("Discovery"));
  EXPECT_FALSE(is_disc_folder("CD 1999"));
}

}  // namespace
}  // namespace segue::sources
