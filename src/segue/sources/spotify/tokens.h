#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/error.h"
#include "segue/base/progress.h"
#include "segue/sources/http/http_client.h"
#include "segue/sources/spotify/account.h"

namespace segue::sources {

/// The tokens by which Spotify knows who asks: a user's, if somebody is logged in, else the app's own (client
/// credentials). Both last an hour and are renewed a minute before that; a login's are kept in its file.
/// Any number of threads may ask.
class SpotifyTokens {
 public:
  /// `http` must outlive it. Error(kBadData) if the file of the login is broken.
  SpotifyTokens(HttpClient& http, SpotifyAccount account);

  enum class Who : std::uint8_t { kNobody, kApp, kUser };
  Who who() const;
  /// Tells the answers to one asker from those to another, without a secret in it: for the keys of a cache.
  std::string asker() const;

  /// A token that is good now. Error(kService): nobody to ask as (with all the ways around it), refused, login over.
  std::string token(const Cancellation& cancellation);
  /// The API said 401 to this token: it is not used again.
  void refused(const std::string& token);

  /// What must never be shown.
  std::vector<std::string> secrets() const;
  const SpotifyAccount& account() const { return account_; }

 private:
  std::string app_token(const Cancellation& cancellation);
  std::string user_token(const Cancellation& cancellation);
  bool is_fresh(std::chrono::system_clock::time_point expires) const;

  HttpClient& http_;
  SpotifyAccount account_;
  mutable std::mutex mutex_;
  std::optional<SpotifyLogin> login_;
  std::string app_token_;
  std::chrono::system_clock::time_point app_expires_;
};

/// What the token endpoint answers. Error(kService) if it is no token.
struct SpotifyGrant {
  std::string access_token;
  std::string refresh_token;  ///< empty: the old one stays
  std::string scope;
  std::chrono::seconds good{0};
};
SpotifyGrant read_spotify_grant(std::string_view json, std::string_view what);

/// Error(kService) for whoever has neither a login nor an app, with what to do about it.
Error no_spotify_credentials();

}  // namespace segue::sources
