#pragma once

#include <cstddef>
#include <vector>

#include "segue/base/rng.h"

namespace segue::neighbors {

/// `count` of so many rows, or all, drawn without repeats; ascending.
inline std::vector<std::size_t> draw(std::size_t rows, std::size_t count, Rng rng) {
  std::vector<std::size_t> drawn;
  // Selection sampling (Knuth 1997, 3.4.2, algorithm S): one pass, no memory but the sample.
  for (std::size_t i = 0; i < rows && drawn.size() < count; ++i) {
    if (rng.below(rows - i) < count - drawn.size()) drawn.push_back(i);
  }
  return drawn;
}

}  // namespace segue::neighbors
