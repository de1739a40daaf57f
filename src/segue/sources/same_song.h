#pragma once

#include <optional>

#include "segue/catalog/values/song.h"

namespace segue::sources {

/// How sure a hit of a search is the song that was looked for, the surest first.
enum class SongMatch {
  kId,       ///< they share an ISRC or a MusicBrainz recording
  kExact,    ///< same title and first artist, case ignored
  kVersion,  ///< the same but for accents, guests, remasters; of about the same length where both are known
};

/// Whether `found` is `wanted`; nothing if it is not. Without ids title and an artist have to agree (title_key,
/// artist_key), so remixes and covers are other songs. A match that is not exact may differ by 15 s in length.
std::optional<SongMatch> match_song(const catalog::SongFacts& wanted, const catalog::SongFacts& found);

/// Whether `a` is the better hit for `wanted`: the surer one, then the one nearer in length. Both must match.
bool is_better_hit(const catalog::SongFacts& wanted, const catalog::SongFacts& a, const catalog::SongFacts& b);

}  // namespace segue::sources
