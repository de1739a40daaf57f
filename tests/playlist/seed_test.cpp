#include "segue/playlist/seed.h"

#include <algorithm>
#include <string>
#include <vector>

#include "playlist_makers.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"

namespace segue::playlist {
namespace {

using test::candidate;
using ::testing::ElementsAre;

const std::vector<SeedCandidate>& songs() {
  static const std::vector<SeedCandidate> kSongs = {
      candidate(1, "Blinding Lights", {"The Weeknd"}, 98),
      candidate(2, "Blinding Lights", {"The Weeknd"}, 60),
      candidate(3, "I Love You, I'm Sorry", {"Gracie Abrams"}, 80),
      candidate(4, "EARFQUAKE", {"Tyler, The Creator"}, 82),
      candidate(5, "Hello", {"Adele"}, 75),
      candidate(6, "Hello", {"Lionel Richie"}, 70),
      candidate(7, "hello", {"OMFG"}, 65),
      candidate(8, "Hello, Goodbye - Remastered 2015", {"The Beatles"}, 60),
      candidate(9, "Halo", {"Beyoncé"}, 77),
      candidate(10, "Or Nah (feat. Wiz Khalifa & DJ Mustard)", {"Ty Dolla $ign"}, 66),
      candidate(11, "Live Forever", {"Oasis"}, 50),
      candidate(12, "Labios Rotos - Live", {"Zoé"}, 55),
      candidate(13, "Go West - 2003 Remaster", {"Pet Shop Boys"}, 52),
      candidate(14, "All the Time - Don Diablo Remix", {"Zara Larsson"}, 64),
      candidate(15, "thank u, next", {"Ariana Grande"}, 85),
      candidate(16, "10,000 Hours (with Justin Bieber)", {"Dan + Shay", "Justin Bieber"}, 84),
      candidate(17, "T.N.T.", {"AC/DC"}, 71),
      candidate(18, "夜に駆ける", {"YOASOBI"}, 79),
      candidate(19, "Don't Stop", {"Fleetwood Mac"}, 69),
      candidate(20, "One Kiss (with Dua Lipa)", {"Calvin Harris", "Dua Lipa"}, 81),
      candidate(21, "Mr. Blue Sky", {"Electric Light Orchestra"}, 73),
      candidate(22, "Creep", {"Radiohead"}, 80),
      candidate(23, "Creep", {"TLC", "Left Eye"}, 61),
      candidate(24, "Creep - Acoustic", {"Radiohead"}, 62),
      candidate(25, "99 Luftballons", {"NENA"}, 70),
      candidate(26, "Ready feat. the World", {"Invented"}, 10),
      candidate(27, "Ready", {"Invented"}, 90),
      candidate(28, "Papaoutai", {"Stromae"}, 40),
      candidate(29, "Papaoutai - Live", {"Stromae"}, 90),
      candidate(30, "Duet", {"Ann", "Bob"}, 10),
      candidate(31, "Duet", {"Bob", "Ann"}, 90),
      candidate(32, "Suite: Judy Blue Eyes - Remastered", {"Crosby, Stills & Nash"}, 44),
      candidate(33, "Boom, Boom, Boom, Boom!!", {"Vengaboys"}, 63),
      candidate(34, "Ø", {"Sigur"}, 3),
      candidate(35, "!!!", {"†††"}, 3),
      candidate(36, "Untitled", {}, 3),
      candidate(38, "Walk Me Home", {"P!nk"}, 3),
      candidate(39, "Babu$hka Boi", {"A$AP Rocky"}, 3),
      candidate(40, "Sesame & +Salt*", {"#1 @Home"}, 3),
      candidate(37, "See You Again (feat. Kali Uchis)", {"Tyler, The Creator"}, 3),
  };
  return kSongs;
}

struct Row {
  const char* typed;
  std::int64_t song;  // 0: none, -1: ambiguous
  MatchLevel level = MatchLevel::kExact;
};

TEST(MatchSeed, Table) {
  constexpr auto kExact = MatchLevel::kExact;
  constexpr auto kCase = MatchLevel::kCase;
  constexpr auto kAccents = MatchLevel::kAccents;
  constexpr auto kGuests = MatchLevel::kGuests;
  constexpr auto kVersion = MatchLevel::kVersion;
  const std::vector<Row> rows = {
      // As the report types it, and with spaces everywhere.
      {"Blinding Lights,The Weeknd", 1, kExact},
      {"Blinding Lights, The Weeknd", 1, kExact},
      {"  Blinding Lights  ,  The Weeknd  ", 1, kExact},
      {"Blinding Lights — The Weeknd", 1, kExact},
      {"blinding lights,the weeknd", 1, kCase},
      {"BLINDING LIGHTS,THE WEEKND", 1, kCase},
      {"Blinding Lights,Weeknd", 1, kGuests},
      {"Blinding Lights", 1, kExact},
      {"blinding-lights", 1, kAccents},
      // Commas in titles and artists.
      {"I Love You, I'm Sorry,Gracie Abrams", 3, kExact},
      {"I Love You, I'm Sorry, Gracie Abrams", 3, kExact},
      {"I Love You, I'm Sorry", 3, kExact},
      {"i love you,i’m sorry,gracie abrams", 3, kAccents},
      {"EARFQUAKE,Tyler, The Creator", 4, kExact},
      {"EARFQUAKE, Tyler, The Creator", 4, kExact},
      {"earfquake,tyler the creator", 4, kAccents},
      {"EARFQUAKE — Tyler, The Creator", 4, kExact},
      {"thank u, next,Ariana Grande", 15, kExact},
      {"thank u,next,Ariana Grande", 15, kAccents},
      {"thank u, next", 15, kExact},
      {"10,000 Hours,Dan + Shay", 16, kGuests},
      {"10,000 Hours, Dan & Shay", 16, kGuests},
      {"10,000 Hours,Justin Bieber", 16, kGuests},
      {"10,000 Hours (with Justin Bieber) — Dan + Shay, Justin Bieber", 16, kExact},
      {"10000 hours,dan and shay", 0},
      {"Boom, Boom, Boom, Boom!!,Vengaboys", 33, kExact},
      {"boom boom boom boom", 33, kAccents},
      {"Suite: Judy Blue Eyes,Crosby, Stills & Nash", 32, kVersion},
      {"Suite: Judy Blue Eyes - Remastered,Crosby, Stills & Nash", 32, kExact},
      {"Hello, Goodbye", 8, kVersion},
      {"Hello, Goodbye,Beatles", 8, kVersion},
      // One title, many songs.
      {"Hello,Adele", 5, kExact},
      {"Hello,Lionel Richie", 6, kExact},
      {"Hello,OMFG", 7, kCase},
      {"hello", 7, kExact},
      {"Hello", -1, kExact},
      {"HELLO", -1, kCase},
      {"Creep", -1, kExact},
      {"Creep,Radiohead", 22, kExact},
      {"Creep - Acoustic,Radiohead", 24, kExact},
      {"Creep (Acoustic),Radiohead", 24, kAccents},
      {"Creep,Left Eye", 23, kExact},
      // Accents, punctuation, other scripts.
      {"Halo,Beyonce", 9, kAccents},
      {"halo,BEYONCÉ", 9, kCase},
      {"Halo,Beyonce\xcc\x81", 9, kAccents},
      {"TNT,ACDC", 0},
      {"T.N.T.,ac dc", 17, kAccents},
      {"夜に駆ける", 18, kExact},
      {"夜に駆ける，yoasobi", 18, kCase},
      {"Dont Stop,fleetwood mac", 19, kAccents},
      {"Don’t Stop", 19, kAccents},
      {"mr blue sky", 21, kAccents},
      {"o,sigur", 34, kAccents},
      {"!!!,†††", 35, kExact},
      {"Labios Rotos,Zoe", 12, kVersion},
      {"Walk Me Home,P!nk", 38, kExact},
      {"walk me home,pink", 38, kAccents},
      {"babushka boi,asap rocky", 39, kAccents},
      {"Babu$hka Boi,A$AP Rocky", 39, kExact},
      {"Sesame & +Salt*,#1 @Home", 40, kExact},
      // Guests.
      {"Or Nah,Ty Dolla $ign", 10, kGuests},
      {"Or Nah (feat. Somebody Else),Ty Dolla $ign", 10, kGuests},
      {"Or Nah,Wiz Khalifa", 10, kGuests},
      {"Or Nah,Ty Dolla $ign feat. Wiz Khalifa", 10, kGuests},
      {"One Kiss,Dua Lipa", 20, kGuests},
      {"One Kiss,Calvin Harris & Dua Lipa", 20, kGuests},
      {"One Kiss (with Dua Lipa),Dua Lipa", 20, kExact},
      {"See You Again,Tyler, The Creator", 37, kGuests},
      {"See You Again, Kali Uchis", 37, kGuests},
      // What stands in the title exactly is never stripped.
      {"Ready feat. the World", 26, kExact},
      {"Ready", 27, kExact},
      {"Live Forever", 11, kExact},
      {"Live Forever,Oasis", 11, kExact},
      {"Papaoutai,Stromae", 28, kExact},
      {"Papaoutai - Live,Stromae", 29, kExact},
      {"papaoutai (LIVE),stromae", 29, kAccents},
      // Versions.
      {"Go West,Pet Shop Boys", 13, kVersion},
      {"Go West - 2009 Remaster,Pet Shop Boys", 13, kGuests},
      {"Hello - Live,Adele", 5, kVersion},
      {"Blinding Lights (Radio Edit),The Weeknd", 1, kVersion},
      {"All the Time,Zara Larsson", 0},
      {"Blinding Lights - Some Remix,The Weeknd", 0},
      {"all the time (don diablo remix),zara larsson", 14, kAccents},
      // The artist a song is filed under goes before one credited behind.
      {"Duet,Ann", 30, kExact},
      {"Duet,Bob", 31, kExact},
      {"Duet — Bob, Ann", 31, kExact},
      {"Duet", -1, kExact},
      // No such song, or not in this order.
      {"The Weeknd - Blinding Lights", 0},
      {"The Weeknd,Blinding Lights", 0},
      {"Blinding Lights,Adele", 0},
      {"Nothing of the Kind,Nobody", 0},
      {"Untitled", 36, kExact},
      {"Untitled,Somebody", 0},
      {"\xff\xfe,\xc3", 0},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.typed);
    const SeedMatch match = match_seed(row.typed, songs());
    EXPECT_EQ(match.ambiguous, row.song < 0);
    EXPECT_EQ(match.song ? match.song->value : 0, std::max<std::int64_t>(row.song, 0));
    if (row.song != 0) {
      EXPECT_EQ(match.level, row.level);
    }
    EXPECT_EQ(match.nearest.empty(), row.song > 0);
  }
}

std::vector<std::int64_t> ids(const std::vector<SeedCandidate>& candidates) {
  std::vector<std::int64_t> found;
  for (const SeedCandidate& one : candidates) found.push_back(one.song.value);
  return found;
}

TEST(MatchSeed, AmbiguousListsTheMostPopularFirst) {
  EXPECT_THAT(ids(match_seed("HELLO", songs()).nearest), ElementsAre(5, 6, 7));
  EXPECT_THAT(ids(match_seed("Creep", songs()).nearest), ElementsAre(22, 23));
}

TEST(MatchSeed, AmbiguousListsAtMostEightAndEachSongOnce) {
  std::vector<SeedCandidate> many;
  for (std::int64_t i = 0; i < 30; ++i) {
    many.push_back(candidate(100 - i, "Intro", {"Artist " + std::to_string(i / 2)}, static_cast<int>(i / 4)));
  }
  const SeedMatch match = match_seed("Intro", many);
  EXPECT_TRUE(match.ambiguous);
  // Popularity 7 has artist 14 (ids 71 and 72), 6 has 12 and 13, ...; the lower id stands for both.
  EXPECT_THAT(ids(match.nearest), ElementsAre(71, 73, 75, 77, 79, 81, 83, 85));
}

TEST(MatchSeed, OneSongUnderSeveralIdsIsTheMostPopularThenTheLowestId) {
  std::vector<SeedCandidate> same = {candidate(9, "Song", {"A"}, 5), candidate(4, "Song", {"A"}, 5),
                                     candidate(7, "Song", {"The A"}, 5), candidate(2, "Song", {"A"}, 4)};
  EXPECT_EQ(match_seed("Song,A", same).song, SongId{4});
  EXPECT_EQ(match_seed("Song", same).song, SongId{4});
  std::reverse(same.begin(), same.end());
  EXPECT_EQ(match_seed("Song,A", same).song, SongId{4});
}

TEST(MatchSeed, TwoReadingsThatNameAnArtistAreAmbiguous) {
  const std::vector<SeedCandidate> both = {candidate(1, "A, B", {"C"}), candidate(2, "A", {"B, C"}),
                                           candidate(3, "A, B, C", {"D"})};
  const SeedMatch match = match_seed("A, B, C", both);
  EXPECT_TRUE(match.ambiguous);
  EXPECT_THAT(ids(match.nearest), ElementsAre(1, 2));
  // Without them the whole text is a title.
  EXPECT_EQ(match_seed("A, B, C", {both.begin() + 2, both.end()}).song, SongId{3});
}

TEST(MatchSeed, RemixOfASeedWithoutOneIsFirstAmongTheNearest) {
  const SeedMatch match = match_seed("All the Time,Zara Larsson", songs());
  ASSERT_FALSE(match.nearest.empty());
  EXPECT_EQ(match.nearest[0].song, SongId{14});
  EXPECT_LE(match.nearest.size(), 8U);
}

TEST(MatchSeed, NoCandidates) {
  const SeedMatch match = match_seed("Hello", {});
  EXPECT_FALSE(match.song);
  EXPECT_FALSE(match.ambiguous);
  EXPECT_TRUE(match.nearest.empty());
}

TEST(MatchSeed, NoTitleIsAUsageError) {
  EXPECT_THROW(match_seed(",", songs()), Error);
  EXPECT_THROW(match_seed("", songs()), Error);
}

TEST(MatchSeed, VeryLongSeedsAndNames) {
  const std::string longest(1'000'000, 'x');
  EXPECT_FALSE(match_seed(longest + "," + longest, songs()).song);
  const std::vector<SeedCandidate> endless = {candidate(1, longest, {longest})};
  EXPECT_EQ(match_seed(longest + "," + longest, endless).song, SongId{1});
  EXPECT_EQ(match_seed("Hello", endless).nearest.size(), 1U);
}

// Every song of a catalog is found by what `display_name` or the report's form says of it.
TEST(MatchSeed, FindsEverySongOfAnInventedCatalog) {
  Rng rng(7);
  const std::vector<SeedCandidate> catalog = test::invented_catalog(rng, 400);
  for (const SeedCandidate& one : catalog) {
    const std::string& artist = one.artists.front();
    for (const std::string& typed : {one.title + "," + artist, one.title + ", " + artist, one.title + " — " + artist}) {
      const SeedMatch match = match_seed(typed, catalog);
      EXPECT_EQ(match.song, one.song) << typed;
      EXPECT_EQ(match.level, MatchLevel::kExact) << typed;
    }
    std::string upper = one.title + "," + artist;
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    EXPECT_EQ(match_seed(upper, catalog).song, one.song) << upper;
    if (one.artists.size() > 1) {
      EXPECT_EQ(match_seed(one.title + " — " + artist + ", " + one.artists[1], catalog).song, one.song);
    }
  }
}

}  // namespace
}  // namespace segue::playlist
