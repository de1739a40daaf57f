#include "segue/sources/same_song.h"

#include <gtest/gtest.h>

namespace segue::sources {
namespace {

catalog::SongFacts song(std::string title, std::vector<std::string> artists, std::int64_t seconds = 0) {
  catalog::SongFacts facts;
  facts.title = std::move(title);
  facts.artists = std::move(artists);
  if (seconds > 0) facts.duration_ms = seconds * 1000;
  return facts;
}

TEST(SameSong, TitleAndArtistHaveToAgree) {
  const auto wanted = song("Creep", {"Radiohead"}, 238);
  EXPECT_EQ(match_song(wanted, song("CREEP", {"radiohead"}, 300)), SongMatch::kExact);
  EXPECT_EQ(match_song(wanted, song("Creep - 2009 Remaster", {"Radiohead"}, 240)), SongMatch::kVersion);
  EXPECT_FALSE(match_song(wanted, song("Creep - Live", {"Radiohead"}, 300)));
  EXPECT_FALSE(match_song(wanted, song("Creep", {"Scala"}, 238)));
  EXPECT_FALSE(match_song(wanted, song("Creep (Acoustic)", {"Radiohead"}, 238)));
  EXPECT_FALSE(match_song(wanted, song("Creeping", {"Radiohead"}, 238)));
  EXPECT_FALSE(match_song(wanted, song("Creep", {})));
}

TEST(SameSong, AnArtistIsNotAnotherWhoseNameBeginsSo) {
  const auto wanted = song("Crazy", {"Queen"});
  EXPECT_FALSE(match_song(wanted, song("Crazy", {"Queen Latifah"})));
  EXPECT_TRUE(match_song(wanted, song("Crazy", {"Queen feat. Ann"})));
  EXPECT_TRUE(match_song(wanted, song("Crazy", {"Queen; Ann"})));
  EXPECT_TRUE(match_song(wanted, song("Crazy", {"Ann", "Queen"})));
}

TEST(SameSong, AnIdDecidesWhateverTheName) {
  auto wanted = song("Creep", {"Radiohead"});
  auto found = song("Kriechen", {"Radiokopf"});
  wanted.ids = {{"spotify", "x"}, {"isrc", "GBAYE9200070"}};
  found.ids = {{"isrc", "GBAYE9200070"}};
  EXPECT_EQ(match_song(wanted, found), SongMatch::kId);
  found.ids = {{"spotify", "x"}};
  EXPECT_FALSE(match_song(wanted, found));
}

TEST(SameSong, TheNearerInLengthIsTheBetterHit) {
  const auto wanted = song("Creep", {"Radiohead"}, 238);
  EXPECT_TRUE(is_better_hit(wanted, song("Creep", {"Radiohead"}, 239), song("Creep", {"Radiohead"}, 245)));
  EXPECT_TRUE(is_better_hit(wanted, song("Creep", {"Radiohead"}), song("Creep - Remaster", {"Radiohead"}, 238)));
}

}  // namespace
}  // namespace segue::sources
