#include "segue/sources/spotify/tokens.h"

#include <functional>
#include <string>
#include <thread>

#include "scripted_spotify.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "segue/base/error.h"
#include "segue/sources/http/http_url.h"
#include "segue/sources/spotify/login.h"
#include "segue/sources/spotify/refusal.h"

namespace segue::sources {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

template <class Act>
std::string refusal(const Act& act, ErrorKind kind = ErrorKind::kService) {
  try {
    act();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind);
    return std::string(error.what()) + " | " + error.hint();
  }
  return "nothing was refused";
}

std::string token_of(ScriptedSpotify::Client& client) {
  return client.tokens.token(Cancellation::never());
}

TEST(SpotifyTokens, AnAppsTokenLastsUntilAMinuteBeforeItsEnd) {
  ScriptedSpotify spotify;
  ScriptedSpotify::Client client(spotify, false);
  EXPECT_EQ(client.tokens.who(), SpotifyTokens::Who::kApp);
  EXPECT_EQ(token_of(client), "app-1");
  EXPECT_EQ(spotify.server.seen().front().header("Authorization"), "Basic aWQ6czNjcmV0");
  const auto begun = spotify.pauses.now();
  spotify.pauses.set_now(begun + std::chrono::seconds(3539));
  EXPECT_EQ(token_of(client), "app-1");
  spotify.pauses.set_now(begun + std::chrono::seconds(3540));
  EXPECT_EQ(token_of(client), "app-2");
  client.tokens.refused("app-1");
  EXPECT_EQ(token_of(client), "app-2") << "another one was refused";
  client.tokens.refused("app-2");
  EXPECT_EQ(token_of(client), "app-3");
}

