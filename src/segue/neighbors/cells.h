#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/base/progress.h"
#include "segue/numeric/matrix.h"

namespace segue::neighbors {

/// A partition of a space into cells around centroids, in two levels: groups of cells with a head each, so that finding
/// a point's cell costs about the square root of their number.
class Cells {
 public:
  /// Two-level k-means of a sample: groups first, then the cells of each, then both refined together with points
  /// looking for their cell in the nearest groups. `cells` >= 1 is lowered to the number of rows of the sample. The
  /// same sample and seed give the same cells, whatever the number of threads. Error(kInterrupted) if cancelled.
  static Cells train(numeric::MatrixView sample, std::size_t cells, std::uint64_t seed, std::size_t threads,
                     const Cancellation& cancellation = Cancellation::never());
  /// One cell, which holds everything.
  static Cells one(std::size_t dimension);

  std::size_t count() const { return centroids_.rows(); }
  std::size_t dimension() const { return centroids_.cols(); }
  numeric::MatrixView centroids() const { return centroids_; }
  numeric::MatrixView heads() const { return heads_; }  ///< of groups
  /// The first cell of each group, and the end.
  std::span<const std::uint32_t> first_cells() const { return group_begin_; }
  /// The cell whose centroid is the nearest among those of the nearest groups: nearly always the nearest of all.
  std::uint32_t cell_of(std::span<const float> point) const;

 private:
  numeric::Matrix centroids_;               ///< group by group
  numeric::Matrix heads_;                   ///< the mean of each group
  std::vector<std::uint32_t> group_begin_;  ///< the first cell of each group, and the end
};

}  // namespace segue::neighbors
