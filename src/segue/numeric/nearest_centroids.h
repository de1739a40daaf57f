#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "segue/numeric/dense_kernels.h"
#include "segue/numeric/matrix.h"

namespace segue::numeric {

/// Points in the lanes, kLaneBlock at a time: value j of point i is
/// `values[(i / kLaneBlock * cols + j) * kLaneBlock + i % kLaneBlock]`; zeros after the last point.
class PackedPoints {
 public:
  explicit PackedPoints(MatrixView rows);

  std::size_t rows() const { return rows_; }
  std::size_t cols() const { return cols_; }
  std::span<const float> values() const { return values_.span(); }

 private:
  std::size_t rows_;
  std::size_t cols_;
  LaneBuffer values_;
};

/// For the points [begin, end): the nearest row of `centroids` by squared Euclidean distance, ties to the lower, and
/// that distance; `second` (may be empty) becomes the distance to the nearest other one, infinity if there is none.
/// begin is a multiple of kLaneBlock; the spans hold end - begin values; centroids: 1 or more, points.cols() wide.
/// SIMD, chosen at run time. A point's result depends on the point alone, not on the range it is in. Distances agree
/// with nearest_centroids_reference within 1e-5 relative, so do choices between distances farther apart than that.
void nearest_centroids(const PackedPoints& points, MatrixView centroids, std::size_t begin, std::size_t end,
                       std::span<std::int32_t> nearest, std::span<float> distance, std::span<float> second);
/// The slow obvious way, kept to test against.
void nearest_centroids_reference(const PackedPoints& points, MatrixView centroids, std::size_t begin, std::size_t end,
                                 std::span<std::int32_t> nearest, std::span<float> distance, std::span<float> second);

}  // namespace segue::numeric
