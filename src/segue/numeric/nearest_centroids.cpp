#include "segue/numeric/nearest_centroids.h"

#include <algorithm>
#include <cassert>
#include <limits>

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/nearest_centroids.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<float, kLaneBlock>;
using Vec = hn::Vec<Tag>;

/// One vector of points against all centroids.
HWY_INLINE void nearest_of_vector(const float* points, MatrixView centroids, std::int32_t* nearest, float* distance,
                                  float* second) {
  const Tag d;
  const hn::RebindToSigned<Tag> di;
  Vec best = hn::Set(d, std::numeric_limits<float>::infinity());
  Vec next = best;
  auto which = hn::Zero(di);
  const float* centroid = centroids.data;
  for (std::size_t c = 0; c < centroids.rows; ++c, centroid += centroids.cols) {
    Vec sum = hn::Zero(d);
    for (std::size_t j = 0; j < centroids.cols; ++j) {
      const Vec difference = hn::Sub(hn::LoadU(d, points + j * kLaneBlock), hn::Set(d, centroid[j]));
      sum = hn::MulAdd(difference, difference, sum);
    }
    next = hn::Min(next, hn::Max(best, sum));
    const auto nearer = hn::Lt(sum, best);
    which = hn::IfThenElse(hn::RebindMask(di, nearer), hn::Set(di, static_cast<std::int32_t>(c)), which);
    best = hn::Min(best, sum);
  }
  hn::StoreU(which, di, nearest);
  hn::StoreU(best, d, distance);
  hn::StoreU(next, d, second);
}

void nearest(const float* points, MatrixView centroids, std::size_t count, std::int32_t* index, float* distance,
             float* second) {
  const std::size_t n = hn::Lanes(Tag());
  HWY_ALIGN std::int32_t block_index[kLaneBlock];
  HWY_ALIGN float block_distance[kLaneBlock];
  HWY_ALIGN float block_second[kLaneBlock];
  for (std::size_t i = 0; i < count; i += kLaneBlock) {
    const float* block = points + i * centroids.cols;
    for (std::size_t lane = 0; lane < kLaneBlock; lane += n) {
      nearest_of_vector(block + lane, centroids, block_index + lane, block_distance + lane, block_second + lane);
    }
    const std::size_t filled = std::min(kLaneBlock, count - i);
    std::copy_n(block_index, filled, index + i);
    std::copy_n(block_distance, filled, distance + i);
    if (second != nullptr) std::copy_n(block_second, filled, second + i);
  }
}

}  // namespace segue::numeric::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(nearest);

PackedPoints::PackedPoints(MatrixView rows)
    : rows_(rows.rows), cols_(rows.cols), values_(padded_lanes(rows.rows) * rows.cols) {
  float* out = values_.span().data();
  for (std::size_t i = 0; i < rows_; ++i) {
    for (std::size_t j = 0; j < cols_; ++j) {
      out[(i / kLaneBlock * cols_ + j) * kLaneBlock + i % kLaneBlock] = rows.data[i * cols_ + j];
    }
  }
}

void nearest_centroids(const PackedPoints& points, MatrixView centroids, std::size_t begin, std::size_t end,
                       std::span<std::int32_t> nearest, std::span<float> distance, std::span<float> second) {
  assert(begin % kLaneBlock == 0 && begin <= end && end <= points.rows());
  assert(centroids.rows > 0 && centroids.cols == points.cols());
  assert(nearest.size() == end - begin && distance.size() == end - begin);
  assert(second.empty() || second.size() == end - begin);
  HWY_DYNAMIC_DISPATCH(nearest)
  (points.values().data() + begin * points.cols(), centroids, end - begin, nearest.data(), distance.data(),
   second.empty() ? nullptr : second.data());
}

void nearest_centroids_reference(const PackedPoints& points, MatrixView centroids, std::size_t begin, std::size_t end,
                                 std::span<std::int32_t> nearest, std::span<float> distance, std::span<float> second) {
  for (std::size_t i = begin; i < end; ++i) {
    double best = std::numeric_limits<double>::infinity();
    double next = best;
    for (std::size_t c = 0; c < centroids.rows; ++c) {
      double sum = 0;
      for (std::size_t j = 0; j < centroids.cols; ++j) {
        const float value = points.values()[(i / kLaneBlock * points.cols() + j) * kLaneBlock + i % kLaneBlock];
        const double difference = static_cast<double>(value) - centroids(c, j);
        sum += difference * difference;
      }
      next = std::min(next, std::max(best, sum));
      if (sum < best) {
        best = sum;
        nearest[i - begin] = static_cast<std::int32_t>(c);
      }
    }
    distance[i - begin] = static_cast<float>(best);
    if (!second.empty()) second[i - begin] = static_cast<float>(next);
  }
}

}  // namespace segue::numeric
#endif  // HWY_ONCE
