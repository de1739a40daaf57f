#pragma once

#include <memory>

#include "segue/base/progress.h"
#include "segue/sources/playlist_target.h"
#include "segue/sources/subsonic/subsonic_api.h"

namespace segue::app {

/// Completes what flags say by SEGUE_SUBSONIC_URL, SEGUE_SUBSONIC_USER, SEGUE_SUBSONIC_PASSWORD and
/// SEGUE_SUBSONIC_API_KEY.
sources::SubsonicAccount subsonic_account(sources::SubsonicAccount flags);

/// Playlists of that account, connected. Error(kUsage) if the account is incomplete, Error(kService) if the server
/// refuses. `cancellation` must outlive it.
std::shared_ptr<sources::PlaylistTarget> subsonic_target(const sources::SubsonicAccount& account,
                                                         const Cancellation& cancellation);

}  // namespace segue::app
