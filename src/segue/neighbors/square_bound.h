#pragma once

#include <cmath>
#include <limits>

namespace segue::neighbors {

/// Every square whose root, as a float, is at most `distance` is at most this.
inline float square_bound(float distance) {
  const double square = double{distance} * double{distance} * (1 + 1e-6);
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  return std::nextafter(static_cast<float>(square), kInfinity);
}

}  // namespace segue::neighbors
