#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "segue/numeric/matrix.h"

namespace segue::embedding {

/// Who is how near to whom: for each of n points the ranks of all others, 1 the nearest; ties to the lower index.
class NeighborRanks {
 public:
  /// Euclidean. At most 65,536 points.
  explicit NeighborRanks(numeric::MatrixView points);

  std::size_t size() const { return n_; }
  /// Of point j as seen from i; 0 if they are the same.
  std::size_t rank(std::size_t i, std::size_t j) const { return ranks_[i * n_ + j]; }

 private:
  std::size_t n_ = 0;
  std::vector<std::uint16_t> ranks_;
};

/// How far the k nearest in `latents` were near before (Venna & Kaski 2001): 1 if all of them were among the k nearest
/// of `before`, about 0.5 for chance. 1 <= k < n / 2, latents of the same n points.
double trustworthiness(const NeighborRanks& before, numeric::MatrixView latents, std::size_t k);

}  // namespace segue::embedding
