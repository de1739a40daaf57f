#include "segue/playlist/shapley.h"

#include <bit>
#include <cassert>
#include <cstddef>

namespace segue::playlist {

std::vector<double> shapley(std::span<const double> values) {
  assert(std::has_single_bit(values.size()) && values.size() <= 65'536);
  const auto n = static_cast<std::size_t>(std::countr_zero(values.size()));
  // weight[k]: the share of all orders in which exactly k given players come before a given one, and they first.
  std::vector<double> weight(n, 1.0);
  for (std::size_t k = 0; k < n; ++k) {
    double choices = static_cast<double>(n);  // n * (n - 1 over k)
    for (std::size_t i = 0; i < k; ++i) choices = choices * static_cast<double>(n - 1 - i) / static_cast<double>(i + 1);
    weight[k] = 1 / choices;
  }
  std::vector<double> shares(n, 0.0);
  for (std::size_t set = 0; set < values.size(); ++set) {
    const auto size = static_cast<std::size_t>(std::popcount(set));
    for (std::size_t player = 0; player < n; ++player) {
      const std::size_t bit = std::size_t{1} << player;
      if ((set & bit) == 0) shares[player] += weight[size] * (values[set | bit] - values[set]);
    }
  }
  return shares;
}

}  // namespace segue::playlist
