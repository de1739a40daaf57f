#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::sources {

/// A song that a search at Genius came up with.
struct GeniusHit {
  catalog::SongFacts facts;  ///< title and artists, the one credited first at the front
  std::string path;          ///< of its page: "/Artist-title-lyrics"
  bool complete = true;      ///< its words are there
  bool instrumental = false;
};

/// Reads {"response":{"hits":[{"type":"song","result":{...}}]}}; what is no song, or has no path on Genius' own
/// host, is left out. Nothing if `body` is no such document.
std::optional<std::vector<GeniusHit>> read_genius_hits(std::string_view body);

/// The first hit that is this song: title and artist agree, it is complete, and it is none of what Genius keeps besides
/// songs (lists of tracks, liner notes, translations, ...). A search finds something for every query.
const GeniusHit* right_hit(const catalog::SongFacts& song, const std::vector<GeniusHit>& hits);

}  // namespace segue::sources
