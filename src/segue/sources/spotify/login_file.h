#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace segue::sources {

/// What a login leaves behind, so that it need not be done again: the right to act for a user of Spotify.
struct SpotifyLogin {
  std::string client_id;      ///< of the app the user gave the right to
  std::string refresh_token;  ///< secret; another one replaces it with every use
  std::string access_token;   ///< secret; good until `expires`
  std::string scope;          ///< what was granted, by words with spaces between
  std::chrono::system_clock::time_point expires;
  std::chrono::system_clock::time_point since;  ///< of the login itself: it ends six months later
  std::string mark;                             ///< made by chance: tells one login's answers from another's in a cache
};

/// $XDG_STATE_HOME/segue/spotify-login.json, else ~/.local/state/segue/...; empty if neither variable is set.
std::filesystem::path default_spotify_login();

/// Nothing if there is none. Error(kBadData) if the file is there and holds something else.
std::optional<SpotifyLogin> read_spotify_login(const std::filesystem::path& file);
/// Written whole or not at all, for its owner's eyes only (mode 0600). Error(kFailed) with the system's reason.
void write_spotify_login(const std::filesystem::path& file, const SpotifyLogin& login);
/// False if there was none.
bool remove_spotify_login(const std::filesystem::path& file);

/// While one of these lives, no other process renews the same login: with every renewal its refresh token changes, and
/// the second to use the old one would be shut out.
class SpotifyLoginLock {
 public:
  explicit SpotifyLoginLock(const std::filesystem::path& file);
  ~SpotifyLoginLock();
  SpotifyLoginLock(const SpotifyLoginLock&) = delete;
  SpotifyLoginLock& operator=(const SpotifyLoginLock&) = delete;

 private:
  int fd_ = -1;
};

}  // namespace segue::sources
