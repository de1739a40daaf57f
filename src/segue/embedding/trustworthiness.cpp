#include "segue/embedding/trustworthiness.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>
#include <utility>

#include "segue/numeric/distance.h"

namespace segue::embedding {
namespace {

/// The other points, nearest first, the first `count` of them in order.
void nearest_first(numeric::MatrixView points, std::size_t i, std::size_t count, std::vector<float>& distances,
                   std::vector<std::uint32_t>& order) {
  numeric::squared_distances(points.row(i), points, distances);
  order.resize(points.rows);
  std::iota(order.begin(), order.end(), 0U);
  order.erase(order.begin() + static_cast<std::ptrdiff_t>(i));
  const auto nearer = [&](std::uint32_t a, std::uint32_t b) {
    return std::pair(distances[a], a) < std::pair(distances[b], b);
  };
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(), nearer);
}

}  // namespace

NeighborRanks::NeighborRanks(numeric::MatrixView points) : n_(points.rows), ranks_(n_ * n_, 0) {
  assert(n_ <= std::size_t{std::numeric_limits<std::uint16_t>::max()} + 1);
  std::vector<float> distances(n_);
  std::vector<std::uint32_t> order;
  for (std::size_t i = 0; i < n_; ++i) {
    nearest_first(points, i, n_ - 1, distances, order);
    for (std::size_t at = 0; at < order.size(); ++at) ranks_[i * n_ + order[at]] = static_cast<std::uint16_t>(at + 1);
  }
}

double trustworthiness(const NeighborRanks& before, numeric::MatrixView latents, std::size_t k) {
  const std::size_t n = before.size();
  assert(latents.rows == n && k >= 1 && 2 * k < n);
  std::vector<float> distances(n);
  std::vector<std::uint32_t> order;
  double intrusions = 0;
  for (std::size_t i = 0; i < n; ++i) {
    nearest_first(latents, i, k, distances, order);
    for (std::size_t at = 0; at < k; ++at) {
      const std::size_t rank = before.rank(i, order[at]);
      if (rank > k) intrusions += static_cast<double>(rank - k);
    }
  }
  const auto dn = static_cast<double>(n);
  const auto dk = static_cast<double>(k);
  return 1 - 2 / (dn * dk * (2 * dn - 3 * dk - 1)) * intrusions;
}

}  // namespace segue::embedding
