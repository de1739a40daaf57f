#include "segue/app/subsonic_account.h"

#include <utility>

#include "segue/base/error.h"
#include "segue/sources/listenbrainz/listenbrainz_playlist.h"
#include "segue/sources/subsonic/subsonic_target.h"

namespace segue::app {
namespace {

/// A target and what it stands on.
struct Connection {
  Connection(Services& services, const sources::SubsonicAccount& account, const Cancellation& cancellation)
      : api(services.http(), account, cancellation), target(api) {}
  sources::SubsonicApi api;
  sources::SubsonicTarget target;
};

void check_online(const Services& services) {
  if (!services.settings().offline) return;
  throw Error(ErrorKind::kService, "a Subsonic server cannot be asked offline", "Run it again without --offline.");
}

}  // namespace

sources::SubsonicAccount subsonic_account(sources::SubsonicAccount flags, const ServiceSettings& settings) {
  const auto complete = [](std::string& value, const std::string& set) {
    if (value.empty()) value = set;
  };
  complete(flags.url, settings.subsonic_url);
  complete(flags.user, settings.subsonic_user);
  complete(flags.password, settings.subsonic_password);
  complete(flags.api_key, settings.subsonic_api_key);
  return flags;
}

std::shared_ptr<sources::PlaylistTarget> subsonic_target(Services& services, const sources::SubsonicAccount& flags,
                                                         const Cancellation& cancellation) {
  check_online(services);
  auto connection = std::make_shared<Connection>(services, subsonic_account(flags, services.settings()), cancellation);
  return {connection, &connection->target};
}

std::optional<std::string> subsonic_name(std::string_view text) {
  constexpr std::string_view kPrefix = "subsonic:";
  if (!text.starts_with(kPrefix)) return std::nullopt;
  return std::string(text.substr(kPrefix.size()));
}

SubsonicImport import_from_subsonic(catalog::Catalog& catalog, Services& services,
                                    const sources::SubsonicAccount& flags, const SubsonicImportOptions& options,
                                    const std::function<void(const ItemProblem&)>& on_problem, Progress& progress,
                                    const Cancellation& cancellation) {
  check_online(services);
  sources::SubsonicApi api(services.http(), subsonic_account(flags, services.settings()), cancellation);
  return import_subsonic(catalog, api, services.cache(), options, on_problem, progress);
}

bool is_listenbrainz_link(std::string_view text) {
  return sources::listenbrainz_playlist_id(text).has_value();
}

ListImport import_from_listenbrainz(catalog::Catalog& catalog, Services& services, const std::string& link,
                                    const Cancellation& cancellation) {
  const auto mbid = sources::listenbrainz_playlist_id(link);
  if (!mbid) throw Error(ErrorKind::kUsage, "expected a link to a playlist of ListenBrainz, found '" + link + "'");
  const sources::ListenBrainzSettings settings{services.settings().listenbrainz_url,
                                               services.settings().listenbrainz_token};
  const auto list = sources::fetch_listenbrainz_playlist(services.cached(), settings, *mbid, cancellation);
  return import_list(catalog, list, link, "");
}

}  // namespace segue::app
