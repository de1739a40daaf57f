#include "segue/app/push_spotify.h"

#include "segue/app/spotify.h"
#include "segue/sources/spotify/target.h"

namespace segue::app {
namespace {

/// The target and what it asks with.
struct Connected {
  explicit Connected(Services& services) : spotify(services), target(spotify.api()) {}
  Spotify spotify;
  sources::SpotifyTarget target;
};

}  // namespace

std::shared_ptr<sources::PlaylistTarget> spotify_target(Services& services) {
  const auto connected = std::make_shared<Connected>(services);
  return {connected, &connected->target};
}

}  // namespace segue::app
