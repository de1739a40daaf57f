#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/variable.h"

namespace segue::sources {

// What Spotify's Web API says of a track's sound, for apps that may still ask. A number outside the range of its
// variable is left out, as is one that means "not found" (tempo 0, key -1).

struct SpotifyFeatures {
  std::string id;  ///< of the track: the answer is joined by it, never by position
  catalog::Values values;
};

/// The answer to /audio-features?ids= (or to one id): of every object with an id, in its order; nulls are left out.
/// Error(kService) if it is no such answer.
std::vector<SpotifyFeatures> read_spotify_features(std::string_view json, std::string_view what);

/// An answer of that form about this one track, as it is kept.
std::string written_spotify_features(const SpotifyFeatures& features);

/// The ten numbers of the track in the answer to /audio-analysis/ID; nothing if it holds none. Bars, beats and segments
/// are not even kept while reading. Error(kService) if it is no such answer.
std::optional<catalog::Values> read_spotify_analysis(std::string_view json, std::string_view what);

}  // namespace segue::sources
