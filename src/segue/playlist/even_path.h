#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "segue/numeric/matrix.h"

namespace segue::playlist {

/// `count` points that divide the straight way from one vector to another into count + 1 equal steps: count x size.
numeric::Matrix waypoints(std::span<const float> from, std::span<const float> to, std::size_t count);

/// A song that may stand at a point of the way.
struct StopCandidate {
  std::size_t song = 0;  ///< whatever the caller counts by
  std::span<const float> vector;
};

/// One song for each point, so that the list stays near the way and its steps are short and even: the least sum of
/// (distance of song and point)^2 and of (step)^2 / 2 over all steps, `from` and `to` included, by dynamic programming.
///
/// `refused` is told the songs chosen, point by point, and gives the places of those that may not stand where they do
/// (repeats, too many of one artist), ascending; these leave the candidates of their points,
/// and the way is sought again. A point that runs out of candidates is left out.
std::vector<std::size_t> even_path(
    std::span<const float> from, std::span<const float> to, const numeric::Matrix& points,
    std::vector<std::vector<StopCandidate>> candidates,
    const std::function<std::vector<std::size_t>(std::span<const std::size_t>)>& refused);

}  // namespace segue::playlist
