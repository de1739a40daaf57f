#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::sources {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Id = catalog::ExternalId;

ListedPlaylist read(std::string_view json) {
  return read_jspf(json, "list.jspf", "/music/lists");
}

std::string refusal(std::string_view json) {
  try {
    read(json);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    return error.what();
  }
  return "";
}

// What api.listenbrainz.org/1/playlist/MBID answers.
constexpr std::string_view kListenBrainz = R"({"playlist": {
  "identifier": "https://listenbrainz.org/playlist/4245ccd3-4f0d-4276-95d6-2e09d87b5546",
  "title": "Weekly Jams", "creator": "ada",
  "extension": {"https://musicbrainz.org/doc/jspf#playlist": {"public": true, "creator": "ada"}},
  "track": [{
    "identifier": ["https://musicbrainz.org/recording/e8f9b188-f819-4e43-ab0f-4bd26ce9ff56"],
    "title": "Gold", "creator": "Ann feat. Bob", "album": "Metals", "duration": 245000,
    "extension": {"https://musicbrainz.org/doc/jspf#track": {
      "added_by": "ada", "added_at": "2024-01-01T00:00:00Z",
      "artist_identifiers": ["https://musicbrainz.org/artist/8f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11"],
      "additional_metadata": {"artists": [
        {"artist_credit_name": "Ann", "artist_mbid": "8f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11", "join_phrase": " feat. "},
        {"artist_credit_name": "Bob", "artist_mbid": "9f6bd1e4-fbe1-4f50-aa9b-94c450ec0f11", "join_phrase": ""}]}}}
  }]}})";

TEST(Jspf, ListenBrainzKnowsArtistsOneByOne) {
  const auto list = read(kListenBrainz);
  EXPECT_EQ(list.key, "listenbrainz:4245ccd3-4f0d-4276-95d6-2e09d87b5546");
  EXPECT_EQ(list.name, "Weekly Jams");
  ASSERT_EQ(list.songs.size(), 1u);
  const auto& facts = list.songs[0].facts;
  EXPECT_EQ(facts.title, "Gold");
  EXPECT_THAT(facts.artists, ElementsAre("Ann", "Bob"));
  EXPECT_EQ(facts.album, "Metals");
  EXPECT_EQ(facts.duration_ms, 245000);
  EXPECT_THAT(facts.ids, ElementsAre(Id{"musicbrainz", "e8f9b188-f819-4e43-ab0f-4bd26ce9ff56"}));
}

TEST(Jspf, AnIdentifierMayBeATextOrAList) {
  const auto list = read(R"({"playlist": {"track": [
    {"title": "A", "creator": "X", "identifier": "urn:isrc:USRC17607839"},
    {"title": "B", "identifier": ["spotify:track:0VjIjW4GlUZAMYd2vXMi3b", 7, "https://example.org/x"]}]}})");
  ASSERT_EQ(list.songs.size(), 2u);
  EXPECT_THAT(list.songs[0].facts.ids, ElementsAre(Id{"isrc", "USRC17607839"}));
  EXPECT_THAT(list.songs[1].facts.ids, ElementsAre(Id{"spotify", "0VjIjW4GlUZAMYd2vXMi3b"}));
}

TEST(Jspf, PlacesLieBesideTheList) {
  const auto list = read(R"({"playlist": {"track": [
    {"location": ["../ann/%231%20One.flac", "file:///far/two.mp3", "https://example.org/three.mp3"]}]}})");
  ASSERT_EQ(list.songs.size(), 1u);
  EXPECT_THAT(list.songs[0].paths, Contains("/music/ann/#1 One.flac"));
  EXPECT_THAT(list.songs[0].paths, Contains("/far/two.mp3"));
}

TEST(Jspf, WhatNamesNoSongIsLeftOut) {
  const auto list = read(R"({"playlist": {"title": "x", "track": [null, 7, {}, {"title": ""}, {"title": "A"}]}})");
  EXPECT_EQ(list.songs.size(), 1u);
  EXPECT_EQ(list.left_out, 4u);
}

TEST(Jspf, NumbersThatCannotBe) {
  const auto list = read(R"({"playlist": {"track": [
    {"title": "A", "duration": -1}, {"title": "B", "duration": 1e300}, {"title": "C", "duration": "61000"},
    {"title": "D", "duration": {}}]}})");
  ASSERT_EQ(list.songs.size(), 4u);
  EXPECT_FALSE(list.songs[0].facts.duration_ms);
  EXPECT_FALSE(list.songs[1].facts.duration_ms);
  EXPECT_EQ(list.songs[2].facts.duration_ms, 61000);
  EXPECT_FALSE(list.songs[3].facts.duration_ms);
}

TEST(Jspf, SaysWhatItFound) {
  EXPECT_THAT(refusal("{\"playlist\": {"), HasSubstr("no JSON (cut off?)"));
  EXPECT_THAT(refusal("{}"), HasSubstr("JSON without a \"playlist\""));
  EXPECT_THAT(refusal(R"({"playlist": {"track": 7}})"), HasSubstr("a \"track\" that is no list"));
  EXPECT_THAT(refusal(std::string(100'000, '[')), HasSubstr("list.jspf"));
}

TEST(Jspf, ReadsLbRadio) {
  EXPECT_EQ(read(R"({"payload": {"jspf": {"playlist": {"title": "LB Radio", "track": []}}}})").name, "LB Radio");
}

TEST(MadeList, ReadsWhatPlaylistJsonPrints) {
  const auto list = read_made_list(R"({"version": 1,
    "seeds": [{"title": "Gold", "artists": ["Ann", "Bob"], "album": null, "duration_ms": 1000, "spotify_id": null}],
    "songs": [{"title": "Tin", "artists": ["Cy"], "spotify_id": "0VjIjW4GlUZAMYd2vXMi3b", "path": "/m/a/../b.mp3"},
              {"title": null}]})",
                                   "x", "/");
  EXPECT_EQ(list.name, "Gold — Ann, Bob");
  ASSERT_EQ(list.songs.size(), 2u);
  EXPECT_THAT(list.songs[0].facts.artists, ElementsAre("Ann", "Bob"));
  EXPECT_THAT(list.songs[1].paths, ElementsAre("/m/b.mp3"));
  EXPECT_EQ(list.left_out, 1u);
  EXPECT_THROW(read_made_list("{\"version\": 1}", "x", "/"), Error);
}

}  // namespace
}  // namespace segue::sources
