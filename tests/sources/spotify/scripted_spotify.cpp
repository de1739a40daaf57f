#include "scripted_spotify.h"

#include <algorithm>

#include <fmt/format.h>

namespace segue::sources {
namespace {

HttpSettings settings_of(FakePauses& pauses) {
  auto settings = quick_settings(pauses);
  settings.repetitions = 1;
  return settings;
}

SpotifyAccount account_for(ScriptedSpotify& spotify, bool user) {
  auto account = spotify.account();
  if (user) {
    if (!read_spotify_login(account.login_file)) spotify.write_login(std::chrono::hours(1));
  } else {
    account.login_file.clear();
  }
  return account;
}

}  // namespace

ScriptedSpotify::ScriptedSpotify()
    : folder_("spotify-test"), server([this](const SeenRequest& request) { return answer(request); }) {}

ScriptedSpotify::Client::Client(ScriptedSpotify& spotify, bool user, bool offline)
    : http(settings_of(spotify.pauses)),
      cache(spotify.folder_.path() / "cache"),
      cached(http, cache, offline),
      tokens(http, account_for(spotify, user)),
      api(http, cached, tokens) {}

SpotifyAccount ScriptedSpotify::account() const {
  SpotifyAccount account;
  account.api = server.url("/v1");
  account.accounts = server.url("");
  account.client_id = "id";
  account.client_secret = "s3cret";
  account.login_file = login_file();
  return account;
}

void ScriptedSpotify::write_login(std::chrono::seconds good) {
  const auto now = pauses.now();
  write_spotify_login(login_file(), {"id", "refresh-0", "user-0", "scope", now + good, now, "mark"});
}

Reply ScriptedSpotify::token(const SeenRequest& request) {
  if (token_endpoint) return token_endpoint(request);
  const int number = ++tokens_;
  if (request.body.find("client_credentials") != std::string::npos) {
    return {.body = fmt::format(R"({{"access_token": "app-{}", "expires_in": 3600}})", number)};
  }
  return {.body = fmt::format(R"({{"access_token": "user-{0}", "expires_in": 3600, "refresh_token": "refresh-{0}"}})",
                              number)};
}

Reply ScriptedSpotify::answer(const SeenRequest& request) {
  const std::lock_guard lock(mutex_);
  if (request.target == "/api/token") return token(request);
  const auto name = request.method + " " + request.target;
  const auto found = script_.find(name);
  if (found == script_.end())
    return {.status = 404, .body = R"({"error": {"status": 404, "message": "not scripted"}})"};
  const std::size_t turn = std::min(done_[name]++, found->second.size() - 1);
  return found->second[turn];
}

std::vector<std::string> ScriptedSpotify::asked() const {
  std::vector<std::string> asked;
  for (const auto& request : server.seen()) {
    if (request.target != "/api/token") asked.push_back(request.method + " " + request.target);
  }
  return asked;
}

std::vector<std::string> ScriptedSpotify::tokens_asked() const {
  std::vector<std::string> asked;
  for (const auto& request : server.seen()) {
    if (request.target == "/api/token") asked.push_back(request.body);
  }
  return asked;
}

}  // namespace segue::sources
