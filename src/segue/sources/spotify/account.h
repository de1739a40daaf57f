#pragma once

#include <filesystem>
#include <string>

#include "segue/sources/spotify/login_file.h"

namespace segue::sources {

/// Who asks Spotify, and where.
struct SpotifyAccount {
  std::string api = "https://api.spotify.com/v1";
  std::string accounts = "https://accounts.spotify.com";
  std::string client_id;      ///< of an app made at developer.spotify.com/dashboard; empty: none
  std::string client_secret;  ///< secret; empty: none, and only a user can be acted for
  std::string market;         ///< ISO 3166-1 alpha-2, whose copies of songs are meant; empty: the user's
  std::filesystem::path login_file = default_spotify_login();
};

}  // namespace segue::sources
