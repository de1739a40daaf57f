#include "segue/app/push_spotify.h"

#include "segue/app/spotify.h"
#include "segue/sources/spotify/target.h"

namespace segue::app {
std::shared_ptr<sources::PlaylistTarget> spotify_target(Services& services) {
  return std::make_shared<sources::SpotifyTarget>(services.spotify().api());
}

}  // namespace segue::app
