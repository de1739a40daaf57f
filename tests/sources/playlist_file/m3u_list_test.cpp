#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::sources {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Id = catalog::ExternalId;

ListedPlaylist read(std::string_view text) {
  return read_m3u_list(text, "list.m3u8", "/music");
}

TEST(M3uList, LinesBeforeAnEntryTellOfIt) {
  const auto list = read(
      "#EXTM3U\n#PLAYLIST:Mix\n#EXTINF:61,Ann - Gold - Live\n#EXTALB:Metals\nann/gold.mp3\n"
      "#EXTINF:-1 tvg-id=\"a,b\",Bob - Tin\nbob/tin.mp3\nCy - Zinc.mp3\n");
  EXPECT_EQ(list.name, "Mix");
  ASSERT_EQ(list.songs.size(), 3u);
  EXPECT_EQ(list.songs[0].facts.title, "Gold - Live");
  EXPECT_THAT(list.songs[0].facts.artists, ElementsAre("Ann"));
  EXPECT_EQ(list.songs[0].facts.album, "Metals");
  EXPECT_EQ(list.songs[0].facts.duration_ms, 61000);
  EXPECT_THAT(list.songs[0].paths, Contains("/music/ann/gold.mp3"));
  EXPECT_EQ(list.songs[1].facts.title, "Tin");
  EXPECT_FALSE(list.songs[1].facts.duration_ms);
  EXPECT_EQ(list.songs[1].facts.album, "");
  EXPECT_EQ(list.songs[2].facts.title, "Zinc");  // by the name of its file
  EXPECT_THAT(list.songs[2].facts.artists, ElementsAre("Cy"));
}

TEST(M3uList, AnArtistGivenApartKeepsItsDashes) {
  const auto list = read("#EXTINF:61,A - B - Gold\n#EXTART:A - B\nspotify:track:0VjIjW4GlUZAMYd2vXMi3b\n");
  ASSERT_EQ(list.songs.size(), 1u);
  EXPECT_EQ(list.songs[0].facts.title, "Gold");
  EXPECT_THAT(list.songs[0].facts.artists, ElementsAre("A - B"));
  EXPECT_THAT(list.songs[0].facts.ids, ElementsAre(Id{"spotify", "0VjIjW4GlUZAMYd2vXMi3b"}));
}

TEST(M3uList, SeguesNoteOfASongWithoutAPlace) {
  const auto list = read("# no file or id known: Nowhere - Live — Ghost, Shadow\n# another comment\n");
  ASSERT_EQ(list.songs.size(), 1u);
  EXPECT_EQ(list.songs[0].facts.title, "Nowhere - Live");
  EXPECT_THAT(list.songs[0].facts.artists, ElementsAre("Ghost, Shadow"));
  EXPECT_THAT(list.songs[0].paths, IsEmpty());
}

TEST(M3uList, RadioStationsAreLeftOut) {
  const auto list = read(
      "#EXTINF:-1,Radio One - Rock\nhttp://example.org/rock\nhttps://example.org/x\n"
      "#EXTINF:200,Ann - Gold\nhttps://example.org/gold.mp3\n");
  ASSERT_EQ(list.songs.size(), 1u);  // a song somewhere else
  EXPECT_EQ(list.songs[0].facts.title, "Gold");
  EXPECT_EQ(list.left_out, 2u);
}

}  // namespace
}  // namespace segue::sources
