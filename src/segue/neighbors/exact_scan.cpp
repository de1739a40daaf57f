#include "segue/neighbors/exact_scan.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/neighbors/square_bound.h"
#include "segue/numeric/distance.h"
#include "segue/numeric/top_k.h"

namespace segue::neighbors {
namespace {

constexpr std::size_t kBlock = 1024;  // rows: their distances stay in the first cache

bool is_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

}  // namespace

ExactScan::ExactScan(std::vector<std::int64_t> ids, numeric::Matrix vectors)
    : ids_(std::move(ids)), vectors_(std::move(vectors)) {
  assert(ids_.size() == vectors_.rows());
  assert(ids_.size() <= std::numeric_limits<std::uint32_t>::max());
  assert(std::adjacent_find(ids_.begin(), ids_.end(), std::greater_equal<>()) == ids_.end());
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    if (!is_finite(vectors_.row(i))) {
      throw Error(ErrorKind::kBadData,
                  fmt::format("expected finite numbers, found others in the vector of id {}", ids_[i]),
                  "Train again: the stored vectors are damaged.");
    }
  }
}

std::size_t ExactScan::row_of(std::int64_t id) const {
  const auto at = std::ranges::lower_bound(ids_, id);
  return at == ids_.end() || *at != id ? size() : static_cast<std::size_t>(at - ids_.begin());
}

void ExactScan::read_vector(std::int64_t id, std::span<float> vector) const {
  assert(contains(id) && vector.size() == dimension());
  std::ranges::copy(vectors_.row(row_of(id)), vector.begin());
}

std::vector<Neighbor> ExactScan::search(std::span<const float> query, std::size_t k, const Filter& filter) const {
  assert(query.size() == dimension());
  if (!is_finite(query)) {
    throw Error(ErrorKind::kBadData, "expected finite numbers in the vector to search for, found others");
  }
  if (k == 0) return {};
  // Rows are in the order of ids, so the lower row is the lower id. Ranked by the root as it is returned: two squares
  // may differ where their roots do not, and those are ties.
  numeric::RunningSmallest best(k);
  float bound = best.limit();
  std::array<float, kBlock> squares;
  const std::size_t cols = dimension();
  for (std::size_t begin = 0; begin < size(); begin += kBlock) {
    const std::size_t count = std::min(kBlock, size() - begin);
    numeric::squared_distances(query, {vectors_.values().data() + begin * cols, count, cols},
                               std::span(squares).first(count));
    for (std::size_t i = 0; i < count; ++i) {
      if (squares[i] > bound) continue;
      const auto row = static_cast<std::uint32_t>(begin + i);
      const float distance = std::sqrt(squares[i]);
      if (!best.wants(row, distance)) continue;
      if (filter && !filter(ids_[row])) continue;
      best.offer(row, distance);
      bound = square_bound(best.limit());
    }
  }
  std::vector<Neighbor> found;
  for (const numeric::Scored& scored : best.take()) found.push_back({ids_[scored.index], scored.score});
  return found;
}

}  // namespace segue::neighbors
