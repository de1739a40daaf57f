#pragma once

#include <cstdint>
#include <vector>

#include "segue/app/space.h"
#include "segue/catalog/catalog.h"
#include "segue/playlist/order.h"
#include "segue/playlist/selection.h"

namespace segue::app {

/// What ordering looks at, of each song (ids in any order); vectors view the space, empty for songs not in it.
std::vector<playlist::OrderSong> order_songs(const catalog::Catalog& catalog, const Space& space,
                                             const std::vector<SongId>& songs);

/// Puts the picks in order; a smooth one goes on from `seed`.
void put_in_order(const catalog::Catalog& catalog, const Space& space, const catalog::Song& seed, playlist::Order order,
                  std::uint64_t random_seed, std::vector<playlist::Pick>& picks);

}  // namespace segue::app
