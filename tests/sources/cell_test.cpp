#include "segue/sources/csv/cell.h"

#include <clocale>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ReadNumber, TakesPlainNumbersOnly) {
  EXPECT_EQ(read_number("0.5", false), 0.5);
  EXPECT_EQ(read_number(" -7.25 ", false), -7.25);
  EXPECT_EQ(read_number("1e-05", false), 1e-05);
  EXPECT_EQ(read_number("4.21E-3", false), 4.21e-3);
  EXPECT_EQ(read_number(".5", false), 0.5);
  for (const char* text : {"", " ", "n/a", "NA", "NaN", "nan", "inf", "-inf", "infinity", "0,5", "1 2", "0.5x", "0x10",
                           "+1", "--1", "1e999", "1.2.3", "½", "."}) {
    EXPECT_EQ(read_number(text, false), std::nullopt) << text;
  }
}

TEST(ReadNumber, TakesADecimalCommaWhereAsked) {
  EXPECT_EQ(read_number("0,5", true), 0.5);
  EXPECT_EQ(read_number("-7,25", true), -7.25);
  EXPECT_EQ(read_number("0.5", true), 0.5);
  EXPECT_EQ(read_number("1,234.5", true), std::nullopt);
  EXPECT_EQ(read_number("1,2,3", true), std::nullopt);
}

TEST(ReadNumber, DoesNotAskTheLocale) {
  const char* set = std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
  EXPECT_EQ(read_number("0.5", false), 0.5);
  EXPECT_EQ(read_number("0,5", false), std::nullopt);
  if (set != nullptr) std::setlocale(LC_NUMERIC, "C");
}

TEST(ReadDuration, TakesItsUnitFromTheColumn) {
  EXPECT_EQ(read_duration_ms("194754", DurationUnit::kMilliseconds, false), 194754);
  EXPECT_EQ(read_duration_ms("194754.0", DurationUnit::kMilliseconds, false), 194754);
  EXPECT_EQ(read_duration_ms("194.754", DurationUnit::kSeconds, false), 194754);
  EXPECT_EQ(read_duration_ms("20000", DurationUnit::kSeconds, false), 20'000'000);
  EXPECT_EQ(read_duration_ms("194,7", DurationUnit::kSeconds, true), 194700);
}

