#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/base/progress.h"
#include "segue/base/rng.h"
#include "segue/embedding/kmeans.h"
#include "segue/numeric/matrix.h"
#include "segue/numeric/nearest_centroids.h"

namespace segue::embedding {

/// The rows of one k-means, as they are and packed for the kernel. Throws Error(kBadData) if a value is not finite or
/// so large that squared distances would not be.
struct Points {
  explicit Points(numeric::MatrixView matrix);

  numeric::MatrixView rows;
  numeric::PackedPoints packed;
};

/// Number of distinct rows, counted no further than `limit`.
std::size_t distinct_rows(numeric::MatrixView rows, std::size_t limit);

/// k rows as first centroids, k x cols: the first uniformly, each further one with a probability in proportion to its
/// squared distance to the nearest taken so far. k is at most the number of distinct rows, and the result's rows are
/// distinct.
numeric::Matrix plus_plus_starts(const Points& points, std::size_t k, Rng& rng, std::size_t threads);

/// Lloyd's two moves, taken in turn. Work is cut into ranges that do not depend on `threads` and sums are added in
/// range order, so the result does not either.
class Lloyd {
 public:
  Lloyd(const Points& points, numeric::Matrix centroids, std::size_t threads);

  /// Every point to its nearest centroid, ties to the lower; a cell without points takes the point farthest from its
  /// centroid, until none is empty. Whether any point changed its cell.
  bool assign();
  /// Every centroid to the mean of its cell.
  void move_centroids();

  Clusters clusters() &&;

 private:
  bool assign_once();
  /// Puts an empty cell's centroid on the point farthest from its own.
  void fill_empty_cell(std::size_t cell);
  /// Gives an empty cell the first point of a larger one, which it is as near to.
  void take_a_point(std::size_t cell);

  const Points& points_;
  std::size_t threads_;
  numeric::Matrix centroids_;
  std::vector<std::int32_t> cell_;  ///< per point
  std::vector<std::int32_t> previous_cell_;
  std::vector<float> distance_;    ///< per point, squared, to its centroid
  std::vector<std::size_t> size_;  ///< per cell
  std::vector<double> sums_;       ///< range x cell x column
};

/// As the public kmeans, k checked before.
Clusters kmeans(const Points& points, std::size_t k, const KMeansOptions& options, const Cancellation& cancellation);

}  // namespace segue::embedding
