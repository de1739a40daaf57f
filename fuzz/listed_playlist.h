#pragma once

#include <cstdlib>
#include <string>

#include "segue/base/unicode.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::fuzz {

/// Ends the program unless every song of a list that was read is named, in valid text, with numbers in range and
/// absolute paths.
inline void expect_sound(const sources::ListedPlaylist& list) {
  const auto expect = [](bool promise) {
    if (!promise) std::abort();
  };
  for (const auto& song : list.songs) {
    expect(sources::names_a_song(song));
    expect(is_valid_utf8(song.facts.title) && song.facts.title.size() <= 1000);
    expect(!song.facts.duration_ms || *song.facts.duration_ms > 0);
    for (const auto& artist : song.facts.artists) expect(!artist.empty() && is_valid_utf8(artist));
    for (const auto& path : song.paths) expect(path.is_absolute() && path.native().find('\0') == std::string::npos);
  }
}

}  // namespace segue::fuzz
