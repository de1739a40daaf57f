#include "segue/sources/spotify/playlist.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "scripted_spotify.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/sources/spotify/target.h"
#include "segue/sources/spotify/tracks.h"

namespace segue::sources {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kId = "0aB1cD2eF3gH4iJ5kL6mN7";

struct Sink final : RecordSink {
  void on_record(catalog::SongRecord&& record) override { records.push_back(std::move(record)); }
  void on_problem(ItemProblem&& problem) override { problems.push_back(std::move(problem)); }
  std::vector<catalog::SongRecord> records;
  std::vector<ItemProblem> problems;
};

std::string track_id(int number) {
  return fmt::format("T{:021}", number);
}

std::string track(int number) {
  return fmt::format(
      R"({{"id": "{}", "name": "Song {}", "artists": [{{"name": "Band"}}], "duration_ms": {}, "external_ids":
          {{"isrc": "ZZAAA26{:05}"}}}})",
      track_id(number), number, 100'000 + number, number);
}

/// Entries `from` to `from + count - 1` as a paging object.
std::string page(const std::string& field, int from, int count, int total, const std::string& next = "null") {
  std::string items;
  for (int i = from; i < from + count; ++i) {
    items += fmt::format("{}{{\"{}\": {}}}", items.empty() ? "" : ",", field, track(i));
  }
  return fmt::format(R"({{"items": [{}], "offset": {}, "total": {}, "next": {}}})", items, from, total, next);
}

std::string head(const std::string& more = {}) {
  return fmt::format(R"({{"id": "{}", "name": "Walks", "snapshot_id": "s1", "owner": {{"id": "ada"}}{}}})", kId, more);
}

std::string path(const std::string& form, int offset) {
  return fmt::format("GET /v1/playlists/{}/{}?limit=50&offset={}&additional_types=track%2Cepisode", kId, form, offset);
}

const std::string kHead = std::string("GET /v1/playlists/") + kId + "?additional_types=track%2Cepisode";

SpotifyPlaylistReport read(ScriptedSpotify::Client& client, Sink& sink) {
  return read_spotify_playlist(client.api, kId, std::chrono::seconds(0), sink);
}

TEST(SpotifyPlaylist, TheNewShapePageByPage) {
  ScriptedSpotify spotify;
  spotify.on(kHead, 200, head());
  const auto next = fmt::format("\"{}\"", spotify.server.url(fmt::format("/v1/playlists/{}/items?offset=50&x=1", kId)));
  spotify.on(path("items", 0), 200, page("item", 0, 50, 60, next));
  spotify.on(fmt::format("GET /v1/playlists/{}/items?offset=50&x=1", kId), 200, page("item", 50, 10, 60));
  ScriptedSpotify::Client client(spotify, true);
  Sink sink;
  const auto report = read(client, sink);
  EXPECT_EQ(report.name, "Walks");
  EXPECT_EQ(report.songs, 60u);
  EXPECT_EQ(spotify.asked().size(), 3u);
  ASSERT_EQ(sink.records.size(), 60u);
  EXPECT_EQ(sink.records[59].facts.title, "Song 59");
  EXPECT_EQ(sink.records[0].playlist->key, kId);
  EXPECT_TRUE(sink.records[0].playlist->whole);
}

