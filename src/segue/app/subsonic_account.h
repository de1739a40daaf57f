#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "segue/app/import_list.h"
#include "segue/app/import_subsonic.h"
#include "segue/app/services.h"
#include "segue/base/progress.h"
#include "segue/sources/playlist_target.h"
#include "segue/sources/subsonic/subsonic_api.h"

// What commands ask of a Subsonic server and of ListenBrainz. Each Error(kService) if the service refuses, is down, or
// nothing may be asked (offline); Error(kUsage) if an account is incomplete.

namespace segue::app {

/// Completes what flags say by the settings.
sources::SubsonicAccount subsonic_account(sources::SubsonicAccount flags, const ServiceSettings& settings);

/// Playlists of that account, connected. `services` and `cancellation` must outlive it.
std::shared_ptr<sources::PlaylistTarget> subsonic_target(Services& services, const sources::SubsonicAccount& flags,
                                                         const Cancellation& cancellation);

/// What `segue import` calls a server: "subsonic:" (the one that was set) or "subsonic:URL", as the URL or nothing of
/// it. Nothing if `text` is none of these.
std::optional<std::string> subsonic_name(std::string_view text);

/// import_subsonic of that account.
SubsonicImport import_from_subsonic(catalog::Catalog& catalog, Services& services,
                                    const sources::SubsonicAccount& flags, const SubsonicImportOptions& options,
                                    const std::function<void(const ItemProblem&)>& on_problem, Progress& progress,
                                    const Cancellation& cancellation);

/// Whether `text` is a link to a playlist of ListenBrainz.
bool is_listenbrainz_link(std::string_view text);

/// Fetches such a playlist and stores it as import_list does; offline, from an answer that was kept.
ListImport import_from_listenbrainz(catalog::Catalog& catalog, Services& services, const std::string& link,
                                    const Cancellation& cancellation);

}  // namespace segue::app
