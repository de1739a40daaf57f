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

/// All readings of a seed as typed, the likeliest first: split at " — " (display_name() prints it), at the last comma,
/// at earlier ones, not at all. Space around the parts does not count; U+FF0C is a comma too; at most 32 splits of a
/// kind are tried, the last ones. Error(kUsage) if there is no title in it, nothing or nothing before the first comma.
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
  std::optional<SongId> song;  ///< set if exactly one song is meant
  MatchLevel level = MatchLevel::kExact;
  bool ambiguous = false;              ///< several different songs fit equally well: see nearest
  std::vector<SeedCandidate> nearest;  ///< if no song is set: what may have been meant, the likeliest first, at most 8
};

/// Finds the song a seed means among candidates (all songs, or those the catalog finds under the title's key).
///
/// A candidate fits a reading if its title and any of its artists agree at some level: as typed; case ignored; accents
/// and punctuation ignored; guests ("feat.") ignored; remaster, live and edit suffixes ignored. The nearest level at
/// which anything fits decides; there, a reading that names the artist goes before one that does not, and the artist a
/// song is filed under before one credited behind. Candidates there that are one song (title_key and artist_key agree)
/// count as one: the most popular, then the lowest id. If two different songs fit, the seed is ambiguous.
///
/// The whole credit ("A, B") is an artist too. From kGuests on, "The Weeknd" is "Weeknd", "A & B" is "A, B", and guests
/// named in a title count as artists. A remix never fits a seed without it, nor the other way round. Error(kUsage) as
/// read_seed. 25,000 candidates take about 1 ms if one fits.
SeedMatch match_seed(std::string_view typed, std::span<const SeedCandidate> candidates);

/// The candidates nearest to a seed nothing matched, by edit distance of folded title and artist, at most `count`, each
/// song once; equally near ones by popularity, then the lower id. The title weighs more than the artist, and other
/// versions of a title are almost as near. Also understood: "Artist - Title", "Title by Artist", an artist alone (lists
/// its songs), the first words of a title. Candidates that share few pairs of letters with the seed are passed over
/// unread: the order is exact among the 128 that share most. Error(kUsage) as read_seed.
std::vector<SeedCandidate> nearest_names(std::string_view typed, std::span<const SeedCandidate> candidates,
                                         std::size_t count = 8);

}  // namespace segue::playlist
