#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::sources {

/// A track as LRCLIB tells of it.
struct LrclibTrack {
  catalog::SongFacts facts;  ///< title, artist, album, duration
  bool instrumental = false;
  std::string words;  ///< plain, without time stamps; empty if there are none

  bool says_something() const { return instrumental || !words.empty(); }
};

/// One track; nothing if `body` is none. Words of more than a megabyte, or that are no UTF-8, are left out or mended.
std::optional<LrclibTrack> read_lrclib_track(std::string_view body);
/// A list of tracks, what is none left out; nothing if `body` is no list.
std::optional<std::vector<LrclibTrack>> read_lrclib_tracks(std::string_view body);

/// The track that is this song and has most to say: title and artist agree, and the lengths, where both are known, to 2
/// s or else 5 %; words go before "instrumental", then the nearest length.
const LrclibTrack* best_track(const catalog::SongFacts& song, const std::vector<LrclibTrack>& tracks);

}  // namespace segue::sources
