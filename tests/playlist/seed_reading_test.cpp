#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/playlist/seed.h"

namespace segue::playlist {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

std::vector<std::pair<std::string, std::string>> readings(std::string_view typed) {
  std::vector<std::pair<std::string, std::string>> read;
  for (const SeedReading& reading : read_seed(typed)) read.emplace_back(reading.title, reading.artist);
  return read;
}

TEST(ReadSeed, SplitsAtTheLastCommaFirst) {
  EXPECT_THAT(readings("Blinding Lights,The Weeknd"),
              ElementsAre(Pair("Blinding Lights", "The Weeknd"), Pair("Blinding Lights,The Weeknd", "")));
  EXPECT_THAT(readings("  EARFQUAKE ,  Tyler, The Creator\n"),
              ElementsAre(Pair("EARFQUAKE ,  Tyler", "The Creator"), Pair("EARFQUAKE", "Tyler, The Creator"),
                          Pair("EARFQUAKE ,  Tyler, The Creator", "")));
}

TEST(ReadSeed, TitleAlone) {
  EXPECT_THAT(readings("Blinding Lights"), ElementsAre(Pair("Blinding Lights", "")));
}

TEST(ReadSeed, ReadsWhatDisplayNamePrints) {
  EXPECT_THAT(readings("Hello, You — A, B"), ElementsAre(Pair("Hello, You", "A, B"), Pair("Hello, You — A", "B"),
                                                         Pair("Hello", "You — A, B"), Pair("Hello, You — A, B", "")));
  // A dash inside a word separates nothing.
  EXPECT_THAT(readings("Be—Mine"), ElementsAre(Pair("Be—Mine", "")));
}

TEST(ReadSeed, WideCommaSeparatesToo) {
  EXPECT_THAT(readings("夜に駆ける，YOASOBI"),
              ElementsAre(Pair("夜に駆ける", "YOASOBI"), Pair("夜に駆ける，YOASOBI", "")));
}

TEST(ReadSeed, CommaWithNothingBehindMeansAnyArtist) {
  EXPECT_THAT(readings("Hello,"), ElementsAre(Pair("Hello", ""), Pair("Hello,", "")));
  EXPECT_THAT(readings("Hello, ,"), ElementsAre(Pair("Hello,", ""), Pair("Hello", ""), Pair("Hello, ,", "")));
}

TEST(ReadSeed, WithoutTitleIsAUsageError) {
  for (const std::string typed :
       {"", " ", ",", " , ", ",,,", "，", "\t\n", "\xc2\xa0", ",The Weeknd", " , The Weeknd"}) {
    try {
      read_seed(typed);
      ADD_FAILURE() << "'" << typed << "' was read";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      EXPECT_THAT(error.what(), HasSubstr("Title,Artist"));
      EXPECT_FALSE(error.hint().empty());
    }
  }
}

TEST(ReadSeed, ErrorShowsNoControlCharacters) {
  try {
    read_seed(",\x1b[31m\n");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find_first_of("\x1b\n"), std::string::npos);
  }
}

TEST(ReadSeed, SymbolsAreATitle) {
  EXPECT_THAT(readings("!!!,†††"), ElementsAre(Pair("!!!", "†††"), Pair("!!!,†††", "")));
}

TEST(ReadSeed, ManyCommasCostLittle) {
  const std::string typed = "a" + std::string(100'000, ',') + "b";
  const std::vector<SeedReading> read = read_seed(typed);
  EXPECT_LE(read.size(), 70U);
  EXPECT_EQ(read.front().artist, "b");
  EXPECT_EQ(read.back().title, typed);
}

}  // namespace
}  // namespace segue::playlist
