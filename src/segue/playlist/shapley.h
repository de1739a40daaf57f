#pragma once

#include <span>
#include <vector>

namespace segue::playlist {

/// What each of n players adds, by Shapley (1953): the mean of what it adds to those before it, over all orders.
/// `values[s]` is what the players whose bits are set in s reach together: 2^n of them, n at most 16. The n shares sum
/// to values[all] - values[none]; a player that never changes anything has 0, alike ones have the same.
std::vector<double> shapley(std::span<const double> values);

}  // namespace segue::playlist
