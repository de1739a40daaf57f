#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "segue/base/item_problem.h"
#include "segue/sources/playlist_file/listed_playlist.h"
#include "segue/sources/subsonic/subsonic_api.h"

namespace segue::sources {

/// When the server's collection last changed, as it says it: to be compared with an earlier answer and nothing else.
/// Nothing if the server does not say.
std::optional<std::string> subsonic_last_change(SubsonicApi& api);

/// Reads every song, page by page: with search3 where that lists everything (OpenSubsonic), else album by album. Memory
/// grows with the number of songs by some bytes each. A server that repeats a page is not believed for ever: the
/// reading ends and says so to `on_problem`. Returns how many different songs came.
std::uint64_t read_subsonic_songs(SubsonicApi& api, const std::function<void(std::span<const SubsonicSong>)>& on_songs,
                                  const std::function<void(ItemProblem&&)>& on_problem, Progress& progress);

/// A song with the id by which it is found at its server again.
ListedSong listed_subsonic_song(const SubsonicApi& api, const SubsonicSong& song);

/// Every playlist the account sees.
std::vector<SubsonicPlaylist> subsonic_playlists(SubsonicApi& api);

/// The songs of one. Nothing if it is gone.
std::optional<ListedPlaylist> read_subsonic_playlist(SubsonicApi& api, const SubsonicPlaylist& playlist);

}  // namespace segue::sources
