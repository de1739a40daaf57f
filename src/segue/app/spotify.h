#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "segue/app/services.h"
#include "segue/base/progress.h"
#include "segue/sources/spotify/api.h"
#include "segue/sources/spotify/tokens.h"

namespace segue::app {

/// Spotify as the settings of the services say, for one run of the program: who asks there, and what the app turned out
/// not to be allowed.
class Spotify {
 public:
  /// `services` must outlive it. Error(kBadData) if the file of the login is broken.
  explicit Spotify(Services& services);

  sources::SpotifyApi& api() { return api_; }
  /// Error(kService) with all the ways around it, if there is nobody to ask as (and somebody must be asked).
  void check_credentials() const;

 private:
  bool offline_;
  sources::SpotifyTokens tokens_;
  sources::SpotifyApi api_;
};

/// What of Spotify's is on this machine.
struct SpotifyState {
  bool app = false;     ///< a client id and its secret are set
  std::string file;     ///< where a login is kept
  std::string problem;  ///< why that file cannot be read; empty: it can, or there is none
  struct Login {
    std::string client_id;
    std::string scope;
    std::chrono::system_clock::time_point since;
    std::chrono::system_clock::time_point ends;  ///< six months later Spotify wants a new one
  };
  std::optional<Login> login;
};
SpotifyState spotify_state(const ServiceSettings& settings);

/// Logs a user in (sources/spotify/login.h says how); `show` gets the address to open in a browser.
SpotifyState log_in_to_spotify(Services& services, int port, std::chrono::seconds patience,
                               const std::function<void(const std::string&)>& show, const Cancellation& cancellation);
/// False if nobody was logged in.
bool log_out_of_spotify(const ServiceSettings& settings);

}  // namespace segue::app
