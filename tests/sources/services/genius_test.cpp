#include "segue/sources/genius/genius.h"

#include "service_fixture.h"
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>

#include "segue/sources/genius/genius_search.h"

namespace segue::sources {
namespace {

using ::testing::HasSubstr;

std::string hit(const std::string& title, const std::string& artist, const std::string& path,
                const std::string& state = "complete", const std::string& type = "song") {
  return fmt::format(R"({{"type":"{}","result":{{"title":"{}","primary_artist":{{"name":"{}"}},"path":"{}",)"
                     R"("lyrics_state":"{}"}}}})",
                     type, title, artist, path, state);
}

std::string found(const std::vector<std::string>& hits) {
  return fmt::format(R"({{"meta":{{"status":200}},"response":{{"hits":[{}]}}}})", fmt::join(hits, ","));
}

std::string page(const std::string& words) {
  return "<html><body><div data-lyrics-container=\"true\">" + words + "</div></body></html>";
}

class GeniusTest : public ServiceTest {
 protected:
  Genius source(const StandIn& server, CachedHttp& http) {
    return {{server.url("/api"), server.url(""), "hunter2", {}}, http, client_, cache_};
  }
};

TEST_F(GeniusTest, OnlyTheRightHitWillDo) {
  const auto right = [](const std::vector<std::string>& hits) -> std::string {
    const auto list = read_genius_hits(found(hits));
    const auto* one = right_hit(song("Night Market", "The Invented"), *list);
    return one == nullptr ? "none" : one->path;
  };
  EXPECT_EQ(right({hit("New Music", "Genius", "/a"), hit("Night Market", "Genius English Translations", "/b"),
                   hit("Night Market (Live)", "The Invented", "/c"), hit("Night Market", "Invented", "/d")}),
            "/c");
  EXPECT_EQ(right({hit("Night Market [Tracklist]", "The Invented", "/a")}), "none");
  EXPECT_EQ(right({hit("Night Market", "The Invented", "/a", "unreleased")}), "none");
  EXPECT_EQ(right({hit("Night Market", "The Invented", "/a", "complete", "album")}), "none");
  for (const char* path : {"//evil.example/a", "https://evil.example", "", "/", "/a b", "/a?b=1", "/a#b", "a"}) {
    EXPECT_EQ(right({hit("Night Market", "The Invented", path)}), "none") << path;
  }
  for (const char* none : {"", "[]", "{}", R"({"response":{}})", R"({"response":{"hits":{}}})", "<html>"}) {
    EXPECT_FALSE(read_genius_hits(none)) << none;
  }
}

TEST_F(GeniusTest, SearchesAndReadsThePageAndKeepsTheTokenFromIt) {
  StandIn server([](const SeenRequest& request) {
    if (!request.target.starts_with("/api")) return Reply{.body = page("[Verse 1]<br>words")};
    return Reply{.body = found({hit("Night Market", "The Invented", "/The-invented-night-market-lyrics")})};
  });
  const auto wanted = song("Night Market - Live", "The Invented");
  auto genius = source(server, http_);
  EXPECT_EQ(genius.ask(wanted, Cancellation::never()).words, "[Verse 1]\nwords");
  const auto seen = server.seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].target, "/api/search?q=Night%20Market%20The%20Invented");
  EXPECT_EQ(seen[0].header("Authorization"), "Bearer hunter2");
  EXPECT_EQ(seen[1].target, "/The-invented-night-market-lyrics");
  EXPECT_FALSE(seen[1].header("Authorization"));
  EXPECT_EQ(genius.ask(wanted, Cancellation::never()).words, "[Verse 1]\nwords");
  EXPECT_EQ(source(server, offline_).ask(wanted, Cancellation::never()).words, "[Verse 1]\nwords");
  EXPECT_EQ(server.count(), 2U);
}

TEST_F(GeniusTest, WallsAndNewLayoutsAreToldSongBySong) {
  std::atomic<int> pages{0};
  StandIn server([&](const SeenRequest& request) {
    if (request.target.starts_with("/api")) {
      std::vector<std::string> hits;
      for (const char* name : {"A", "B", "C", "D"}) hits.push_back(hit(name, "The Invented", std::string("/") + name));
      return Reply{.body = found(hits)};
    }
    ++pages;
    if (request.target == "/A") return Reply{.body = "<h1>Before you continue</h1>"};
    if (request.target == "/B") return Reply{.body = "<p>all is new</p>"};
    if (request.target == "/C") return Reply{.status = 403, .headers = {{"cf-mitigated", "challenge"}}};
    return Reply{.status = 404};
  });
  auto genius = source(server, http_);
  const auto ask = [&](const std::string& title) {
    return genius.ask(song(title, "The Invented"), Cancellation::never());
  };
  EXPECT_EQ(ask("D").kind, AnswerKind::kMissing);
  EXPECT_THAT(ask("A").problem, HasSubstr("/A shows a wall of consent"));
  EXPECT_THAT(ask("B").problem, HasSubstr("may have changed its pages"));
  EXPECT_THAT(given_up([&] { ask("C"); }), HasSubstr("/C is not shown to programs (403)"));
  EXPECT_EQ(pages, 4);
}

TEST_F(GeniusTest, AWrongTokenEndsItAtOnceAndIsNotShown) {
  StandIn server([](const SeenRequest&) { return Reply{.status = 401, .body = R"({"error":"invalid_token"})"}; });
  auto genius = source(server, http_);
  const auto why = given_up([&] { genius.ask(song("A", "B"), Cancellation::never()); });
  EXPECT_THAT(why, HasSubstr("answers 401"));
  EXPECT_EQ(why.find("hunter2"), std::string::npos);
  EXPECT_EQ(server.count(), 1U);
}

}  // namespace
}  // namespace segue::sources
