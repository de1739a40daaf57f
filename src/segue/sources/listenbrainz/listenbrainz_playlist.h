#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "segue/sources/http/http_cache.h"
#include "segue/sources/playlist_file/listed_playlist.h"

namespace segue::sources {

/// The MBID in a link to a playlist of ListenBrainz (https://listenbrainz.org/playlist/MBID, with or without https://
/// and what follows). Nothing if `text` is none.
std::optional<std::string> listenbrainz_playlist_id(std::string_view text);

struct ListenBrainzSettings {
  std::string url = "https://api.listenbrainz.org";  ///< without a slash at the end
  std::string token;                                 ///< of a user; only needed for playlists that are not public
};

/// Fetches a playlist as JSPF. Error(kNotFound) if there is none or it is not public, Error(kService) if ListenBrainz
/// is down or refuses, or (offline) no answer was kept.
ListedPlaylist fetch_listenbrainz_playlist(CachedHttp& http, const ListenBrainzSettings& settings,
                                           const std::string& mbid, const Cancellation& cancellation);

}  // namespace segue::sources
