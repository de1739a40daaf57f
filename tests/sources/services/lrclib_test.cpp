#include "segue/sources/lrclib/lrclib.h"

#include "service_fixture.h"
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "segue/sources/lrclib/lrclib_reply.h"

namespace segue::sources {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string track(const std::string& title, const std::string& artist, double seconds, const std::string& plain,
                  const std::string& synced = "null", bool instrumental = false) {
  return fmt::format(R"({{"id":1,"name":"{0}","trackName":"{0}","artistName":"{1}","albumName":"Invented",)"
                     R"("duration":{2},"instrumental":{3},"plainLyrics":{4},"syncedLyrics":{5}}})",
                     title, artist, seconds, instrumental, plain, synced);
}

class LrclibTest : public ServiceTest {
 protected:
  Lrclib source(const StandIn& server, CachedHttp& http) { return {{server.url("/api"), {}}, http, client_, cache_}; }
};

TEST(LrclibReply, WordsComeFromPlainElseFromTimedText) {
  EXPECT_EQ(read_lrclib_track(track("A", "B", 100, R"("one\n\ntwo  ")"))->words, "one\n\ntwo");
  const auto timed = track("A", "B", 100, "null", R"("[ar:B]\n[00:09.00] two\n[00:01.50] <00:01.50> one\n[00:12.00]")");
  EXPECT_EQ(read_lrclib_track(timed)->words, "one\ntwo");
  EXPECT_EQ(read_lrclib_track(track("A", "B", 100, R"("[00:01.00] one\n[00:02.00] two")"))->words, "one\ntwo");
  EXPECT_FALSE(read_lrclib_track(track("A", "B", 100, "null"))->says_something());
  EXPECT_TRUE(read_lrclib_track(track("A", "B", 100, "null", "null", true))->instrumental);
  for (const char* none : {"", "[]", "{}", "null", R"({"trackName":"A"})", R"({"statusCode":404})", "<html>"}) {
    EXPECT_FALSE(read_lrclib_track(none)) << none;
  }
}

TEST_F(LrclibTest, TheBestTrackIsTheSongAndNearestInLength) {
  const auto wanted = song("Night Market (feat. Somebody)", "The Invented", 200'000);
  const auto best = [&](const std::vector<std::string>& tracks) -> std::string {
    const auto list = read_lrclib_tracks(fmt::format("[{},7]", fmt::join(tracks, ",")));
    const auto* found = best_track(wanted, *list);
    return found == nullptr ? "none" : found->instrumental ? "instrumental" : found->words;
  };
  EXPECT_EQ(best({track("Night Market", "The Others", 200, R"("wrong")")}), "none");
  EXPECT_EQ(best({track("Night Marked", "The Invented", 200, R"("wrong")")}), "none");
  EXPECT_EQ(best({track("Night Market - Moon Remix", "The Invented", 200, R"("wrong")")}), "none");
  EXPECT_EQ(best({track("Night Market", "The Invented", 215, R"("too long")")}), "none");
  EXPECT_EQ(
      best({track("Night Market", "Invented", 209, R"("far")"), track("night market", "The Invented", 201, R"("near")"),
            track("Night Market", "The Invented", 204, R"("middle")")}),
      "near");
  EXPECT_EQ(best({track("Night Market", "The Invented", 200, "null", "null", true),
                  track("Night Market", "The Invented", 205, R"("words")")}),
            "words");
  EXPECT_EQ(best({track("Night Market", "The Invented", 200, "null", "null", true)}), "instrumental");
}

TEST_F(LrclibTest, OneRequestWhereTheSongIsThere) {
  StandIn server(
      [](const SeenRequest&) { return Reply{.body = track("Night Market", "The Invented", 200.4, R"("words")")}; });
  auto lrclib = source(server, http_);
  const auto wanted = song("Night Market", "The Invented", 199'600);
  EXPECT_EQ(lrclib.ask(wanted, Cancellation::never()).words, "words");
  EXPECT_EQ(lrclib.ask(wanted, Cancellation::never()).words, "words");
  ASSERT_EQ(server.count(), 1U);
  EXPECT_EQ(server.seen()[0].target, "/api/get?track_name=Night%20Market&artist_name=The%20Invented&duration=200");
  EXPECT_EQ(server.seen()[0].header("User-Agent"), user_agent());
  EXPECT_EQ(source(server, offline_).ask(wanted, Cancellation::never()).words, "words");
  EXPECT_EQ(source(server, offline_).ask(song("Other", "Other"), Cancellation::never()).kind, AnswerKind::kUnasked);
  EXPECT_EQ(server.count(), 1U);
}

TEST_F(LrclibTest, AMissIsSearchedForOnce) {
  StandIn server([](const SeenRequest& request) {
    if (request.target.starts_with("/api/get")) return Reply{.status = 404, .body = R"({"statusCode":404})"};
    return Reply{.body = "[" + track("Night Market", "The Others", 200, R"("wrong")") + "," +
                         track("Night Market", "The Invented", 203, R"("right")") + "]"};
  });
  auto lrclib = source(server, http_);
  const auto wanted = song("Night Market - 2011 Remaster", "The Invented", 200'000);
  EXPECT_EQ(lrclib.ask(wanted, Cancellation::never()).words, "right");
  ASSERT_EQ(server.count(), 2U);
  EXPECT_EQ(server.seen()[1].target, "/api/search?track_name=Night%20Market&artist_name=The%20Invented");
  EXPECT_EQ(lrclib.ask(song("Night Market", "Nobody", 200'000), Cancellation::never()).kind, AnswerKind::kMissing);
  EXPECT_EQ(server.count(), 4U);
  EXPECT_EQ(lrclib.ask(song("Night Market", "Nobody", 200'000), Cancellation::never()).kind, AnswerKind::kMissing);
  EXPECT_EQ(server.count(), 4U) << "that it is not there is remembered";
}

TEST_F(LrclibTest, InstrumentalIsAnAnswerAndNothingIsNone) {
  StandIn server([](const SeenRequest& request) {
    if (request.target.find("Quiet") != std::string::npos) {
      return Reply{.body = track("Quiet", "The Invented", 100, "null", "null", true)};
    }
    if (request.target.starts_with("/api/search")) return Reply{.body = "[]"};
    return Reply{.body = track("Empty", "The Invented", 100, "null")};
  });
  auto lrclib = source(server, http_);
  EXPECT_EQ(lrclib.ask(song("Quiet", "The Invented"), Cancellation::never()).kind, AnswerKind::kInstrumental);
  EXPECT_EQ(server.count(), 1U);
  EXPECT_EQ(lrclib.ask(song("Empty", "The Invented"), Cancellation::never()).kind, AnswerKind::kMissing);
  EXPECT_EQ(server.count(), 3U);
}

TEST_F(LrclibTest, WithoutALengthTheAlbumSaysWhichOneIsMeant) {
  StandIn server([](const SeenRequest&) { return Reply{.body = track("A", "B", 100, R"("words")")}; });
  auto lrclib = source(server, http_);
  auto wanted = song("A", "B");
  wanted.album = "Invented";
  lrclib.ask(wanted, Cancellation::never());
  EXPECT_THAT(server.seen()[0].target, HasSubstr("&album_name=Invented"));
  EXPECT_THAT(server.seen()[0].target, Not(HasSubstr("duration")));
  EXPECT_FALSE(lrclib.can_ask(song("", "B")));
}

TEST_F(LrclibTest, AServiceThatRefusesOrIsDeadIsGivenUp) {
  StandIn refusing([](const SeenRequest&) { return Reply{.status = 403, .body = "no"}; });
  auto lrclib = source(refusing, http_);
  EXPECT_THAT(given_up([&] { lrclib.ask(song("A", "B"), Cancellation::never()); }), HasSubstr("answers 403"));

  StandIn cutting([](const SeenRequest&) { return Reply{.body = track("A", "B", 1, "null"), .cut_after = 20}; });
  auto broken = source(cutting, http_);
  EXPECT_EQ(broken.ask(song("A", "1"), Cancellation::never()).kind, AnswerKind::kFailed);
  EXPECT_EQ(broken.ask(song("A", "2"), Cancellation::never()).kind, AnswerKind::kFailed);
  EXPECT_THAT(given_up([&] { broken.ask(song("A", "3"), Cancellation::never()); }),
              HasSubstr("LRCLIB is left out for the rest of this run: 3 questions in a row failed"));
}

TEST_F(LrclibTest, HugeAnswersFailForTheirSongOnly) {
  StandIn server([](const SeenRequest& request) {
    if (request.target.find("Huge") == std::string::npos) return Reply{.body = track("A", "B", 1, R"("words")")};
    return Reply{.body = std::string(100'000, ' '), .length = false, .endless = true};
  });
  auto lrclib = source(server, http_);
  EXPECT_EQ(lrclib.ask(song("Huge", "B"), Cancellation::never()).kind, AnswerKind::kFailed);
  EXPECT_EQ(lrclib.ask(song("A", "B"), Cancellation::never()).words, "words");
}

}  // namespace
}  // namespace segue::sources
