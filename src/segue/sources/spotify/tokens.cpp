#include "segue/sources/spotify/tokens.h"

#include <algorithm>
#include <utility>

#include "segue/base/base64.h"
#include "segue/sources/http/http_url.h"
#include "segue/sources/spotify/answer_shape.h"
#include "segue/sources/spotify/refusal.h"

namespace segue::sources {
namespace {

using std::chrono::system_clock;
using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::chrono::seconds kMargin{60};
constexpr std::size_t kLargestGrant = 64U * 1024;

}  // namespace

Error no_spotify_credentials() {
  return {
      ErrorKind::kService, "Spotify answers only to somebody it knows, and nobody is logged in",
      "With an account: make an app at developer.spotify.com/dashboard with the Redirect URI "
      "http://127.0.0.1:8888/callback, set SPOTIFY_CLIENT_ID to its Client ID, and run 'segue login spotify'.\n  "
      "Without one: save the playlist as a CSV with Exportify and 'segue import playlist.csv'; or import a folder of "
      "music, an M3U8 or JSPF playlist, or a Subsonic server ('segue import --help')."};
}

SpotifyGrant read_spotify_grant(std::string_view json, std::string_view what) {
  const JsonDocument document(json);
  const auto root = object_in(document, what);
  SpotifyGrant grant;
  grant.access_token = root["access_token"].text();
  grant.refresh_token = root["refresh_token"].text();
  grant.scope = root["scope"].text();
  constexpr std::uint64_t kLongest = 30 * 24 * 3600;
  grant.good = std::chrono::seconds(
      static_cast<std::int64_t>(std::min(root["expires_in"].whole().value_or(std::uint64_t{3600}), kLongest)));
  if (grant.access_token.empty()) strange_answer(what, "\"access_token\", a text", root["access_token"].type());
  return grant;
}

SpotifyTokens::SpotifyTokens(HttpClient& http, SpotifyAccount account)
    : http_(http), account_(std::move(account)), login_(read_spotify_login(account_.login_file)) {}

SpotifyTokens::Who SpotifyTokens::who() const {
  const std::lock_guard lock(mutex_);
  if (login_) return Who::kUser;
  return account_.client_id.empty() || account_.client_secret.empty() ? Who::kNobody : Who::kApp;
}

std::string SpotifyTokens::asker() const {
  const std::lock_guard lock(mutex_);
  return login_ ? "user/" + login_->mark : "app/" + account_.client_id;
}

std::vector<std::string> SpotifyTokens::secrets() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> secrets{account_.client_secret, app_token_};
  if (login_) {
    secrets.push_back(login_->access_token);
    secrets.push_back(login_->refresh_token);
  }
  std::erase_if(secrets, [](const std::string& secret) { return secret.empty(); });
  return secrets;
}

bool SpotifyTokens::is_fresh(system_clock::time_point expires) const {
  return http_.settings().pauses->now() + kMargin < expires;
}

std::string SpotifyTokens::token(const Cancellation& cancellation) {
  const auto asker = who();
  if (asker == Who::kNobody) throw no_spotify_credentials();
  return asker == Who::kUser ? user_token(cancellation) : app_token(cancellation);
}

void SpotifyTokens::refused(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (token == app_token_) app_token_.clear();
  if (login_ && token == login_->access_token) login_->access_token.clear();
}

std::string SpotifyTokens::app_token(const Cancellation& cancellation) {
  const std::lock_guard lock(mutex_);
  if (!app_token_.empty() && is_fresh(app_expires_)) return app_token_;
  const std::string what = "a token for the app";
  HttpRequest request =
      HttpRequest::form(HttpMethod::kPost, account_.accounts + "/api/token", "grant_type=client_credentials");
  request.headers.add_secret("Authorization", "Basic " + base64(account_.client_id + ":" + account_.client_secret));
  request.redirects = Redirects::kNone;
  request.repeatable = true;
  request.body_limit = kLargestGrant;
  const auto response = http_.send(request, cancellation);
  if (response.status != 200) {
    throw spotify_token_refusal(response,
                                {what, false, http_.settings().pauses->now(), {account_.client_secret, app_token_}});
  }
  auto grant = read_spotify_grant(response.body, what);
  app_token_ = std::move(grant.access_token);
  app_expires_ = http_.settings().pauses->now() + grant.good;
  return app_token_;
}

std::string SpotifyTokens::user_token(const Cancellation& cancellation) {
  const std::lock_guard lock(mutex_);
  if (!login_->access_token.empty() && is_fresh(login_->expires)) return login_->access_token;
  const std::string what = "renewing the login at Spotify";
  const SpotifyLoginLock one_at_a_time(account_.login_file);
  if (auto written = read_spotify_login(account_.login_file)) {
    // Another segue may have renewed it meanwhile; what the API refused is not taken again.
    const bool renewed = written->refresh_token != login_->refresh_token;
    login_ = std::move(written);
    if (renewed && is_fresh(login_->expires)) return login_->access_token;
  }
  const Pairs form = {
      {"grant_type", "refresh_token"}, {"refresh_token", login_->refresh_token}, {"client_id", login_->client_id}};
  HttpRequest request = HttpRequest::form(HttpMethod::kPost, account_.accounts + "/api/token", form_encode(form));
  request.redirects = Redirects::kNone;
  request.repeatable = true;  // until an answer arrives the old token stays good
  request.body_limit = kLargestGrant;
  const auto response = http_.send(request, cancellation);
  if (response.status != 200) {
    throw spotify_token_refusal(
        response, {what, true, http_.settings().pauses->now(), {login_->refresh_token, login_->access_token}});
  }
  auto grant = read_spotify_grant(response.body, what);
  login_->access_token = std::move(grant.access_token);
  login_->expires = http_.settings().pauses->now() + grant.good;
  if (!grant.refresh_token.empty()) login_->refresh_token = std::move(grant.refresh_token);
  if (!grant.scope.empty()) login_->scope = std::move(grant.scope);
  write_spotify_login(account_.login_file, *login_);
  return login_->access_token;
}

}  // namespace segue::sources
