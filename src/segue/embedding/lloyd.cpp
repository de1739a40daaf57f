#include "segue/embedding/lloyd.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/workers.h"

namespace segue::embedding {
namespace {

// Points per range: a multiple of the kernel's block, large enough to outweigh handing it to a thread.
constexpr std::size_t kGrain = 8192;
static_assert(kGrain % numeric::kLaneBlock == 0);

// Squares of differences up to twice this, summed over thousands of columns, stay below the largest float.
constexpr float kLargestValue = 1e16F;

constexpr std::size_t kMostPasses = 100;

}  // namespace

Points::Points(numeric::MatrixView matrix) : rows(matrix), packed(matrix) {
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (const float value : rows.row(i)) {
      if (!(std::abs(value) <= kLargestValue)) {
        throw Error(ErrorKind::kBadData,
                    fmt::format("expected values within 1e16 to find clusters in, found {} in row {}", value, i));
      }
    }
  }
}

numeric::Matrix plus_plus_starts(const Points& points, std::size_t k, Rng& rng, std::size_t threads) {
  const std::size_t n = points.rows.rows;
  const std::size_t cols = points.rows.cols;
  numeric::Matrix starts(k, cols);
  std::vector<float> distance(n, std::numeric_limits<float>::infinity());
  std::size_t taken = rng.below(n);
  for (std::size_t c = 0;; ++c) {
    std::ranges::copy(points.rows.row(taken), starts.row(c).begin());
    if (c + 1 == k) return starts;
    const numeric::MatrixView newest{starts.row(c).data(), 1, cols};
    parallel_ranges(n, kGrain, threads, [&](std::size_t begin, std::size_t end) {
      std::vector<float> to_newest(end - begin);
      std::vector<std::int32_t> ignored(end - begin);
      numeric::nearest_centroids(points.packed, newest, begin, end, ignored, to_newest, {});
      for (std::size_t i = begin; i < end; ++i) distance[i] = std::min(distance[i], to_newest[i - begin]);
    });
    double total = 0;
    for (const float value : distance) total += value;
    // Distances too small for a float's square leave nothing to weigh by: any row not yet taken will do then.
    const double target = rng.uniform() * total;
    double sum = 0;
    std::size_t last = n;
    for (taken = 0; taken < n; ++taken) {
      if (distance[taken] > 0) last = taken;
      sum += distance[taken];
      if (sum > target) break;
    }
    if (taken == n) taken = last;
    if (taken == n) {
      const auto is_start = [&](std::size_t i) {
        for (std::size_t s = 0; s <= c; ++s) {
          if (std::ranges::equal(points.rows.row(i), starts.row(s))) return true;
        }
        return false;
      };
      for (taken = 0; is_start(taken); ++taken) assert(taken + 1 < n);
    }
  }
}

Lloyd::Lloyd(const Points& points, numeric::Matrix centroids, std::size_t threads)
    : points_(points),
      threads_(threads),
      centroids_(std::move(centroids)),
      cell_(points.rows.rows, -1),
      previous_cell_(points.rows.rows, -1),
      distance_(points.rows.rows),
      size_(centroids_.rows()),
      sums_((points.rows.rows + kGrain - 1) / kGrain * centroids_.rows() * points.rows.cols) {}

bool Lloyd::assign_once() {
  parallel_ranges(cell_.size(), kGrain, threads_, [&](std::size_t begin, std::size_t end) {
    numeric::nearest_centroids(points_.packed, centroids_, begin, end, std::span(cell_).subspan(begin, end - begin),
                               std::span(distance_).subspan(begin, end - begin), {});
  });
  std::ranges::fill(size_, 0);
  for (const std::int32_t cell : cell_) ++size_[static_cast<std::size_t>(cell)];
  return std::ranges::find(size_, 0U) == size_.end();
}

void Lloyd::fill_empty_cell(std::size_t cell) {
  const auto farthest = std::ranges::max_element(distance_);  // the first of equals
  const std::span<const float> row = points_.rows.row(static_cast<std::size_t>(farthest - distance_.begin()));
  std::ranges::copy(row, centroids_.row(cell).begin());
  // Not to be taken twice if several cells are empty.
  *farthest = 0;
}

void Lloyd::take_a_point(std::size_t cell) {
  for (std::size_t i = 0; i < cell_.size(); ++i) {
    std::size_t& from = size_[static_cast<std::size_t>(cell_[i])];
    if (from < 2) continue;
    --from;
    size_[cell] = 1;
    cell_[i] = static_cast<std::int32_t>(cell);
    distance_[i] = 0;
    std::ranges::copy(points_.rows.row(i), centroids_.row(cell).begin());
    return;
  }
}

bool Lloyd::assign() {
  std::swap(cell_, previous_cell_);
  // Every pass lowers the inertia: a centroid that served no point now lies on the one served worst. So this ends; it
  // needs more than a few passes only where distinct points are so close together that float distances are 0.
  for (std::size_t pass = 0; !assign_once(); ++pass) {
    for (std::size_t cell = 0; cell < size_.size(); ++cell) {
      if (size_[cell] != 0) continue;
      if (pass < kMostPasses) {
        fill_empty_cell(cell);
      } else {
        take_a_point(cell);
      }
    }
    if (pass == kMostPasses) break;
  }
  return cell_ != previous_cell_;
}

void Lloyd::move_centroids() {
  const std::size_t cols = points_.rows.cols;
  const std::size_t stride = centroids_.rows() * cols;
  parallel_ranges(cell_.size(), kGrain, threads_, [&](std::size_t begin, std::size_t end) {
    double* sums = sums_.data() + begin / kGrain * stride;
    std::fill_n(sums, stride, 0.0);
    for (std::size_t i = begin; i < end; ++i) {
      const float* row = points_.rows.data + i * cols;
      double* sum = sums + static_cast<std::size_t>(cell_[i]) * cols;
      for (std::size_t j = 0; j < cols; ++j) sum[j] += static_cast<double>(row[j]);
    }
  });
  for (std::size_t at = stride; at < sums_.size(); ++at) sums_[at % stride] += sums_[at];
  for (std::size_t cell = 0; cell < size_.size(); ++cell) {
    for (std::size_t j = 0; j < cols; ++j) {
      centroids_(cell, j) = static_cast<float>(sums_[cell * cols + j] / static_cast<double>(size_[cell]));
    }
  }
}

Clusters Lloyd::clusters() && {
  double inertia = 0;
  for (const float value : distance_) inertia += value;
  return {std::move(centroids_), std::move(cell_), std::move(size_), inertia};
}

}  // namespace segue::embedding
