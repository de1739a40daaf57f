#include "segue/sources/subsonic/subsonic_api.h"

#include "stand_in.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/md5.h"

namespace segue::sources {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kOk = R"({"subsonic-response":{"status":"ok","version":"1.16.1"}})";

std::string failed(int code, const std::string& version = "1.16.1") {
  return R"({"subsonic-response":{"status":"failed","version":")" + version + R"(","error":{"code":)" +
         std::to_string(code) + R"(,"message":"its words"}}})";
}

/// The value of a parameter in a query or form.
std::string parameter(const std::string& text, const std::string& name) {
  const auto at = ("&" + text).find("&" + name + "=");
  if (at == std::string::npos) return "";
  const auto begin = at + name.size() + 1;
  return text.substr(begin, text.find_first_of("& ", begin) - begin);
}

std::string query_of(const SeenRequest& request) {
  return request.target.substr(request.target.find('?') + 1);
}

class Subsonic : public ::testing::Test {
 protected:
  SubsonicAccount account(const StandIn& server) const {
    SubsonicAccount account;
    account.url = server.url("/music/");
    account.user = "ada";
    account.password = "s3same-secret";
    return account;
  }
  Error error_of(SubsonicApi& api) {
    try {
      api.connect();
    } catch (const Error& error) {
      EXPECT_THAT(std::string(error.what()) + error.hint(), Not(HasSubstr("s3same")));
      return error;
    }
    ADD_FAILURE() << "no error";
    return Error(ErrorKind::kFailed, "");
  }
  Error error_with(const std::string& body, int status = 200) {
    StandIn server([&](const SeenRequest&) { return Reply{.status = status, .body = body}; });
    SubsonicApi api(http_, account(server), Cancellation::never());
    return error_of(api);
  }