TEST(SpotifyPlaylist, WhatComesWithItIsNotAskedForAgain) {
  ScriptedSpotify spotify;
  const auto elsewhere = std::string(R"("https://api.elsewhere.example/v1/playlists/x/tracks?offset=2")");
  spotify.on(kHead, 200, head(R"(, "tracks": )" + page("track", 0, 2, 3, elsewhere)));
  spotify.on(path("tracks", 2), 200, page("track", 2, 1, 3));
  ScriptedSpotify::Client client(spotify, false);
  Sink sink;
  EXPECT_EQ(read(client, sink).songs, 3u);
  EXPECT_THAT(spotify.asked(), ElementsAre(kHead, path("tracks", 2))) << "next led to another host";
}

TEST(SpotifyPlaylist, AnOldAppIsAskedAtTracksAndThatIsRemembered) {
  ScriptedSpotify spotify;
  spotify.on(kHead, 200, head(R"(, "tracks": {"total": 2})"));
  spotify.on(path("items", 0), 404, "");
  spotify.on(path("tracks", 0), 200, page("track", 0, 2, 2));
  ScriptedSpotify::Client client(spotify, false);
  Sink sink;
  EXPECT_EQ(read(client, sink).songs, 2u);
  EXPECT_EQ(spotify.asked().size(), 3u);
  ScriptedSpotify::Client other(spotify, true);
  other.api.prefers_tracks = true;
  read(other, sink);
  EXPECT_EQ(spotify.asked().size(), 5u) << "the head and /tracks, no /items";
}

TEST(SpotifyPlaylist, AForbiddenOneSaysWhatToDo) {
  ScriptedSpotify spotify;
  spotify.on(kHead, 200, head(R"(, "items": {"items": [], "total": 7})"));
  spotify.on(path("items", 0), 403, R"({"error": {"status": 403}})");
  spotify.on(path("tracks", 0), 403, R"({"error": {"status": 403, "message": "Forbidden"}})");
  ScriptedSpotify::Client client(spotify, true);
  Sink sink;
  try {
    read(client, sink);
    FAIL() << "it was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kService);
    EXPECT_THAT(error.hint(), HasSubstr("Exportify"));
  }
}

TEST(SpotifyPlaylist, AReadingThatBrokeOffGoesOnFromTheCache) {
  ScriptedSpotify spotify;
  spotify.on(kHead, 200, head());
  spotify.on(path("items", 0), 200, page("item", 0, 50, 100));
  spotify.on(path("items", 50), Reply{.status = 429, .headers = {{"Retry-After", "86400"}}});
  spotify.on(path("items", 50), 200, page("item", 50, 50, 100));
  Sink sink;
  {
    ScriptedSpotify::Client client(spotify, true);
    EXPECT_THROW(read(client, sink), Error);
    EXPECT_TRUE(client.api.come_back_later());
  }
  EXPECT_EQ(sink.records.size(), 50u) << "what was read is kept";
  ScriptedSpotify::Client client(spotify, true);
  EXPECT_EQ(read_spotify_playlist(client.api, kId, std::chrono::hours(1), sink).songs, 100u);
  EXPECT_THAT(spotify.asked(), ElementsAre(kHead, path("items", 0), path("items", 50), path("items", 50)));
  ScriptedSpotify::Client offline(spotify, true, true);
  EXPECT_EQ(read(offline, sink).songs, 100u);
  EXPECT_EQ(spotify.asked().size(), 4u);
}

TEST(SpotifyPlaylist, PagesThatLeadInACircleEnd) {
  ScriptedSpotify spotify;
  const auto again = fmt::format("\"{}\"", spotify.server.url(fmt::format("/v1/playlists/{}/items?again", kId)));
  spotify.on(kHead, 200, head());
  spotify.on(path("items", 0), 200, page("item", 0, 1, 9, again));
  spotify.on(fmt::format("GET /v1/playlists/{}/items?again", kId), 200, page("item", 0, 1, 9, again));
  ScriptedSpotify::Client client(spotify, true);
  Sink sink;
  EXPECT_THROW(read(client, sink), Error);
  EXPECT_EQ(spotify.asked().size(), 3u);
}

TEST(SpotifyPlaylist, UnreadableEntriesAreProblemsWithTheirPlace) {
  ScriptedSpotify spotify;
  spotify.on(kHead, 200, head());
  spotify.on(path("items", 0), 200,
             R"({"total": 4, "items": [{"item": null}, {"item": {"name": "Alone", "artists": []}},
                 {"item": {"type": "episode", "name": "x"}}, {"item": )" +
                 track(1) + "}]}");
  ScriptedSpotify::Client client(spotify, true);
  Sink sink;
  const auto report = read(client, sink);
  EXPECT_EQ(report.gone, 1u);
  EXPECT_EQ(report.episodes, 1u);
  EXPECT_EQ(report.refused, 1u);
  EXPECT_EQ(report.songs, 1u);
  ASSERT_EQ(sink.problems.size(), 1u);
  EXPECT_EQ(sink.problems[0].row, 2u);
  EXPECT_EQ(sink.problems[0].found, "Alone");
}

TEST(SpotifyTracks, SeveralAtOnceAndOneByOneWhereThatIsForbidden) {
  ScriptedSpotify spotify;
  spotify.on("GET /v1/tracks?ids=" + track_id(1) + "%2C" + track_id(2), 200, R"({"tracks": [null, )" + track(2) + "]}");
  const std::vector<std::string> ids = {track_id(1), track_id(2)};
  ScriptedSpotify::Client old(spotify, false);
  auto found = spotify_tracks(old.api, ids);
  EXPECT_FALSE(found[0]);
  EXPECT_EQ(found[1]->title, "Song 2");
  ScriptedSpotify newer;
  newer.on("GET /v1/tracks?ids=" + track_id(1) + "%2C" + track_id(2), 403, "");
  newer.on("GET /v1/tracks/" + track_id(1), 200, track(1));
  ScriptedSpotify::Client client(newer, false);
  found = spotify_tracks(client.api, ids);
  EXPECT_EQ(found[0]->title, "Song 1");
  EXPECT_FALSE(found[1]) << "404";
  spotify_tracks(client.api, std::vector<std::string>{track_id(3), track_id(4)});
  EXPECT_EQ(newer.asked().size(), 5u) << "several at once are not tried again";
}

TEST(SpotifySearch, TakesOnlyTheSameSong) {
  ScriptedSpotify spotify;
  const std::string karaoke = R"({"id": ")" + track_id(9) + R"(", "name": "Song 7", "artists": [{"name": "Karaoke"}]})";
  const auto hits = R"({"tracks": {"items": [)" + karaoke + "," + track(7) + "]}}";
  spotify.on("GET /v1/search?q=isrc%3AZZAAA2600007&type=track&limit=10", 200, hits);
  spotify.on("GET /v1/search?q=track%3ASong%207%20artist%3ABand&type=track&limit=10", 200, hits);
  spotify.on("GET /v1/search?q=track%3AA%20%20B%20artist%3AX%20Y&type=track&limit=10", 200, hits);
  spotify.on("GET /v1/search?q=A%20%20B%20X%20Y&type=track&limit=10", 200, hits);
  ScriptedSpotify::Client client(spotify, false);
  catalog::SongFacts wanted;
  wanted.title = "Song 7";
  wanted.artists = {"Band"};
  wanted.ids = {{"isrc", "ZZAAA2600007"}};
  auto hit = search_spotify(client.api, wanted);
  ASSERT_TRUE(hit);
  EXPECT_TRUE(hit->by_isrc);
  EXPECT_EQ(hit->id, track_id(7));
  wanted.ids.clear();
  wanted.title = "Song 7 - Remastered 2011";
  hit = search_spotify(client.api, wanted);
  ASSERT_TRUE(hit);
  EXPECT_FALSE(hit->by_isrc);
  EXPECT_EQ(hit->id, track_id(7));
  wanted.title = "A: \"B";
  wanted.artists = {"X:Y"};
  EXPECT_FALSE(search_spotify(client.api, wanted));
}

/// A user whose playlists are these, and a draft of `count` songs.
void script_user(ScriptedSpotify& spotify, const std::string& playlists) {
  spotify.on("GET /v1/me", 200, R"({"id": "ada"})");
  spotify.on("GET /v1/me/playlists?limit=50&offset=0", 200, playlists);
}

PlaylistDraft draft_of(int count) {
  PlaylistDraft draft{"Walks", "Made by segue", {}, {}};
  for (int i = 0; i < count; ++i) draft.songs.push_back(track_id(i));
  return draft;
}

constexpr const char* kNoPlaylists = R"({"items": [], "total": 0})";
const std::string kMade = std::string(R"({"id": ")") + kId + R"(", "name": "Walks", "owner": {"id": "ada"}})";

TEST(SpotifyTarget, FillsInHundreds) {
  ScriptedSpotify spotify;
  script_user(spotify, kNoPlaylists);
  spotify.on("POST /v1/me/playlists", 201, kMade);
  spotify.on(fmt::format("POST /v1/playlists/{}/items", kId), 201, R"({"snapshot_id": "s"})");
  spotify.on(fmt::format("GET /v1/playlists/{}/items?limit=1", kId), 200, R"({"items": [], "total": 230})");
  ScriptedSpotify::Client client(spotify, true);
  SpotifyTarget target(client.api);
  const auto made = target.create(draft_of(230), Progress::none(), Cancellation::never());
  EXPECT_EQ(made.songs, 230);
  EXPECT_EQ(made.url, std::string("https://open.spotify.com/playlist/") + kId);
  std::vector<std::size_t> sizes;
  for (const auto& request : spotify.server.seen()) {
    if (request.method != "POST" || request.target.find("/items") == std::string::npos) continue;
    sizes.push_back(static_cast<std::size_t>(std::count(request.body.begin(), request.body.end(), 'T')));
  }
  EXPECT_THAT(sizes, ElementsAre(100u, 100u, 30u));
}

TEST(SpotifyTarget, ReadsBackBeforeItRepeats) {
  ScriptedSpotify spotify;
  const auto post = fmt::format("POST /v1/playlists/{}/items", kId);
  const auto count = fmt::format("GET /v1/playlists/{}/items?limit=1", kId);
  script_user(spotify, kNoPlaylists);
  spotify.on("GET /v1/me/playlists?limit=50&offset=0", 200, R"({"items": [)" + kMade + R"(], "total": 1})");
  spotify.on("POST /v1/me/playlists", 502, "<html>");     // and made all the same
  spotify.on(post, 500, "");                              // done
  spotify.on(post, Reply{.body = "{}", .cut_after = 0});  // not done
  spotify.on(post, 201, "{}");
  spotify.on(count, 200, R"({"total": 100})");
  spotify.on(count, 200, R"({"total": 100})");
  spotify.on(count, 200, R"({"total": 150})");
  ScriptedSpotify::Client client(spotify, true);
  SpotifyTarget target(client.api);
  const auto made = target.create(draft_of(150), Progress::none(), Cancellation::never());
  EXPECT_EQ(made.id, kId);
  EXPECT_EQ(made.songs, 150);
  const auto asked = spotify.asked();
  EXPECT_EQ(std::count(asked.begin(), asked.end(), "POST /v1/me/playlists"), 1);
  EXPECT_EQ(std::count(asked.begin(), asked.end(), post), 3);
}

TEST(SpotifyTarget, ReplacesTheContent) {
  ScriptedSpotify spotify;
  script_user(spotify,
              R"({"items": [)" + kMade + R"(, {"id": "x", "name": "Walks", "owner": {"id": "eve"}}], "total": 2})");
  spotify.on(fmt::format("PUT /v1/playlists/{}/items", kId), 200, "{}");
  spotify.on(fmt::format("POST /v1/playlists/{}/items", kId), 201, "{}");
  spotify.on(fmt::format("GET /v1/playlists/{}/items?limit=1", kId), 200, R"({"total": 101})");
  ScriptedSpotify::Client client(spotify, true);
  SpotifyTarget target(client.api);
  const auto existing = target.playlists_named("Walks", Cancellation::never());
  ASSERT_EQ(existing.size(), 1u) << "somebody else's is not the user's";
  EXPECT_EQ(target.replace(existing[0], draft_of(101), Progress::none(), Cancellation::never()).songs, 101);
}

TEST(SpotifyTarget, NeedsAUserAndKnowsSongsById) {
  ScriptedSpotify spotify;
  ScriptedSpotify::Client app(spotify, false);
  EXPECT_THROW(SpotifyTarget{app.api}, Error);
  ScriptedSpotify::Client client(spotify, true);
  SpotifyTarget target(client.api);
  catalog::SongFacts song;
  song.title = "Song 1";
  song.ids = {{"spotify", track_id(1)}};
  const auto found = target.find(song, Cancellation::never());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->by, "id");
  EXPECT_TRUE(spotify.asked().empty());
}

}  // namespace
}  // namespace segue::sources
