#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segue/base/ids.h"

namespace segue::catalog {

/// What somebody thinks of a song.
struct Feedback {
  SongId song;
  std::optional<SongId> seed;  ///< it holds for lists from this song; nothing: for all lists
  bool liked = true;           ///< false: disliked
  std::string created{};       ///< UTC, "2026-01-31 12:00:00"; set on reading
};

/// A list segue made and somebody wanted to keep.
struct MadeList {
  std::string name;       ///< unique
  std::string title;      ///< "Blinding Lights — The Weeknd"
  std::string created{};  ///< UTC; set on reading
  std::string request;    ///< JSON: the options it was made with
  std::vector<SongId> seeds;
  std::vector<SongId> songs;     ///< in order
  std::vector<float> distances;  ///< of each
};

}  // namespace segue::catalog
