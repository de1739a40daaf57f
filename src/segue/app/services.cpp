#include "segue/app/services.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "segue/app/spotify.h"
#include "segue/sources/http/http_url.h"

namespace segue::app {
namespace {

using sources::HostPolicy;
using sources::HttpSettings;

std::vector<std::string> addresses_of(const ServiceSettings& settings, Service service) {
  switch (service) {
    case Service::kSpotify:
      return {settings.spotify_api_url, settings.spotify_accounts_url};
    case Service::kReccoBeats:
      return {settings.reccobeats_url};
    case Service::kLrclib:
      return {settings.lrclib_url};
    case Service::kGenius:
      return {settings.genius_url, settings.genius_pages_url};
    case Service::kListenBrainz:
      return {settings.listenbrainz_url};
    case Service::kSubsonic:
      return {settings.subsonic_url};
  }
  return {};
}

/// Whoever runs a service for nothing is asked one thing at a time.
HostPolicy policy_of(const ServiceSettings& settings, Service service) {
  switch (service) {
    case Service::kSpotify:
      return {settings.spotify_spacing, 2};
    case Service::kReccoBeats:
      return {settings.reccobeats_spacing, 1};
    case Service::kLrclib:
      return {settings.lrclib_spacing, 1};
    case Service::kGenius:
      return {settings.genius_spacing, 1};
    case Service::kListenBrainz:
      return {settings.listenbrainz_spacing, 1};
    case Service::kSubsonic:
      return {settings.subsonic_spacing, 2};
  }
  return {};
}

constexpr std::array kServices = {Service::kSpotify, Service::kReccoBeats,   Service::kLrclib,
                                  Service::kGenius,  Service::kListenBrainz, Service::kSubsonic};

HttpSettings http_settings(const ServiceSettings& settings) {
  HttpSettings http;
  http.agent = sources::user_agent(settings.contact);
  http.backoff = settings.http_backoff;
  http.patience = settings.http_patience;
  http.longest_wait = std::chrono::floor<std::chrono::seconds>(settings.http_patience);
  for (const Service service : kServices) {
    for (const auto& address : addresses_of(settings, service)) {
      if (const auto origin = sources::origin_of(address))
        http.hosts[authority(*origin)] = policy_of(settings, service);
    }
  }
  return http;
}

}  // namespace

std::string_view name(Service service) {
  switch (service) {
    case Service::kSpotify:
      return "spotify";
    case Service::kReccoBeats:
      return "reccobeats";
    case Service::kLrclib:
      return "lrclib";
    case Service::kGenius:
      return "genius";
    case Service::kListenBrainz:
      return "listenbrainz";
    case Service::kSubsonic:
      return "subsonic";
  }
  return "";
}

class Services::Impl {
 public:
  explicit Impl(ServiceSettings given)
      : settings(std::move(given)),
        http(http_settings(settings)),
        cache(settings.http_cache),
        cached(http, cache, settings.offline) {}

  ServiceSettings settings;
  sources::HttpClient http;
  sources::HttpCache cache;
  sources::CachedHttp cached;
  std::mutex mutex;
  std::unique_ptr<Spotify> spotify;  ///< made when somebody first needs it; asks through all of the above
};

Services::Services(ServiceSettings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
Services::~Services() = default;

const ServiceSettings& Services::settings() const noexcept {
  return impl_->settings;
}
sources::HttpClient& Services::http() noexcept {
  return impl_->http;
}
sources::HttpCache& Services::cache() noexcept {
  return impl_->cache;
}
sources::CachedHttp& Services::cached() noexcept {
  return impl_->cached;
}

Spotify& Services::spotify() {
  const std::lock_guard lock(impl_->mutex);
  if (!impl_->spotify) impl_->spotify = std::make_unique<Spotify>(*this);
  return *impl_->spotify;
}

std::int64_t Services::requests(Service service) const {
  std::int64_t sum = 0;
  std::vector<std::string> counted;
  for (const auto& address : addresses_of(impl_->settings, service)) {
    const auto origin = sources::origin_of(address);
    if (!origin) continue;
    // Two addresses of a service may be of one host.
    auto host = sources::authority(*origin);
    if (std::ranges::find(counted, host) != counted.end()) continue;
    sum += impl_->http.requests(*origin);
    counted.push_back(std::move(host));
  }
  return sum;
}

}  // namespace segue::app
