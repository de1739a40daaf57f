#include "segue/embedding/kmeans.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/base/workers.h"
#include "segue/embedding/lloyd.h"

namespace segue::embedding {
namespace {

/// One restart: starts and Lloyd's iterations.
Clusters run_once(const Points& points, std::size_t k, const KMeansOptions& options, std::size_t restart,
                  std::size_t threads, const Cancellation& cancellation) {
  Rng rng = Rng(options.seed).fork(restart);
  Lloyd lloyd(points, plus_plus_starts(points, k, rng, threads), threads);
  lloyd.assign();
  for (std::size_t iteration = 0; iteration < options.max_iterations; ++iteration) {
    cancellation.check();
    lloyd.move_centroids();
    if (!lloyd.assign()) break;
  }
  return std::move(lloyd).clusters();
}

}  // namespace

std::size_t distinct_rows(numeric::MatrixView rows, std::size_t limit) {
  // The first few rows are nearly always distinct, so the short list of those seen is compared one by one.
  std::vector<std::size_t> seen;
  for (std::size_t i = 0; i < rows.rows && seen.size() < limit; ++i) {
    const auto same = [&](std::size_t other) { return std::ranges::equal(rows.row(i), rows.row(other)); };
    if (std::ranges::none_of(seen, same)) seen.push_back(i);
  }
  return seen.size();
}

Clusters kmeans(const Points& points, std::size_t k, const KMeansOptions& options, const Cancellation& cancellation) {
  const std::size_t restarts = std::max<std::size_t>(1, options.restarts);
  const std::size_t threads = std::max<std::size_t>(1, options.threads);
  // Restarts run beside each other, which needs no waiting; only threads left over share one restart's points.
  const std::size_t outer = std::min(restarts, threads);
  std::vector<std::optional<Clusters>> results(restarts);
  parallel_ranges(restarts, 1, outer, [&](std::size_t begin, std::size_t end) {
    for (std::size_t r = begin; r < end; ++r) {
      results[r] = run_once(points, k, options, r, threads / outer, cancellation);
    }
  });
  std::size_t best = 0;
  for (std::size_t r = 1; r < restarts; ++r) {
    if (results[r]->inertia < results[best]->inertia) best = r;
  }
  return std::move(*results[best]);
}

Clusters kmeans(numeric::MatrixView rows, std::size_t k, const KMeansOptions& options,
                const Cancellation& cancellation) {
  if (k < 1) throw Error(ErrorKind::kUsage, "the number of clusters must be at least 1, found 0");
  if (const std::size_t distinct = distinct_rows(rows, k); distinct < k) {
    throw Error(
        ErrorKind::kUsage,
        fmt::format("the number of clusters must be at most the number of distinct rows, {}, found {}", distinct, k));
  }
  return kmeans(Points(rows), k, options, cancellation);
}

std::vector<std::int32_t> assign(numeric::MatrixView rows, numeric::MatrixView centroids) {
  const numeric::PackedPoints points(rows);
  std::vector<std::int32_t> nearest(rows.rows);
  std::vector<float> distance(rows.rows);
  numeric::nearest_centroids(points, centroids, 0, rows.rows, nearest, distance, {});
  return nearest;
}

}  // namespace segue::embedding
