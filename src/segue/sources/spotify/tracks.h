#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "segue/base/progress.h"
#include "segue/catalog/values/song.h"
#include "segue/sources/spotify/api.h"

namespace segue::sources {

/// The song's id at Spotify; empty if none is known.
std::string spotify_id_in(const catalog::SongFacts& facts);

/// Songs by their ids, in that order; nothing for what Spotify does not have or what is no song. Asked for by fifty,
/// and one by one by an app that may not do so.
std::vector<std::optional<catalog::SongFacts>> spotify_tracks(SpotifyApi& api, std::span<const std::string> ids,
                                                              Progress& progress = Progress::none(),
                                                              const Cancellation& cancellation = Cancellation::never());

/// A hit of a search that was verified.
struct SpotifyHit {
  catalog::SongFacts facts;
  std::string id;
  bool by_isrc = false;
};

/// Looks a song up: by its ISRC if it has one, else by title and artist, at most three requests. A hit counts only if
/// it is the same song (same_song.h: an ISRC that agrees, or title, artist and length); of several the best, then the
/// first. Nothing if there is none.
std::optional<SpotifyHit> search_spotify(SpotifyApi& api, const catalog::SongFacts& wanted,
                                         const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::sources
