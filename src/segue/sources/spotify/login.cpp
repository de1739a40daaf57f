#include "segue/sources/spotify/login.h"

#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/random.h>

#include "segue/base/base64.h"
#include "segue/base/error.h"
#include "segue/base/sha256.h"
#include "segue/base/unicode.h"
#include "segue/sources/http/http_url.h"
#include "segue/sources/spotify/loopback.h"
#include "segue/sources/spotify/refusal.h"
#include "segue/sources/spotify/tokens.h"

namespace segue::sources {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kPath = "/callback";
constexpr std::size_t kVerifierBytes = 48;  // 64 characters
constexpr std::size_t kStateBytes = 24;
constexpr std::size_t kMarkBytes = 12;

std::string query_value(const LoopbackListener::Query& query, const std::string& name) {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

/// What to make of a request at the redirect URI.
LoopbackListener::Page judge(const LoopbackListener::Query& query, const std::string& state) {
  if (query_value(query, "state") != state) {
    return {false, "This is not the answer segue waits for",
            "It belongs to another login. Use the address that segue printed last."};
  }
  if (query_value(query, "code").empty()) {
    return {true, "segue was not let in", "Go back to the terminal: it says how to go on."};
  }
  return {true, "Thank you", "segue finishes the login in the terminal. This window can be closed."};
}

/// Trades the code for tokens.
SpotifyGrant redeem(HttpClient& http, const SpotifyAccount& account, const std::string& code,
                    const std::string& redirect, const std::string& verifier, const Cancellation& cancellation) {
  const std::string what = "logging in to Spotify";
  const Pairs form = {{"grant_type", "authorization_code"},
                      {"code", code},
                      {"redirect_uri", redirect},
                      {"client_id", account.client_id},
                      {"code_verifier", verifier}};
  HttpRequest request = HttpRequest::form(HttpMethod::kPost, account.accounts + "/api/token", form_encode(form));
  request.redirects = Redirects::kNone;
  constexpr std::size_t kLargest = 64U * 1024;
  request.body_limit = kLargest;
  const auto response = http.send(request, cancellation);
  if (response.status != 200) {
    const SpotifyAsked asked{what, true, http.settings().pauses->now(), {code, verifier}};
    if (spotify_token_error(response) == "invalid_grant") {
      throw Error(ErrorKind::kService, what + ": Spotify does not take the code it gave",
                  "Run 'segue login spotify' again, and finish it in the browser without delay.");
    }
    throw spotify_token_refusal(response, asked);
  }
  auto grant = read_spotify_grant(response.body, what);
  if (grant.refresh_token.empty()) {
    throw Error(ErrorKind::kService, what + ": expected \"refresh_token\", a text, found nothing", "Try again later.");
  }
  return grant;
}

}  // namespace

std::string pkce_challenge(std::string_view verifier) {
  const std::string hex = sha256_hex(verifier);
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string digest;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    digest += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return base64url(digest);
}

std::string random_text(std::size_t bytes) {
  std::string drawn(bytes, '\0');
  for (std::size_t done = 0; done < bytes;) {
    const ssize_t got = ::getrandom(drawn.data() + done, bytes - done, 0);
    if (got < 0 && errno != EINTR) {
      throw Error(ErrorKind::kFailed, "the system gives no random numbers: " + std::generic_category().message(errno));
    }
    if (got > 0) done += static_cast<std::size_t>(got);
  }
  return base64url(drawn);
}

std::string_view spotify_scopes() {
  return "playlist-modify-private playlist-modify-public playlist-read-private playlist-read-collaborative";
}

SpotifyLogin log_in_to_spotify(HttpClient& http, const SpotifyAccount& account, const SpotifyLoginOptions& options,
                               const Cancellation& cancellation) {
  if (account.client_id.empty()) {
    throw Error(ErrorKind::kUsage, "a login at Spotify needs the Client ID of an app, and none is set",
                fmt::format("Make an app at developer.spotify.com/dashboard with the Redirect URI "
                            "http://127.0.0.1:{}{}, and set SPOTIFY_CLIENT_ID to its Client ID.",
                            options.port, kPath));
  }
  LoopbackListener listener(options.port);
  const std::string redirect = fmt::format("http://127.0.0.1:{}{}", listener.port(), kPath);
  const std::string verifier = random_text(kVerifierBytes);
  const std::string state = random_text(kStateBytes);
  const Pairs query = {{"response_type", "code"},
                       {"client_id", account.client_id},
                       {"scope", std::string(spotify_scopes())},
                       {"redirect_uri", redirect},
                       {"state", state},
                       {"code_challenge_method", "S256"},
                       {"code_challenge", pkce_challenge(verifier)}};
  if (options.show) options.show(account.accounts + "/authorize?" + query_string(query));
  const auto answer = listener.wait(
      std::string(kPath), options.patience,
      [&state](const LoopbackListener::Query& asked) { return judge(asked, state); }, cancellation);
  if (!answer) {
    throw Error(ErrorKind::kService,
                fmt::format("nobody came back from Spotify within {}",
                            wait_in_words(std::chrono::ceil<std::chrono::seconds>(options.patience))),
                fmt::format("Run it again. If the browser said 'INVALID_CLIENT: Invalid redirect URI', add {} to the "
                            "app's Redirect URIs.",
                            redirect));
  }
  if (const auto code = query_value(*answer, "code"); !code.empty()) {
    auto grant = redeem(http, account, code, redirect, verifier, cancellation);
    const auto now = http.settings().pauses->now();
    SpotifyLogin login{account.client_id,
                       std::move(grant.refresh_token),
                       std::move(grant.access_token),
                       grant.scope,
                       now + grant.good,
                       now,
                       random_text(kMarkBytes)};
    write_spotify_login(account.login_file, login);
    return login;
  }
  const auto error = printable(query_value(*answer, "error"));
  throw Error(ErrorKind::kService,
              error == "access_denied" ? "Spotify was not allowed to let segue in"
                                       : fmt::format("Spotify did not log in: {}", error.empty() ? "no reason" : error),
              "Run 'segue login spotify' again and agree there.");
}

}  // namespace segue::sources
