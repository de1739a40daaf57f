#pragma once

#include <cstdint>

namespace segue::encoder {

/// Which of `shallow` layers becomes layer i of `deep` ones, deep > shallow >= 1: the one that stands as far from the
/// first to the last, so that 4 become 6 as 0, 1, 1, 2, 2, 3 (stacking: Gong et al. 2019).
constexpr std::int64_t layer_to_stack(std::int64_t i, std::int64_t shallow, std::int64_t deep) {
  return (2 * i * (shallow - 1) + deep - 1) / (2 * (deep - 1));  // rounded
}

}  // namespace segue::encoder
