#include "segue/evaluation/bootstrap.h"

#include <cassert>
#include <utility>
#include <vector>

#include "segue/base/rng.h"
#include "segue/base/workers.h"
#include "segue/numeric/statistics.h"

namespace segue::evaluation {
namespace {

/// Resamples one task draws.
constexpr std::size_t kGrain = 100;

}  // namespace

PairedDifference paired_bootstrap(std::span<const float> a, std::span<const float> b, const BootstrapOptions& options) {
  assert(a.size() == b.size() && options.resamples > 0);
  const std::size_t n = a.size();
  PairedDifference result{.queries = n};
  if (n == 0) return result;

  std::vector<double> difference(n);
  for (std::size_t i = 0; i < n; ++i) difference[i] = double{a[i]} - double{b[i]};
  result.mean = numeric::mean(difference);

  std::vector<double> means(options.resamples);
  const Rng source(options.seed);
  parallel_ranges(options.resamples, kGrain, options.threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t resample = begin; resample < end; ++resample) {
      Rng rng = source.fork(resample);
      double sum = 0;
      for (std::size_t i = 0; i < n; ++i) sum += difference[rng.below(n)];
      means[resample] = sum / static_cast<double>(n);
    }
  });
  result.low = numeric::quantile(means, 0.025);
  result.high = numeric::quantile(std::move(means), 0.975);
  return result;
}

}  // namespace segue::evaluation
