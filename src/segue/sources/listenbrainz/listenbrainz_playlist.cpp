#include "segue/sources/listenbrainz/listenbrainz_playlist.h"

#include <chrono>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/sha1.h"
#include "segue/sources/csv/cell.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::sources {

std::optional<std::string> listenbrainz_playlist_id(std::string_view text) {
  constexpr std::size_t kUuid = 36;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (text.starts_with(scheme)) text.remove_prefix(scheme.size());
  }
  for (const std::string_view host : {"www.", "beta.", "test."}) {
    if (text.starts_with(host)) text.remove_prefix(host.size());
  }
  constexpr std::string_view kPath = "listenbrainz.org/playlist/";
  if (!text.starts_with(kPath)) return std::nullopt;
  return read_musicbrainz_id(text.substr(kPath.size()).substr(0, kUuid));
}

ListedPlaylist fetch_listenbrainz_playlist(CachedHttp& http, const ListenBrainzSettings& settings,
                                           const std::string& mbid, const Cancellation& cancellation) {
  const std::string what = fmt::format("the ListenBrainz playlist {}", mbid);
  HttpRequest request = HttpRequest::get(fmt::format("{}/1/playlist/{}", settings.url, mbid));
  request.headers.add("Accept", "application/json");
  request.accept_gzip = true;
  if (!settings.token.empty()) request.headers.add_secret("Authorization", "Token " + settings.token);
  CacheRule rule;
  rule.contract = "listenbrainz-playlist/1";
  rule.good = std::chrono::minutes(10);  // playlists change; a run that is repeated need not ask again
  rule.missing = std::chrono::minutes(1);
  // Who asks matters: a playlist that is not public is there for its owner.
  rule.key = fmt::format("{} {}", request.url, settings.token.empty() ? "" : sha1_hex(settings.token));
  const auto answer = http.send(request, rule, cancellation);
  if (!answer) {
    throw Error(ErrorKind::kService, fmt::format("{}: no answer was kept, and nothing is asked offline", what),
                "Run it once without --offline.");
  }
  const HttpResponse& response = answer->response;
  if (response.status == 404) {
    throw Error(ErrorKind::kNotFound, fmt::format("{}: there is none, or it is not public", what),
                settings.token.empty()
                    ? "For a private one set LISTENBRAINZ_TOKEN to the token from your settings there."
                    : "Check the link.");
  }
  if (response.status == 401 || response.status == 403) {
    throw Error(ErrorKind::kService, fmt::format("{}: ListenBrainz refuses (status {})", what, response.status),
                settings.token.empty()
                    ? "It is not public: set LISTENBRAINZ_TOKEN to the token from your settings there."
                    : "Check LISTENBRAINZ_TOKEN.");
  }
  if (!response.ok()) {
    throw Error(ErrorKind::kService,
                fmt::format("{}: ListenBrainz {} (status {})", what,
                            response.status == 429 ? "asks for fewer requests" : "is out of order", response.status),
                "Try again later; a file saved from its page (JSPF) can be imported too.");
  }
  try {
    auto list = read_jspf(response.body, what, "/");
    list.key = "listenbrainz:" + mbid;
    // What lies on this machine is none of the service's business.
    for (auto& song : list.songs) song.paths.clear();
    return list;
  } catch (const Error& error) {
    throw Error(ErrorKind::kService, error.what(), "Try again later.");
  }
}

}  // namespace segue::sources
