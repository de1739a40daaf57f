#include "segue/playlist/export.h"

#include <cmath>
#include <limits>
#include <string>

#include "playlist_makers.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"

namespace segue::playlist {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FormatOf, ByEndingWhateverItsCase) {
  EXPECT_EQ(format_of("a.m3u8"), Format::kM3u8);
  EXPECT_EQ(format_of("/x/My List.CSV"), Format::kCsv);
  EXPECT_EQ(format_of("a.b.json"), Format::kJson);
  EXPECT_EQ(format_of("a.Jspf"), Format::kJspf);
  EXPECT_EQ(format_of("a.xspf"), Format::kXspf);
}

TEST(FormatOf, UnknownEndingsAreUsageErrorsThatListTheKnown) {
  for (const char* file : {"a.txt", "a", "", ".csv", "csv", "a.m3u8.gz", "a.m3u", "folder.csv/list", "a.\xff"}) {
    try {
      format_of(file);
      ADD_FAILURE() << file;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      for (const char* ending : {".m3u8", ".csv", ".json", ".jspf", ".xspf"}) {
        EXPECT_THAT(error.what(), HasSubstr(ending));
      }
      EXPECT_FALSE(error.hint().empty());
    }
  }
}

MadePlaylist with_path(const std::string& path) {
  MadePlaylist playlist;
  catalog::Song song = test::song(1, "T", {"A"});
  song.facts.path = path;
  playlist.songs.push_back({song, 0});
  return playlist;
}

std::string place(const std::string& path, const std::string& folder) {
  const std::string text = export_playlist(with_path(path), Format::kM3u8, {true, folder});
  const std::string head = "#EXTM3U\n#EXTINF:-1,A - T\n#EXTART:A\n";
  EXPECT_EQ(text.substr(0, head.size()), head);
  return text.substr(head.size(), text.size() - head.size() - 1);
}

TEST(M3u8, PathsAreRelativeWhereMusicAndPlaylistLieTogether) {
  EXPECT_EQ(place("/home/ann/Music/a/b.mp3", "/home/ann/Music"), "a/b.mp3");
  EXPECT_EQ(place("/home/ann/Music/a/b.mp3", "/home/ann/Music/"), "a/b.mp3");
  EXPECT_EQ(place("/home/ann/Music/a/b.mp3", "/home/ann/Music/lists"), "../a/b.mp3");
  EXPECT_EQ(place("/home/ann/./x/../Music/b.mp3", "/home/ann"), "Music/b.mp3");
  EXPECT_EQ(place("/srv/music/b.mp3", "/home/ann"), "/srv/music/b.mp3");
  EXPECT_EQ(place("/srv/music/b.mp3", ""), "/srv/music/b.mp3");
  EXPECT_EQ(place("/srv/music/b.mp3", "lists"), "/srv/music/b.mp3");
  EXPECT_EQ(place("/b.mp3", "/"), "b.mp3");
  EXPECT_EQ(place("a/b.mp3", "/home/ann"), "a/b.mp3");
  EXPECT_EQ(place("http://radio.example/x", "/home/ann"), "http://radio.example/x");
}

TEST(M3u8, PathsThatReadersWouldMistake) {
  EXPECT_EQ(place("#1.mp3", ""), "./#1.mp3");
  EXPECT_EQ(place("/m/#1.mp3", "/m"), "./#1.mp3");
  EXPECT_EQ(place("/m/#1.mp3", "/m/l"), "../#1.mp3");
  EXPECT_EQ(place(" a.mp3", ""), "./ a.mp3");
  EXPECT_EQ(place("/m/a\nb.mp3", "/m"), "file:///m/a%0Ab.mp3");
  EXPECT_EQ(place("/m/\xff.mp3", "/m"), "file:///m/%FF.mp3");
}

TEST(M3u8, WithoutAFileTheSpotifyIdOrAComment) {
  MadePlaylist playlist = with_path("");
  EXPECT_THAT(export_playlist(playlist, Format::kM3u8, {}), EndsWith("# no file or id known: T — A\n"));
  playlist.songs[0].song.facts.ids = {{"isrc", "X"}};
  EXPECT_THAT(export_playlist(playlist, Format::kM3u8, {}), EndsWith("# no file or id known: T — A\n"));
  playlist.songs[0].song.facts.ids.push_back({"spotify", "7"});
  EXPECT_THAT(export_playlist(playlist, Format::kM3u8, {}), EndsWith("#EXTART:A\nspotify:track:7\n"));
}

TEST(Export, WithoutSeed) {
  MadePlaylist playlist = test::ordinary_playlist();
  for (const Format format : {Format::kM3u8, Format::kCsv, Format::kJspf, Format::kXspf}) {
    playlist.title = "x";
    EXPECT_THAT(export_playlist(playlist, format, {}), HasSubstr("01"));
    EXPECT_THAT(export_playlist(playlist, format, {}), HasSubstr("Steps"));
    EXPECT_THAT(export_playlist(playlist, format, {false, {}}), Not(HasSubstr("Steps")));
  }
  // The JSON keeps seeds and songs apart, so nothing is left out.
  EXPECT_EQ(export_playlist(playlist, Format::kJson, {false, {}}), to_json(playlist));
}

TEST(Export, DistancesThatAreNoNumbers) {
  MadePlaylist playlist = with_path("a.mp3");
  for (const float distance : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    playlist.songs[0].distance = distance;
    EXPECT_TRUE(nlohmann::json::parse(to_json(playlist))["songs"][0]["distance"].is_null());
    EXPECT_THAT(export_playlist(playlist, Format::kCsv, {}), EndsWith(",T,A,,,,,,\n"));
  }
}

TEST(Json, FloatsAreShortest) {
  MadePlaylist playlist = with_path("a.mp3");
  playlist.songs[0].distance = 0.1F;
  EXPECT_THAT(to_json(playlist), HasSubstr("\"distance\": 0.1\n"));
}

TEST(Json, UnknownIsNull) {
  const nlohmann::json song = nlohmann::json::parse(to_json(with_path("")))["songs"][0];
  for (const char* name : {"album", "year", "duration_ms", "spotify_id", "path"}) EXPECT_TRUE(song.at(name).is_null());
  EXPECT_EQ(song.at("artists"), nlohmann::json::array({"A"}));
}

}  // namespace
}  // namespace segue::playlist
