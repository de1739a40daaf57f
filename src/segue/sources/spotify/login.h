#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "segue/base/progress.h"
#include "segue/sources/http/http_client.h"
#include "segue/sources/spotify/account.h"

namespace segue::sources {

/// The challenge made of a verifier: base64url(SHA-256(verifier)) (RFC 7636, S256).
std::string pkce_challenge(std::string_view verifier);

/// `bytes` bytes the system drew, as base64url: verifiers, states.
std::string random_text(std::size_t bytes);

struct SpotifyLoginOptions {
  int port = 8888;                              ///< of 127.0.0.1, as in the app's Redirect URI; 0: any
  std::chrono::milliseconds patience{300'000};  ///< for the person in front of the browser
  /// Shows the page on which the login is done: prints it, opens a browser.
  std::function<void(const std::string& url)> show;
};

/// What may be asked for with the login, by words with spaces between.
std::string_view spotify_scopes();

/// Logs a user in by the authorization code flow with PKCE: no secret of the app's is needed. The browser is sent to
/// Spotify and back to http://127.0.0.1:PORT/callback; what comes back counts only with the state that was sent along.
/// The login is written to account.login_file, in place of an older one.
/// Error(kUsage) without a client id; Error(kService) if the user refused, nobody came in time, or Spotify gave no
/// token; Error(kFailed) if the port is taken; Error(kInterrupted) once cancelled. Before success nothing is changed.
SpotifyLogin log_in_to_spotify(HttpClient& http, const SpotifyAccount& account, const SpotifyLoginOptions& options,
                               const Cancellation& cancellation);

}  // namespace segue::sources
