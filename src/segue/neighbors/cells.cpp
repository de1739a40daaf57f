#include "segue/neighbors/cells.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "segue/base/rng.h"
#include "segue/base/workers.h"
#include "segue/numeric/distance.h"
#include "segue/numeric/nearest_centroids.h"
#include "segue/numeric/top_k.h"

namespace segue::neighbors {
namespace {

constexpr std::size_t kGrain = 4096;  // rows a thread takes at a time
constexpr std::size_t kIterations =
    8;  // of Lloyd's algorithm at each level: more changes recall by less than it varies
constexpr std::size_t kRefinements = 2;  // of both levels together
constexpr std::size_t kGroupsSearched = 6;
constexpr std::size_t kFewCells = 32;  // with fewer, looking at all is as fast

/// Means of the rows that chose each centre; a centre nobody chose stays where it is.
void move_to_means(numeric::MatrixView rows, std::span<const std::uint32_t> chosen, numeric::Matrix& centres) {
  std::vector<double> sums(centres.rows() * centres.cols(), 0.0);
  std::vector<std::size_t> counts(centres.rows(), 0);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    ++counts[chosen[i]];
    double* sum = sums.data() + chosen[i] * rows.cols;
    const float* row = rows.data + i * rows.cols;
    for (std::size_t j = 0; j < rows.cols; ++j) sum[j] += double{row[j]};
  }
  for (std::size_t c = 0; c < centres.rows(); ++c) {
    if (counts[c] == 0) continue;
    for (std::size_t j = 0; j < rows.cols; ++j) {
      centres(c, j) = static_cast<float>(sums[c * rows.cols + j] / static_cast<double>(counts[c]));
    }
  }
}

/// Lloyd's algorithm from `k` rows drawn at random. Returns the choice of each row; `centres` becomes the means.
std::vector<std::uint32_t> lloyd(numeric::MatrixView rows, std::size_t k, Rng rng, std::size_t threads,
                                 numeric::Matrix& centres) {
  assert(k >= 1 && k <= rows.rows);
  std::vector<std::size_t> drawn(rows.rows);
  std::iota(drawn.begin(), drawn.end(), std::size_t{0});
  rng.shuffle(std::span(drawn));
  centres = numeric::Matrix(k, rows.cols);
  for (std::size_t c = 0; c < k; ++c) std::ranges::copy(rows.row(drawn[c]), centres.row(c).begin());
  std::vector<std::uint32_t> chosen(rows.rows, 0);
  if (k == 1) {
    move_to_means(rows, chosen, centres);
    return chosen;
  }
  const numeric::PackedPoints points(rows);
  static_assert(kGrain % numeric::kLaneBlock == 0);
  for (std::size_t iteration = 0; iteration < kIterations; ++iteration) {
    parallel_ranges(rows.rows, kGrain, threads, [&](std::size_t begin, std::size_t end) {
      std::array<std::int32_t, kGrain> nearest{};
      std::array<float, kGrain> distance{};
      numeric::nearest_centroids(points, centres, begin, end, std::span(nearest).first(end - begin),
                                 std::span(distance).first(end - begin), {});
      std::copy_n(nearest.begin(), end - begin, chosen.begin() + static_cast<std::ptrdiff_t>(begin));
    });
    move_to_means(rows, chosen, centres);
  }
  return chosen;
}

/// `total` cells for groups of these sizes: at least one each, at most one per row, in proportion.
std::vector<std::size_t> allot(std::span<const std::size_t> sizes, std::size_t total) {
  const std::size_t rows = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
  std::vector<std::size_t> cells;
  std::size_t seen = 0;
  std::size_t given = 0;
  for (const std::size_t size : sizes) {
    seen += size;
    // Rounded where the running share ends, so that the sum is what was asked for, but for the minimum of one.
    const std::size_t until = total * seen / rows;
    const std::size_t share = std::min(size, std::max<std::size_t>(size > 0 ? 1 : 0, until - std::min(until, given)));
    cells.push_back(share);
    given += share;
  }
  return cells;
}

}  // namespace

Cells Cells::one(std::size_t dimension) {
  Cells cells;
  cells.centroids_ = numeric::Matrix(1, dimension);
  cells.heads_ = numeric::Matrix(1, dimension);
  cells.group_begin_ = {0, 1};
  return cells;
}

