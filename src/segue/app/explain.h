#pragma once

#include <span>
#include <vector>

#include "segue/app/space.h"
#include "segue/catalog/catalog.h"
#include "segue/playlist/explanation.h"

namespace segue::app {

/// Why `others` are as near to `song` as they are: for every set of aspects, what is known of the other song in these
/// aspects alone is encoded again, the rest unknown; an aspect's share is its Shapley value of the distance (exact: all
/// sets are tried). The same for every kind of recipe. Error(kNotFound) if nothing is known of the sound of `song`.
std::vector<playlist::Explanation> explain(const catalog::Catalog& catalog, const Space& space,
                                           const catalog::Song& song, std::span<const catalog::Song> others);

}  // namespace segue::app
