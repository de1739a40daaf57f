#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "segue/catalog/catalog.h"

namespace segue::app {

/// `count` songs that listeners probably know, by different artists as far as possible, drawn from the best known one
/// in a hundred (at least ten times as many as are wanted) of `songs` (ascending). The more popular song is better
/// known; equally popular (or where nothing is known of that) the one in more collected playlists; then the lower id.
/// Songs that had a file and have none now are not drawn. The same for the same catalog and seed, in the order drawn;
/// fewer where there are no more songs.
std::vector<SongId> well_known_songs(const catalog::Catalog& catalog, const std::vector<SongId>& songs,
                                     std::size_t count, std::uint64_t random_seed);

}  // namespace segue::app