  FakePauses pauses_;
  HttpClient http_{quick_settings(pauses_)};
};

TEST_F(Subsonic, SendsATokenOfPasswordAndFreshSalt) {
  StandIn server([](const SeenRequest&) { return Reply{.body = std::string(kOk)}; });
  SubsonicApi api(http_, account(server), Cancellation::never());
  api.get("getPlaylists");
  const auto seen = server.seen();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_THAT(seen[0].target, HasSubstr("/music/rest/ping?"));
  EXPECT_THAT(seen[1].target, HasSubstr("/music/rest/getPlaylists?"));
  std::string before;
  for (const auto& request : seen) {
    const auto query = query_of(request);
    const auto salt = parameter(query, "s");
    EXPECT_GE(salt.size(), 6u);
    EXPECT_NE(salt, before);
    before = salt;
    EXPECT_EQ(parameter(query, "t"), md5_hex("s3same-secret" + salt));
    EXPECT_EQ(parameter(query, "u"), "ada");
    EXPECT_EQ(parameter(query, "v"), "1.16.1");
    EXPECT_EQ(parameter(query, "f"), "json");
    EXPECT_THAT(request.head + request.body, Not(HasSubstr("s3same")));
  }
}

TEST_F(Subsonic, AnApiKeyGoesAlone) {
  StandIn server([](const SeenRequest&) { return Reply{.body = std::string(kOk)}; });
  auto who = account(server);
  who.api_key = "the-key";
  SubsonicApi api(http_, who, Cancellation::never());
  api.connect();
  const auto query = query_of(server.seen()[0]);
  EXPECT_EQ(parameter(query, "apiKey"), "the-key");
  EXPECT_EQ(parameter(query, "u"), "");
  EXPECT_EQ(parameter(query, "t"), "");
}

TEST_F(Subsonic, ThePasswordItselfGoesInABodyAndOnlyIfAsked) {
  StandIn server([](const SeenRequest&) { return Reply{.body = std::string(kOk)}; });
  auto who = account(server);
  who.send_password = true;
  SubsonicApi api(http_, who, Cancellation::never());
  api.connect();
  const auto request = server.seen()[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_THAT(request.target, Not(HasSubstr("?")));
  EXPECT_EQ(parameter(request.body, "p"), "enc%3A733373616d652d736563726574");
  who.url = "http://music.example.org";
  try {
    SubsonicApi open(http_, who, Cancellation::never());
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_THAT(error.what(), HasSubstr("unprotected"));
  }
}

TEST_F(Subsonic, SettlesOnAnOlderVersion) {
  StandIn server([](const SeenRequest& request) {
    const bool old = parameter(query_of(request), "v") == "1.13.0";
    return Reply{.body = old ? R"({"subsonic-response":{"status":"ok","version":"1.13.0"}})" : failed(30, "1.13.0")};
  });
  SubsonicApi api(http_, account(server), Cancellation::never());
  api.get("getPlaylists");
  EXPECT_EQ(parameter(query_of(server.seen().back()), "v"), "1.13.0");
}

TEST_F(Subsonic, AServerBeforeTokensIsExplained) {
  const auto error = error_with(failed(30, "1.8.0"));
  EXPECT_EQ(error.kind(), ErrorKind::kService);
  EXPECT_THAT(error.what(), HasSubstr("1.8.0"));
  EXPECT_THAT(error.hint(), HasSubstr("--send-password"));
}

TEST_F(Subsonic, EveryRefusalSaysWhatToDo) {
  const std::vector<std::pair<int, std::string>> kRefusals = {
      {10, "by token"},  {20, "newer version"},   {40, "does not accept the user 'ada'"},
      {41, "no tokens"}, {42, "no tokens"},       {43, "two ways"},
      {44, "API key"},   {50, "may not do that"}, {60, "trial period"},
      {0, "code 0"},     {999, "code 999"}};
  for (const auto& [code, words] : kRefusals) {
    const auto error = error_with(failed(code));
    EXPECT_EQ(error.kind(), ErrorKind::kService);
    EXPECT_THAT(error.what(), HasSubstr(words)) << code;
    EXPECT_THAT(error.what(), HasSubstr("its words"));
    EXPECT_THAT(error.hint(), Not(HasSubstr("s3same")));
    EXPECT_FALSE(error.hint().empty()) << code;
  }
}

TEST_F(Subsonic, WhatIsNoSubsonicIsExplained) {
  EXPECT_THAT(error_with("<?xml version=\"1.0\"?><subsonic-response status=\"ok\"/>").what(), HasSubstr("XML"));
  EXPECT_THAT(error_with("<html>hello</html>").what(), HasSubstr("a web page"));
  EXPECT_THAT(error_with("<html/>", 404).what(), HasSubstr("no Subsonic server"));
  EXPECT_THAT(error_with("", 403).what(), HasSubstr("not by Subsonic"));
  EXPECT_THAT(error_with("").what(), HasSubstr("nothing"));
  EXPECT_THAT(error_with(std::string(kOk).substr(0, 30)).what(), HasSubstr("cut off?"));
  EXPECT_THAT(error_with(std::string(kOk).substr(0, 30)).what(), Not(HasSubstr("t=")));
}

TEST_F(Subsonic, FollowsAServerThatMovedForGood) {
  StandIn server([](const SeenRequest& request) {
    if (request.target.starts_with("/music/")) {
      return Reply{.status = 301, .headers = {{"Location", "/new" + request.target.substr(6)}}};
    }
    return Reply{.body = std::string(kOk)};
  });
  SubsonicApi api(http_, account(server), Cancellation::never());
  api.post("createPlaylist", {{"name", "x"}});
  EXPECT_THAT(server.seen().back().target, HasSubstr("/new/rest/createPlaylist?"));
  EXPECT_EQ(server.seen().back().method, "POST");
}

TEST_F(Subsonic, IncompleteAccounts) {
  const auto error_of_account = [&](const SubsonicAccount& who) {
    try {
      SubsonicApi api(http_, who, Cancellation::never());
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage);
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_THAT(error_of_account({}), HasSubstr("which Subsonic server"));
  SubsonicAccount who;
  who.url = "music.example.org";
  EXPECT_THAT(error_of_account(who), HasSubstr("no user and password"));
  who.url = "ftp://music.example.org";
  EXPECT_THAT(error_of_account(who), HasSubstr("expected the URL"));
}

}  // namespace
}  // namespace segue::sources
