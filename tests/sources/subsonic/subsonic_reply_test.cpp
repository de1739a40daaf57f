#include "segue/sources/subsonic/subsonic_reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::sources {
namespace {

using ::testing::ElementsAre;

SubsonicReply read(const std::string& members) {
  const auto reply = read_subsonic_reply(R"({"subsonic-response":{"status":"ok","version":"1.16.1")" + members + "}}");
  EXPECT_TRUE(reply);
  return reply.value_or(SubsonicReply{});
}

TEST(SubsonicReply, AFailureStandsInA200) {
  const auto reply = read_subsonic_reply(
      R"({"subsonic-response":{"status":"failed","version":"1.15.0","error":{"code":"40","message":"Wrong\nword"}}})");
  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->failed);
  EXPECT_EQ(reply->code, 40);
  EXPECT_EQ(reply->message, "Wrong word");
  EXPECT_EQ(reply->version, "1.15.0");
}

TEST(SubsonicReply, WhatIsNoAnswer) {
  EXPECT_FALSE(read_subsonic_reply(""));
  EXPECT_FALSE(read_subsonic_reply("{}"));
  EXPECT_FALSE(read_subsonic_reply(R"({"subsonic-response":{"status":"maybe"}})"));
  EXPECT_FALSE(read_subsonic_reply(R"({"subsonic-response":{"status":"ok")"));
  EXPECT_FALSE(read_subsonic_reply("<subsonic-response status=\"ok\"/>"));
  EXPECT_FALSE(read_subsonic_reply(std::string(100'000, '[')));
}

TEST(SubsonicReply, SongsOfOpenSubsonic) {
  const auto reply = read(R"(,"openSubsonic":true,"type":"navidrome","searchResult3":{"song":[
    {"id":"a1","title":"Gold","album":"Metals","artist":"Ann • Bob","artists":[{"name":"Ann"},{"name":"Bob"}],
     "year":1999,"duration":61,"isrc":["usrc17607839"],"musicBrainzId":"E8F9B188-F819-4E43-AB0F-4BD26CE9FF56",
     "starred":"2024-01-01","userRating":4,"path":"x/y.flac"}]})");
  EXPECT_TRUE(reply.open_subsonic);
  ASSERT_EQ(reply.songs.size(), 1u);
  const auto& song = reply.songs[0];
  EXPECT_EQ(song.id, "a1");
  EXPECT_THAT(song.facts.artists, ElementsAre("Ann", "Bob"));
  EXPECT_EQ(song.facts.released->year, 1999);
  EXPECT_EQ(song.facts.duration_ms, 61'000);
  EXPECT_THAT(song.facts.ids, ElementsAre(catalog::ExternalId{"musicbrainz", "e8f9b188-f819-4e43-ab0f-4bd26ce9ff56"},
                                          catalog::ExternalId{"isrc", "USRC17607839"}));
  EXPECT_TRUE(song.starred);
  EXPECT_EQ(song.rating, 4);
  EXPECT_EQ(song.facts.path, "");  // servers make them up
}

TEST(SubsonicReply, OldServersWriteOneForAListAndNumbersForIds) {
  const auto reply = read(R"(,"album":{"song":{"id":17,"title":1979,"artist":"Ann","duration":"61"}},
                            "playlists":{"playlist":{"id":5,"name":"Mix","songCount":"3"}})");
  ASSERT_EQ(reply.songs.size(), 1u);
  EXPECT_EQ(reply.songs[0].id, "17");
  EXPECT_EQ(reply.songs[0].facts.title, "1979");
  EXPECT_EQ(reply.songs[0].facts.duration_ms, 61'000);
  ASSERT_EQ(reply.playlists.size(), 1u);
  EXPECT_EQ(reply.playlists[0].id, "5");
  EXPECT_EQ(reply.playlists[0].songs, 3);
}

TEST(SubsonicReply, WhatIsNoSongIsCountedAndLeftOut) {
  const auto reply = read(R"(,"searchResult3":{"song":[{"id":"a"},{"title":"A"},7,{"id":"b","title":"Dir","isDir":true},
    {"id":"c","title":"Cast","type":"podcast"},{"id":"d","title":"D","duration":-5,"year":99999,"userRating":1e99}]})");
  EXPECT_EQ(reply.entries, 6u);
  ASSERT_EQ(reply.songs.size(), 1u);
  EXPECT_FALSE(reply.songs[0].facts.duration_ms);
  EXPECT_FALSE(reply.songs[0].facts.released);
  EXPECT_EQ(reply.songs[0].rating, 0);
}

TEST(SubsonicReply, PlainLyricsGoBeforeTimedOnes) {
  const auto reply = read(R"(,"lyricsList":{"structuredLyrics":[
    {"synced":true,"line":[{"start":0,"value":"timed"}]},
    {"synced":false,"line":[{"value":"one"},{"value":"two"}]},
    {"synced":false,"kind":"translation","line":[{"value":"eins"}]}]})");
  EXPECT_EQ(reply.lyrics, "one\ntwo");
  EXPECT_EQ(read(R"(,"lyrics":{"artist":"A","title":"T","value":"la\r\nla"})").lyrics, "la\nla");
  EXPECT_EQ(read(R"(,"lyrics":{})").lyrics, "");
}

}  // namespace
}  // namespace segue::sources
