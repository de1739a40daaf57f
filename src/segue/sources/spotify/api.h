#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "segue/base/error.h"
#include "segue/base/progress.h"
#include "segue/sources/http/http_cache.h"
#include "segue/sources/http/http_client.h"
#include "segue/sources/spotify/tokens.h"

namespace segue::sources {

/// How long an answer of Spotify's is kept; its terms forbid to keep them for ever.
inline constexpr std::chrono::seconds kSpotifyGood = std::chrono::hours(24 * 30);

/// Asks the Web API: with a token, once more with another one after a 401, through the cache. Answers of any other
/// status are values, for what they mean depends on what was asked; refusal() makes an Error of one.
///
/// It also remembers, for one run, what the app turned out not to be allowed, so that nothing is asked in vain twice.
class SpotifyApi {
 public:
  /// All must outlive it.
  SpotifyApi(HttpClient& http, CachedHttp& cached, SpotifyTokens& tokens);

  /// How an answer is cached.
  struct Keeping {
    std::chrono::seconds good = kSpotifyGood;
    std::chrono::seconds missing{0};  ///< most things may be made, or shared, at any time
    std::string version;              ///< of the thing asked for: another version is another answer
    std::size_t body_limit = 8U * 1024 * 1024;
  };
  /// GET `path` ("/tracks/ID?market=SE") or a whole URL that is_own() accepts. `what` begins messages. Error(kService)
  /// if offline and not in the cache.
  HttpResponse get(std::string_view path, std::string_view what, const Keeping& keeping,
                   const Cancellation& cancellation);

  /// Writes (POST, PUT), with a JSON body. Never cached. A POST of which nobody knows whether it was done is not
  /// repeated: Error(kService) then.
  HttpResponse write(HttpMethod method, std::string_view path, std::string_view what, const std::string& json,
                     const Cancellation& cancellation);
  /// GET of what must be as it is now.
  HttpResponse get_now(std::string_view path, std::string_view what, const Cancellation& cancellation);

  /// Whether a URL the server gave stays where it may be asked: same scheme, host and port, and below the API's path.
  bool is_own(std::string_view url) const;

  Error refusal(const HttpResponse& response, std::string_view what);
  /// Whether a refusal said to come back later (a wait, a quota, out of order).
  bool come_back_later() const { return come_back_later_; }
  /// For messages about answers of writes that never came.
  bool by_user() const { return tokens_.who() == SpotifyTokens::Who::kUser; }
  const SpotifyAccount& account() const { return tokens_.account(); }

  bool prefers_tracks = false;     ///< /playlists/ID/items is not for this app, /tracks is
  bool no_several_tracks = false;  ///< /tracks?ids= is not for this app

 private:
  HttpRequest request_to(HttpMethod method, std::string_view path, const std::string& json) const;
  template <class Send>
  HttpResponse with_token(HttpRequest& request, const Cancellation& cancellation, const Send& send);
  void check_online(std::string_view what) const;

  HttpClient& http_;
  CachedHttp& cached_;
  SpotifyTokens& tokens_;
  bool come_back_later_ = false;
};

}  // namespace segue::sources
