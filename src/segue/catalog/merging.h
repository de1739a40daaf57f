#pragma once

#include <string>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::catalog {

/// What a song is filed under: lower(title), U+001F, lower(first artist).
std::string merge_key(const SongFacts& facts);

/// Adds to `known` what `told` says besides ids. True if that changed anything.
///
/// Without `update` what is known stays and what is unknown is filled in:
/// - a date is completed by a more exact one that agrees with it (2020 by 2020-01-21, not by 2019-01-21);
/// - the artists are replaced by a longer list with the same first artist, case ignored: one source names the guests,
///   another does not.
/// Both only ever grow, so telling the same again, in any order, changes nothing.
/// With `update` what `told` knows replaces what was known, except that a date is not made less exact.
bool merge_facts(SongFacts& known, const SongFacts& told, bool update);

/// The same for the numbers of one source: fills unknown ones, or with `update` replaces them by known ones.
bool merge_values(Values& known, const Values& told, bool update);

}  // namespace segue::catalog
