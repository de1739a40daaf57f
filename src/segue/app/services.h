#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/sources/http/http_cache.h"
#include "segue/sources/http/http_client.h"

namespace segue::app {

/// How the services are reached: addresses, who we are there, and how politely they are asked. One row of the table in
/// service_settings.cpp a member: its name in the config file, with "SEGUE_" before it and in capitals in the
/// environment, and for `--set NAME=VALUE`.
struct ServiceSettings {
  // Addresses, without a slash at the end.
  std::string spotify_api_url = "https://api.spotify.com/v1";
  std::string spotify_accounts_url = "https://accounts.spotify.com";
  std::string reccobeats_url = "https://api.reccobeats.com/v1";
  std::string lrclib_url = "https://lrclib.net/api";
  std::string genius_url = "https://api.genius.com";
  std::string genius_pages_url = "https://genius.com";
  std::string listenbrainz_url = "https://api.listenbrainz.org";
  std::string subsonic_url;  ///< of one's own server; there is no other

  // Who asks. Empty: not set.
  std::string contact;  ///< an address or URL for the User-Agent, so that an operator can say what is wrong
  std::string spotify_client_id;
  std::string spotify_client_secret;
  std::string spotify_market;  ///< ISO 3166-1 alpha-2 ("SE"): whose copies of songs are meant; not set: the user's
  std::string genius_access_token;
  std::string listenbrainz_token;
  std::string subsonic_user;
  std::string subsonic_password;
  std::string subsonic_api_key;

  // How: time between the beginnings of two requests to one host.
  std::chrono::milliseconds spotify_spacing{100};
  std::chrono::milliseconds reccobeats_spacing{500};
  std::chrono::milliseconds lrclib_spacing{500};
  std::chrono::milliseconds genius_spacing{1000};
  std::chrono::milliseconds listenbrainz_spacing{500};
  std::chrono::milliseconds subsonic_spacing{0};
  std::chrono::milliseconds http_backoff{500};       ///< before the first repetition; doubles
  std::chrono::milliseconds http_patience{120'000};  ///< with a service that does not answer, repetitions and all

  std::filesystem::path http_cache = sources::default_http_cache();
  bool offline = false;  ///< only answers that were kept count

  /// What was said for a setting, and where ("SEGUE_LRCLIB_URL", "/home/ada/.config/segue/config").
  struct Said {
    std::string value;
    std::string where;
  };
  /// `find(name, variables)`: what was said for the setting `name`, for which these environment variables stand (the
  /// first that is set counts); nothing: not set. Error(kUsage) that says where, if a value is none.
  using Find = std::function<std::optional<Said>(std::string_view name, const std::vector<std::string>& variables)>;
  static ServiceSettings read(const Find& find);
  /// Every setting's name, sorted.
  static std::vector<std::string_view> names();
};

/// Somebody who is asked.
enum class Service : std::uint8_t { kSpotify, kReccoBeats, kLrclib, kGenius, kListenBrainz, kSubsonic };
std::string_view name(Service service);  ///< "spotify", "reccobeats", ...

class Spotify;

/// The HTTP client, its cache and its manners for one run of the program: every use case that asks a service asks
/// through one of these. Safe for use by several threads.
class Services {
 public:
  explicit Services(ServiceSettings settings);
  ~Services();
  Services(const Services&) = delete;
  Services& operator=(const Services&) = delete;

  const ServiceSettings& settings() const noexcept;
  /// For what must not be answered from a cache: tokens, playlists, everything that writes. Ask settings().offline
  /// before.
  sources::HttpClient& http() noexcept;
  sources::HttpCache& cache() noexcept;
  /// For all else; knows about settings().offline.
  sources::CachedHttp& cached() noexcept;
  /// Spotify with its tokens and what the app turned out not to be allowed: one for all steps of a run, so that nothing
  /// of that is asked twice. Error(kBadData) if the file of the login is broken.
  Spotify& spotify();

  /// How many requests went to a service's hosts so far, repetitions and redirects counted.
  std::int64_t requests(Service service) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace segue::app
