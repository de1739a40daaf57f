#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "segue/base/progress.h"
#include "segue/numeric/matrix.h"

namespace segue::embedding {

struct KMeansOptions {
  std::size_t restarts = 4;
  std::size_t max_iterations = 100;
  std::uint64_t seed = 0;
  std::size_t threads = 1;  ///< changes the time, never the result
};

/// A partition of points into k cells around their means.
struct Clusters {
  numeric::Matrix centroids;             ///< k x d
  std::vector<std::int32_t> assignment;  ///< n, the nearest centroid, ties to the lower
  std::vector<std::size_t> sizes;        ///< k, none is 0
  double inertia = 0;                    ///< sum of squared distances to the own centroid
};

/// Lloyd's k-means from k-means++ starts (Arthur & Vassilvitskii 2007), the best of options.restarts by inertia. A cell
/// that runs empty takes the point farthest from its centroid. 1 <= k <= number of distinct rows, else Error(kUsage);
/// values finite and within 1e16, else Error(kBadData); Error(kInterrupted) if cancelled.
Clusters kmeans(numeric::MatrixView rows, std::size_t k, const KMeansOptions& options,
                const Cancellation& cancellation = Cancellation::never());

/// k chosen from [k_min, k_max] (clipped to the number of distinct rows).
struct ChosenClusters {
  Clusters clusters;
  std::size_t k = 0;
  std::vector<std::size_t> tried;
  std::vector<double> scores;  ///< simplified silhouette of each tried k, in [-1, 1], more is better
};

/// Fits every k of the range and keeps the one with the highest simplified silhouette (Hruschka et al. 2004: distances
/// to centroids in place of mean distances to members), the smaller k if equal. A point alone in its cell counts 0, and
/// so does k = 1. Error(kUsage) if k_min is 0 or above k_max, or there are no rows; else as kmeans.
ChosenClusters choose_clusters(numeric::MatrixView rows, std::size_t k_min, std::size_t k_max,
                               const KMeansOptions& options, Progress& progress = Progress::none(),
                               const Cancellation& cancellation = Cancellation::never());

/// The cell of each row: index of the nearest centroid, ties to the lower.
std::vector<std::int32_t> assign(numeric::MatrixView rows, numeric::MatrixView centroids);

}  // namespace segue::embedding
