// k by the simplified silhouette, for kmeans.h.
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/workers.h"
#include "segue/embedding/lloyd.h"

namespace segue::embedding {
namespace {

constexpr std::size_t kGrain = 8192;

/// Mean over all points of (b - a) / max(a, b): a the distance to the own centroid, b to the nearest other. A point
/// alone in its cell counts 0, as in Rousseeuw 1987, else many cells of one would look perfect.
double simplified_silhouette(const Points& points, const Clusters& clusters, std::size_t threads) {
  const std::size_t n = points.rows.rows;
  std::vector<double> sums((n + kGrain - 1) / kGrain);
  parallel_ranges(n, kGrain, threads, [&](std::size_t begin, std::size_t end) {
    std::vector<std::int32_t> cell(end - begin);
    std::vector<float> own(end - begin);
    std::vector<float> other(end - begin);
    numeric::nearest_centroids(points.packed, clusters.centroids, begin, end, cell, own, other);
    double sum = 0;
    for (std::size_t i = 0; i < cell.size(); ++i) {
      if (clusters.sizes[static_cast<std::size_t>(cell[i])] == 1 || !(other[i] > 0)) continue;
      sum += 1 - std::sqrt(static_cast<double>(own[i]) / static_cast<double>(other[i]));
    }
    sums[begin / kGrain] = sum;
  });
  double total = 0;
  for (const double sum : sums) total += sum;
  return total / static_cast<double>(n);
}

}  // namespace

ChosenClusters choose_clusters(numeric::MatrixView rows, std::size_t k_min, std::size_t k_max,
                               const KMeansOptions& options, Progress& progress, const Cancellation& cancellation) {
  if (k_min < 1 || k_min > k_max) {
    throw Error(ErrorKind::kUsage,
                fmt::format("the range of numbers of clusters must begin at 1 or more and not end before it begins, "
                            "found {} to {}",
                            k_min, k_max));
  }
  const std::size_t most = distinct_rows(rows, k_max);
  if (most == 0) throw Error(ErrorKind::kUsage, "expected rows to find clusters in, found none");
  const std::size_t last = std::min(k_max, most);
  const std::size_t first = std::min(k_min, last);
  const Points points(rows);
  ChosenClusters chosen;
  progress.begin("clusters", last - first + 1, "numbers of clusters");
  for (std::size_t k = first; k <= last; ++k) {
    Clusters clusters = kmeans(points, k, options, cancellation);
    // With one cell there is no other centroid: by convention 0, what no separation at all gives.
    const double score = k == 1 ? 0 : simplified_silhouette(points, clusters, options.threads);
    if (chosen.scores.empty() || score > *std::ranges::max_element(chosen.scores)) {
      chosen.clusters = std::move(clusters);
      chosen.k = k;
    }
    chosen.tried.push_back(k);
    chosen.scores.push_back(score);
    progress.advance(k - first + 1);
  }
  progress.end();
  return chosen;
}

}  // namespace segue::embedding
