#pragma once

#include <memory>

#include "segue/app/services.h"
#include "segue/sources/playlist_target.h"

namespace segue::app {

/// Playlists of the user who is logged in at Spotify. Error(kService) if nobody is. `services` must outlive it.
std::shared_ptr<sources::PlaylistTarget> spotify_target(Services& services);

}  // namespace segue::app
