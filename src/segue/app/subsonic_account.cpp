#include "segue/app/subsonic_account.h"

#include <cstdlib>
#include <string>

#include "segue/sources/subsonic/subsonic_target.h"

namespace segue::app {
namespace {

void complete(std::string& value, const char* variable) {
  if (!value.empty()) return;
  const char* set = std::getenv(variable);  // NOLINT(concurrency-mt-unsafe): nothing here changes the environment
  if (set != nullptr) value = set;
}

/// A target and what it stands on.
struct Connection {
  Connection(const sources::SubsonicAccount& account, const Cancellation& cancellation)
      : api(http, account, cancellation), target(api) {}
  sources::HttpClient http;
  sources::SubsonicApi api;
  sources::SubsonicTarget target;
};

}  // namespace

sources::SubsonicAccount subsonic_account(sources::SubsonicAccount flags) {
  complete(flags.url, "SEGUE_SUBSONIC_URL");
  complete(flags.user, "SEGUE_SUBSONIC_USER");
  complete(flags.password, "SEGUE_SUBSONIC_PASSWORD");
  complete(flags.api_key, "SEGUE_SUBSONIC_API_KEY");
  return flags;
}

std::shared_ptr<sources::PlaylistTarget> subsonic_target(const sources::SubsonicAccount& account,
                                                         const Cancellation& cancellation) {
  auto connection = std::make_shared<Connection>(account, cancellation);
  return {connection, &connection->target};
}

}  // namespace segue::app
