#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "segue/neighbors/exact_scan.h"
#include "segue/neighbors/index.h"
#include "segue/playlist/tilt.h"

namespace segue::app {

/// The k songs with the least distance to a question as playlist::tilt() changes it, among those that pass the filter,
/// equal ones by id. Looks at every vector: the reference, and as fast as any way where they are few.
std::vector<neighbors::Neighbor> tilted_scan(const neighbors::ExactScan& index, std::span<const float> question,
                                             std::size_t k, const neighbors::Filter& filter,
                                             std::span<const playlist::Pull> pulls);

/// The same of any index, by the threshold algorithm (Fagin, Lotem, Naor 2003): what is near the question and what is
/// near each song that draws is looked at in order of distance, until what is left cannot be among the k. As exact as
/// the index's searches are.
std::vector<neighbors::Neighbor> tilted_search(const neighbors::Index& index, std::span<const float> question,
                                               std::size_t k, const neighbors::Filter& filter,
                                               std::span<const playlist::Pull> pulls);

}  // namespace segue::app
