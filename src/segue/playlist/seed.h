#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/ids.h"

namespace segue::playlist {

/// One way to read "Title,Artist": the title may contain commas, and so may the artist.
struct SeedReading {
  std::string title;
  std::string artist;  ///< empty: any
};

/// All readings of a seed as typed, the likeliest first: split at the last comma, at earlier ones, not at all.
/// Error(kUsage) if there is no title in it.
std::vector<SeedReading> read_seed(std::string_view typed);

/// A song that may be meant.
struct SeedCandidate {
  SongId song;
  std::string title;
  std::vector<std::string> artists;
  int popularity = 0;  ///< 0 to 100, 0 if unknown
};

/// How far a match had to reach, the nearest first.
enum class MatchLevel : std::uint8_t { kExact, kCase, kAccents, kGuests, kVersion };

struct SeedMatch {
  std::optional<SongId> song;           ///< set if exactly one song is meant
  MatchLevel level = MatchLevel::kExact;
  bool ambiguous = false;               ///< several different songs fit equally well: see nearest
  std::vector<SeedCandidate> nearest;   ///< if no song is set: what may have been meant, the likeliest first, at most 8
};

/// Finds the song a seed means among candidates (all songs, or those the catalog finds under the title's key).
///
/// A candidate fits a reading if its title and any of its artists agree at some level: as typed; case ignored; accents
/// and punctuation ignored; guests ("feat.") ignored; remaster, live and edit suffixes ignored. The nearest level at
/// which anything fits decides. Candidates there that are one song (title_key and artist_key agree) count as one: the
/// most popular, then the lowest id. If two different songs fit, the seed is ambiguous.
SeedMatch match_seed(std::string_view typed, std::span<const SeedCandidate> candidates);

/// The candidates nearest to a seed nothing matched, by edit distance of folded title and artist, at most `count`.
std::vector<SeedCandidate> nearest_names(std::string_view typed, std::span<const SeedCandidate> candidates,
                                         std::size_t count = 8);

}  // namespace segue::playlist