TEST(SpotifyTokens, ALoginIsRenewedAndRotates) {
  ScriptedSpotify spotify;
  spotify.write_login(std::chrono::seconds(61));
  ScriptedSpotify::Client client(spotify, true);
  EXPECT_EQ(client.tokens.who(), SpotifyTokens::Who::kUser);
  EXPECT_EQ(token_of(client), "user-0");
  spotify.pauses.set_now(spotify.pauses.now() + std::chrono::seconds(2));
  EXPECT_EQ(token_of(client), "user-1");
  EXPECT_THAT(spotify.tokens_asked(), ElementsAre("grant_type=refresh_token&refresh_token=refresh-0&client_id=id"));
  const auto kept = read_spotify_login(spotify.login_file());
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->refresh_token, "refresh-1");
  EXPECT_EQ(kept->access_token, "user-1");
  EXPECT_EQ(kept->mark, "mark");
  struct stat status = {};
  ASSERT_EQ(::stat(spotify.login_file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(SpotifyTokens, AnotherProcessMayHaveRenewedTheLogin) {
  ScriptedSpotify spotify;
  spotify.write_login(std::chrono::seconds(30));
  ScriptedSpotify::Client first(spotify, true);
  ScriptedSpotify::Client second(spotify, true);
  EXPECT_EQ(token_of(first), "user-1");
  EXPECT_EQ(token_of(second), "user-1");
  EXPECT_EQ(spotify.tokens_asked().size(), 1u);
}

TEST(SpotifyTokens, ALoginThatIsOverSaysSoAndShowsNothing) {
  ScriptedSpotify spotify;
  spotify.write_login(std::chrono::seconds(0));
  spotify.token_endpoint = [](const SeenRequest&) {
    return Reply{.status = 400, .body = R"({"error": "invalid_grant", "error_description": "refresh-0 was revoked"})"};
  };
  ScriptedSpotify::Client client(spotify, true);
  EXPECT_THAT(refusal([&] { token_of(client); }),
              AllOf(HasSubstr("not valid any more"), HasSubstr("segue login spotify"), HasSubstr("*** was revoked"),
                    Not(HasSubstr("refresh-0"))));
}

TEST(SpotifyTokens, TokenEndpointRefusals) {
  const auto told = [](int status, const std::string& body) {
    ScriptedSpotify spotify;
    spotify.token_endpoint = [&](const SeenRequest&) { return Reply{.status = status, .body = body}; };
    ScriptedSpotify::Client client(spotify, false);
    return refusal([&] { token_of(client); });
  };
  EXPECT_THAT(told(400, R"({"error": "invalid_client", "error_description": "Invalid client secret"})"),
              AllOf(HasSubstr("does not know the app (Spotify says: Invalid client secret)"),
                    HasSubstr("SPOTIFY_CLIENT_SECRET")));
  EXPECT_THAT(told(400, R"({"error": "unsupported_grant_type"})"), HasSubstr("unsupported_grant_type"));
  EXPECT_THAT(told(503, "<html>"), HasSubstr("out of order"));
  EXPECT_THAT(told(403, ""), HasSubstr("status 403"));
  EXPECT_THAT(told(302, ""), HasSubstr("status 302"));
  EXPECT_THAT(told(200, "<html>hello</html>"), HasSubstr("no JSON"));
  EXPECT_THAT(told(200, R"({"token_type": "Bearer"})"), HasSubstr("access_token"));
}

TEST(SpotifyTokens, NobodyIsToldOfAllTheWays) {
  ScriptedSpotify spotify;
  auto account = spotify.account();
  account.client_secret.clear();
  HttpClient http(quick_settings(spotify.pauses));
  SpotifyTokens tokens(http, account);
  EXPECT_EQ(tokens.who(), SpotifyTokens::Who::kNobody);
  EXPECT_THAT(
      refusal([&] { tokens.token(Cancellation::never()); }),
      AllOf(HasSubstr("segue login spotify"), HasSubstr("Exportify"), HasSubstr("M3U8"), HasSubstr("Subsonic")));
  EXPECT_EQ(spotify.server.count(), 0u);
}

TEST(SpotifyTokens, A401IsAskedOnceMoreWithANewToken) {
  ScriptedSpotify spotify;
  spotify.on("GET /v1/me", 401, "");
  spotify.on("GET /v1/me", 200, R"({"id": "ada"})");
  ScriptedSpotify::Client client(spotify, true);
  EXPECT_EQ(client.api.get_now("/me", "me", Cancellation::never()).status, 200);
  EXPECT_EQ(spotify.asked().size(), 2u);
  ScriptedSpotify refusing;
  refusing.on("GET /v1/me", 401, R"({"error": {"status": 401, "message": "Invalid access token user-1"}})");
  ScriptedSpotify::Client other(refusing, true);
  const auto response = other.api.get_now("/me", "me", Cancellation::never());
  EXPECT_EQ(refusing.asked().size(), 2u);
  EXPECT_THAT(std::string(other.api.refusal(response, "me").what()), Not(HasSubstr("user-1")));
}

TEST(SpotifyTokens, NoTokenGoesToAnotherHost) {
  ScriptedSpotify spotify;
  StandIn other([](const SeenRequest&) { return Reply{.body = "{}"}; });
  spotify.on("GET /v1/me", Reply{.status = 302, .headers = {{"Location", other.url("/v1/me")}}});
  ScriptedSpotify::Client client(spotify, true);
  EXPECT_EQ(client.api.get_now("/me", "me", Cancellation::never()).status, 302);
  EXPECT_EQ(other.count(), 0u);
}

TEST(SpotifyLoginFile, ABrokenOneSaysWhatToDo) {
  ScriptedSpotify spotify;
  spotify.write_login(std::chrono::seconds(60));
  EXPECT_TRUE(read_spotify_login(spotify.login_file()));
  std::filesystem::resize_file(spotify.login_file(), 20);
  EXPECT_THAT(refusal([&] { read_spotify_login(spotify.login_file()); }, ErrorKind::kBadData),
              HasSubstr("segue logout spotify"));
  EXPECT_TRUE(remove_spotify_login(spotify.login_file()));
  EXPECT_FALSE(remove_spotify_login(spotify.login_file()));
  EXPECT_FALSE(read_spotify_login(spotify.login_file()));
}

TEST(SpotifyRefusal, EveryKnownReasonHasItsAdvice) {
  const auto told = [](int status, const std::string& body, bool user = true, const std::string& what = "playlist x") {
    HttpResponse response;
    response.status = status;
    response.body = body;
    const auto error = spotify_refusal(response, {what, user, {}, {}});
    return std::string(error.what()) + " | " + error.hint();
  };
  const auto said = [](int status, const std::string& message) {
    return R"({"error": {"status": )" + std::to_string(status) + R"(, "message": ")" + message + "\"}}";
  };
  EXPECT_THAT(told(401, said(401, "expired")), HasSubstr("Log in again"));
  EXPECT_THAT(told(401, "", false), HasSubstr("SPOTIFY_CLIENT_ID"));
  EXPECT_THAT(told(403, said(403, "Active premium subscription required for the owner of the app.")),
              HasSubstr("needs Spotify Premium"));
  EXPECT_THAT(
      told(403, said(403, "Check settings on developer.spotify.com/dashboard, the user may not be registered.")),
      HasSubstr("User Management"));
  EXPECT_THAT(told(403, said(403, "Insufficient client scope")), HasSubstr("Log in again"));
  for (const auto& body : {std::string(), said(403, "Forbidden"), std::string(R"({"error":{"status":403}})"),
                           std::string("<html></html>")}) {
    EXPECT_THAT(told(403, body), AllOf(HasSubstr("does not let this app"), HasSubstr("Exportify")));
    EXPECT_THAT(told(403, body, false), HasSubstr("segue login spotify"));
  }
  EXPECT_THAT(told(404, "", true, "playlist 37i9dQZF1DXcBWIGoYBM5M"), HasSubstr("27 November 2024"));
  EXPECT_THAT(told(404, said(404, "Resource not found")), HasSubstr("it is private"));
  EXPECT_THAT(told(429, R"({"error":{"status":429,"message":"Too many requests","reason":"QUOTA_EXCEEDED"}})"),
              HasSubstr("quota of the developer account"));
  EXPECT_THAT(told(502, "<html>"), HasSubstr("out of order (status 502)"));
  EXPECT_THAT(told(418, ""), HasSubstr("status 418"));
}

TEST(SpotifyRefusal, SaysWhenToComeBack) {
  HttpResponse response;
  response.status = 429;
  const auto now = std::chrono::system_clock::time_point(std::chrono::seconds(1'800'000'000));
  response.come_back = now + std::chrono::seconds(86'399);
  const auto error = spotify_refusal(response, {"playlist x", true, now, {}});
  EXPECT_THAT(std::string(error.what()), HasSubstr("come back in 24 hours (2027-01-16 07:59 UTC)"));
  EXPECT_THAT(error.hint(), HasSubstr("is kept"));
  EXPECT_EQ(wait_in_words(std::chrono::seconds(1)), "1 second");
  EXPECT_EQ(wait_in_words(std::chrono::seconds(121)), "3 minutes");
  EXPECT_EQ(wait_in_words(std::chrono::seconds(12'000)), "3 hours 20 minutes");
}

TEST(SpotifyLogin, TheChallengeIsThatOfTheStandard) {
  EXPECT_EQ(pkce_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");  // RFC 7636, appendix B
  EXPECT_EQ(random_text(48).size(), 64u);
  EXPECT_NE(random_text(48), random_text(48));
}

/// Logs in while `browse(url)` plays the browser.
SpotifyLogin log_in(ScriptedSpotify& spotify, const std::function<void(const std::string&)>& browse,
                    std::chrono::milliseconds patience = std::chrono::seconds(20)) {
  HttpClient http(quick_settings(spotify.pauses));
  std::thread browser;
  SpotifyLoginOptions options;
  options.port = 0;
  options.patience = patience;
  options.show = [&](const std::string& url) { browser = std::thread([&browse, url] { browse(url); }); };
  try {
    auto login = log_in_to_spotify(http, spotify.account(), options, Cancellation::never());
    browser.join();
    return login;
  } catch (...) {
    if (browser.joinable()) browser.join();
    throw;
  }
}

std::string parameter(const std::string& url, const std::string& name) {
  const auto at = url.find(name + "=") + name.size() + 1;
  return url.substr(at, url.find('&', at) - at);
}

HttpResponse visit(const std::string& authorize, const std::string& query) {
  HttpClient http;
  return http.send(HttpRequest::get(form_decode(parameter(authorize, "redirect_uri")) + query));
}

TEST(SpotifyLogin, TradesTheCodeForTokens) {
  ScriptedSpotify spotify;
  std::string page;
  std::string challenge;
  const auto login = log_in(spotify, [&](const std::string& url) {
    challenge = parameter(url, "code_challenge");
    visit(url, "/favicon.ico");
    EXPECT_EQ(visit(url, "?code=evil&state=other").status, 200) << "it is told so, and the waiting goes on";
    page = visit(url, "?code=c0de&state=" + parameter(url, "state")).body;
  });
  EXPECT_THAT(page, HasSubstr("Thank you"));
  EXPECT_EQ(login.refresh_token, "refresh-1");
  EXPECT_EQ(read_spotify_login(spotify.login_file())->access_token, "user-1");
  const auto asked = spotify.tokens_asked();
  ASSERT_EQ(asked.size(), 1u);
  EXPECT_THAT(asked[0], AllOf(HasSubstr("grant_type=authorization_code"), HasSubstr("code=c0de"),
                              HasSubstr("redirect_uri=http%3A%2F%2F127.0.0.1%3A")));
  EXPECT_EQ(pkce_challenge(parameter(asked[0], "code_verifier")), challenge);
  EXPECT_FALSE(spotify.server.seen()[0].header("Authorization")) << "a public client has no secret";
}

TEST(SpotifyLogin, ARefusalAndSilenceChangeNothing) {
  ScriptedSpotify spotify;
  spotify.write_login(std::chrono::hours(1));
  EXPECT_THAT(refusal([&] {
                log_in(spotify, [](const std::string& url) {
                  visit(url, "?error=access_denied&state=" + parameter(url, "state"));
                });
              }),
              HasSubstr("not allowed to let segue in"));
  EXPECT_THAT(refusal([&] {
                log_in(
                    spotify, [](const std::string&) {}, std::chrono::milliseconds(200));
              }),
              AllOf(HasSubstr("nobody came back"), HasSubstr("Redirect URIs")));
  spotify.token_endpoint = [](const SeenRequest&) {
    return Reply{.status = 400, .body = R"({"error": "invalid_grant"})"};
  };
  EXPECT_THAT(refusal([&] {
                log_in(spotify, [](const std::string& url) { visit(url, "?code=c&state=" + parameter(url, "state")); });
              }),
              HasSubstr("does not take the code"));
  EXPECT_EQ(read_spotify_login(spotify.login_file())->refresh_token, "refresh-0");
}

}  // namespace
}  // namespace segue::sources
