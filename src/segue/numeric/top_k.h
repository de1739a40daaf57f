#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace segue::numeric {

struct Scored {
  std::uint32_t index = 0;
  float score = 0;
};

/// The k smallest scores, ascending; equal scores by ascending index. Fewer if there are fewer. NaN never gets in.
std::vector<Scored> smallest(std::span<const float> scores, std::size_t k);

}  // namespace segue::numeric
