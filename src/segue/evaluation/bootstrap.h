#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace segue::evaluation {

struct BootstrapOptions {
  std::size_t resamples = 10000;
  std::uint64_t seed = 0;
  std::size_t threads = 1;  ///< changes the time, never the result
};

/// By how much one method is better than another on the same queries.
struct PairedDifference {
  double mean = 0;  ///< of a - b over the queries
  double low = 0;   ///< 95% interval of it
  double high = 0;
  std::size_t queries = 0;

  /// True if the interval leaves out 0.
  bool significant() const { return low > 0 || high < 0; }
};

/// The paired bootstrap (Efron 1979; percentile interval): queries are drawn with replacement as often as there are
/// queries, both methods' values of a drawn query together, and the mean difference is taken; the interval goes from
/// the 2.5th to the 97.5th percentile of these means. Pairing takes out what makes a query easy or hard for every
/// method, so that differences far smaller than the methods' own intervals are seen.
///
/// It speaks of other queries from the same playlists, not of other playlists: songs of one playlist are not
/// independent, so the interval is somewhat too narrow for that.
/// a.size() must be b.size(), resamples > 0. Without queries all is 0. Resample i draws from Rng(seed).fork(i).
PairedDifference paired_bootstrap(std::span<const float> a, std::span<const float> b,
                                  const BootstrapOptions& options = {});

}  // namespace segue::evaluation