Cells Cells::train(numeric::MatrixView sample, std::size_t cells, std::uint64_t seed, std::size_t threads,
                   const Cancellation& cancellation) {
  const std::size_t total = std::min(cells, sample.rows);
  if (total <= 1) return one(sample.cols);
  const Rng rng(seed);
  const std::size_t groups =
      total <= kFewCells ? 1 : static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(total))));
  numeric::Matrix heads;
  const auto group_of = lloyd(sample, groups, rng.fork(0), threads, heads);
  cancellation.check();

  std::vector<std::vector<std::uint32_t>> members(groups);
  for (std::size_t i = 0; i < sample.rows; ++i) members[group_of[i]].push_back(static_cast<std::uint32_t>(i));
  std::vector<std::size_t> sizes;
  sizes.reserve(groups);
  for (const auto& rows : members) sizes.push_back(rows.size());
  const auto shares = allot(sizes, total);

  std::vector<numeric::Matrix> of_group(groups);
  parallel_ranges(groups, 1, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t g = begin; g < end; ++g) {
      cancellation.check();
      if (shares[g] == 0) continue;
      numeric::Matrix rows(members[g].size(), sample.cols);
      for (std::size_t i = 0; i < members[g].size(); ++i) {
        std::ranges::copy(sample.row(members[g][i]), rows.row(i).begin());
      }
      lloyd(rows, shares[g], rng.fork(g + 1), 1, of_group[g]);
    }
  });

  Cells made;
  made.group_begin_ = {0};
  std::vector<float> values;
  for (const auto& centres : of_group) {
    if (centres.rows() == 0) continue;
    values.insert(values.end(), centres.values().begin(), centres.values().end());
    made.group_begin_.push_back(made.group_begin_.back() + static_cast<std::uint32_t>(centres.rows()));
  }
  made.centroids_ = numeric::Matrix(made.group_begin_.back(), sample.cols, std::move(values));
  made.heads_ = numeric::Matrix(made.group_begin_.size() - 1, sample.cols);
  std::vector<std::uint32_t> chosen(sample.rows, 0);
  for (std::size_t round = 0; round <= kRefinements; ++round) {
    // Heads first: they are what points find their cell by.
    for (std::size_t g = 0; g + 1 < made.group_begin_.size(); ++g) {
      std::vector<double> sum(sample.cols, 0.0);
      for (std::uint32_t c = made.group_begin_[g]; c < made.group_begin_[g + 1]; ++c) {
        for (std::size_t j = 0; j < sample.cols; ++j) sum[j] += double{made.centroids_(c, j)};
      }
      const double count = made.group_begin_[g + 1] - made.group_begin_[g];
      for (std::size_t j = 0; j < sample.cols; ++j) made.heads_(g, j) = static_cast<float>(sum[j] / count);
    }
    if (round == kRefinements) break;
    parallel_ranges(sample.rows, kGrain, threads, [&](std::size_t begin, std::size_t end) {
      cancellation.check();
      for (std::size_t i = begin; i < end; ++i) chosen[i] = made.cell_of(sample.row(i));
    });
    move_to_means(sample, chosen, made.centroids_);
  }
  return made;
}

std::uint32_t Cells::cell_of(std::span<const float> point) const {
  const std::size_t groups = heads_.rows();
  thread_local std::vector<float> distances;
  std::uint32_t best = 0;
  float least = std::numeric_limits<float>::infinity();
  const auto look_at = [&](std::size_t begin, std::size_t end) {
    distances.resize(end - begin);
    numeric::squared_distances(point, {centroids_.values().data() + begin * dimension(), end - begin, dimension()},
                               distances);
    for (std::size_t i = 0; i < distances.size(); ++i) {
      const auto cell = static_cast<std::uint32_t>(begin + i);
      if (distances[i] < least || (distances[i] == least && cell < best)) {
        least = distances[i];
        best = cell;
      }
    }
  };
  if (groups <= kGroupsSearched) {
    look_at(0, count());
    return best;
  }
  distances.resize(groups);
  numeric::squared_distances(point, heads_, distances);
  for (const auto& group : numeric::smallest(distances, kGroupsSearched)) {
    look_at(group_begin_[group.index], group_begin_[group.index + 1]);
  }
  return best;
}

}  // namespace segue::neighbors