TEST(ReadDuration, ElseFromTheValue) {
  EXPECT_EQ(read_duration_ms("9999", DurationUnit::kUnsaid, false), 9'999'000);
  EXPECT_EQ(read_duration_ms("10000", DurationUnit::kUnsaid, false), 10'000);
  EXPECT_EQ(read_duration_ms("215.3", DurationUnit::kUnsaid, false), 215'300);
}

TEST(ReadDuration, TakesClockTimeInAnyUnit) {
  for (const DurationUnit unit : {DurationUnit::kMilliseconds, DurationUnit::kSeconds, DurationUnit::kUnsaid}) {
    EXPECT_EQ(read_duration_ms("3:45", unit, false), 225'000);
    EXPECT_EQ(read_duration_ms("03:45.5", unit, false), 225'500);
    EXPECT_EQ(read_duration_ms("1:02:03", unit, false), 3'723'000);
    EXPECT_EQ(read_duration_ms("90:00", unit, false), 5'400'000);
  }
  for (const char* text :
       {"3:60", "3:5", ":45", "3:", "3:45:", "1:2:3:4", "1:60:00", "3.5:20", "-3:20", "3:45.x", ":"}) {
    EXPECT_EQ(read_duration_ms(text, DurationUnit::kUnsaid, false), std::nullopt) << text;
  }
}

TEST(ReadDuration, StaysInTheRangeOfItsType) {
  EXPECT_EQ(read_duration_ms("1e300", DurationUnit::kMilliseconds, false), std::nullopt);
  EXPECT_EQ(read_duration_ms("-1e18", DurationUnit::kSeconds, false), std::nullopt);
  EXPECT_EQ(read_duration_ms("", DurationUnit::kSeconds, false), std::nullopt);
}

TEST(ReadFlag, TakesTrueAndFalseInAnyCase) {
  for (const char* text : {"true", "TRUE", "True", "1", " true "}) EXPECT_EQ(read_flag(text), true) << text;
  for (const char* text : {"false", "FALSE", "0"}) EXPECT_EQ(read_flag(text), false) << text;
  for (const char* text : {"", "yes", "2", "truee", "tru"}) EXPECT_EQ(read_flag(text), std::nullopt) << text;
}

std::string date(std::string_view text) {
  const auto read = read_date(text);
  return read ? read->text() : "none";
}

TEST(ReadDate, TakesIsoDatesYearsAndTheDatesOfGenius) {
  EXPECT_EQ(date("2019-06-14"), "2019-06-14");
  EXPECT_EQ(date("2019-06"), "2019-06");
  EXPECT_EQ(date(" 2019 "), "2019");
  EXPECT_EQ(date("2019.0"), "2019");
  EXPECT_EQ(date("November 29, 2019"), "2019-11-29");
  EXPECT_EQ(date("may 5, 1999"), "1999-05-05");
  EXPECT_EQ(date("November 2019"), "2019-11");
  for (const char* text :
       {"", "19", "2019.5", "14/06/2019", "06-14-2019", "Nov 29, 2019", "February 30, 2019", "November 029, 2019",
        "November , 2019", "November 29 2019", "November", "November 29, 19"}) {
    EXPECT_EQ(date(text), "none") << text;
  }
}

std::string spotify(std::string_view text) {
  const SpotifyName name = read_spotify_name(text);
  static constexpr const char* kKinds[] = {"track ", "local", "episode", "other"};
  return kKinds[static_cast<int>(name.kind)] + name.id;
}

TEST(ReadSpotifyName, TakesIdsUrisAndLinks) {
  constexpr const char* kTrack = "track 6f807x0ima9a1j3VPbc7VN";
  for (const char* text : {"6f807x0ima9a1j3VPbc7VN", " spotify:track:6f807x0ima9a1j3VPbc7VN",
                           "https://open.spotify.com/track/6f807x0ima9a1j3VPbc7VN",
                           "http://open.spotify.com/track/6f807x0ima9a1j3VPbc7VN/",
                           "https://open.spotify.com/intl-de/track/6f807x0ima9a1j3VPbc7VN?si=abc&pt=1",
                           "https://open.spotify.com/embed/track/6f807x0ima9a1j3VPbc7VN#x",
                           "open.spotify.com/track/6f807x0ima9a1j3VPbc7VN"}) {
    EXPECT_EQ(spotify(text), kTrack) << text;
  }
  EXPECT_EQ(spotify("spotify:local:The+Invented:Album:Song:128"), "local");
  EXPECT_EQ(spotify("spotify:local:::"), "local");
  EXPECT_EQ(spotify("spotify:episode:6f807x0ima9a1j3VPbc7VN"), "episode");
  EXPECT_EQ(spotify("https://open.spotify.com/episode/6f807x0ima9a1j3VPbc7VN"), "episode");
  for (const char* text : {"", "6f807x0ima9a1j3VPbc7V", "6f807x0ima9a1j3VPbc7VN1", "6f807x0ima9a1j3VPbc7V-",
                           "spotify:album:6f807x0ima9a1j3VPbc7VN", "spotify:track:6f80", "spotify:", "spotify:track",
                           "https://open.spotify.com/", "https://open.spotify.com/intl-de",
                           "https://example.org/track/6f807x0ima9a1j3VPbc7VN", "TRAAAAW128F429D538", "42"}) {
    EXPECT_EQ(spotify(text), "other") << text;
  }
}

TEST(ReadIsrc, NormalisesCaseAndHyphens) {
  EXPECT_EQ(read_isrc("USRC17607839"), "USRC17607839");
  EXPECT_EQ(read_isrc("us-rc1-76-07839"), "USRC17607839");
  EXPECT_EQ(read_isrc(" GB A1B 0000001 "), "GBA1B0000001");
  for (const char* text : {"", "USRC1760783", "USRC176078391", "U1RC17607839", "USRC1760783X", "nothing"}) {
    EXPECT_EQ(read_isrc(text), std::nullopt) << text;
  }
}

TEST(ReadMusicBrainzId, TakesUuidsAndLinks) {
  constexpr const char* kId = "0123abcd-4567-89ef-0123-456789abcdef";
  EXPECT_EQ(read_musicbrainz_id("0123ABCD-4567-89EF-0123-456789abcdef"), kId);
  EXPECT_EQ(read_musicbrainz_id("https://musicbrainz.org/recording/0123abcd-4567-89ef-0123-456789abcdef?x"), kId);
  for (const char* text : {"", "0123abcd456789ef0123456789abcdef", "0123abcd-4567-89ef-0123-456789abcdeg",
                           "https://musicbrainz.org/recording/"}) {
    EXPECT_EQ(read_musicbrainz_id(text), std::nullopt) << text;
  }
}

TEST(ReadArtists, DoesNotSplitAColumnForOne) {
  EXPECT_THAT(read_artists("Tyler, The Creator", ArtistList::kOne), ElementsAre("Tyler, The Creator"));
  EXPECT_THAT(read_artists(" A;B ", ArtistList::kOne), ElementsAre("A;B"));
  EXPECT_THAT(read_artists("  ", ArtistList::kOne), IsEmpty());
}

TEST(ReadArtists, SplitsAtSemicolons) {
  EXPECT_THAT(read_artists("A; B ;;C;A", ArtistList::kSemicolons), ElementsAre("A", "B", "C"));
  EXPECT_THAT(read_artists("Earth, Wind & Fire;B", ArtistList::kSemicolons), ElementsAre("Earth, Wind & Fire", "B"));
  EXPECT_THAT(read_artists(" ; ", ArtistList::kSemicolons), IsEmpty());
}

TEST(ReadArtists, ReadsPythonLists) {
  EXPECT_THAT(read_artists("['Ann A', \"Bob's, B\", 'O\\'C']", ArtistList::kSemicolons),
              ElementsAre("Ann A", "Bob's, B", "O'C"));
  EXPECT_THAT(read_artists("['A']", ArtistList::kSemicolons), ElementsAre("A"));
  for (const char* no_list : {"[A]", "['A", "['A'", "['A' 'B']", "[:SITD:]", "['A',]"}) {
    EXPECT_THAT(read_artists(no_list, ArtistList::kSemicolons), ElementsAre(no_list));
  }
}

TEST(ReadArtists, SplitsTightCommasOnlyWithoutSemicolons) {
  EXPECT_THAT(read_artists("A,B,Tyler, The Creator", ArtistList::kTightCommas),
              ElementsAre("A", "B", "Tyler, The Creator"));
  EXPECT_THAT(read_artists("Earth, Wind & Fire,A", ArtistList::kTightCommas), ElementsAre("Earth, Wind & Fire", "A"));
  EXPECT_THAT(read_artists("10,000 B;C", ArtistList::kTightCommas), ElementsAre("10,000 B", "C"));
  EXPECT_THAT(read_artists("A,", ArtistList::kTightCommas), ElementsAre("A,"));
}

TEST(ReadArtists, SplitsAtCommasThatAreNotEscaped) {
  EXPECT_THAT(read_artists("A, Tyler\\, The Creator, B", ArtistList::kEscapedCommas),
              ElementsAre("A", "Tyler, The Creator", "B"));
  EXPECT_THAT(read_artists("AC\\DC, B\\", ArtistList::kEscapedCommas), ElementsAre("AC\\DC", "B\\"));
}

TEST(ReadName, IsOnOneLineAndTrimmed) {
  EXPECT_EQ(read_name("\t two\r\nlines \x7f!"), "two  lines  !");
  EXPECT_EQ(read_name(" \n "), "");
  EXPECT_EQ(read_name("日本"), "日本");
}

}  // namespace
}  // namespace segue::sources
