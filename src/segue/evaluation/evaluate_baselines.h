#pragma once

#include <cstddef>
#include <cstdint>

#include "segue/base/progress.h"
#include "segue/evaluation/protocol.h"
#include "segue/evaluation/report.h"
#include "segue/features/feature_table.h"

namespace segue::evaluation {

struct BaselineOptions {
  std::uint64_t seed = 0;   ///< of the row "random"
  std::size_t threads = 1;  ///< changes the time, never the result
};

/// Measures random, min-max, z-score, pca-4, pca-10, quantile and quantile+year+duration, in this order. A method whose
/// inputs are missing is in `skipped` instead, with the reason. Vectors that models learned are added by the caller
/// (measure(), measure_with_clusters()).
///
/// `audio`: audio_feature_columns(); `context`: context_columns(); both of the songs given to make_protocol, in that
/// order. Progress is in methods. Throws what require_queries() and cancellation throw.
Report evaluate_baselines(const features::FeatureTable& audio, const features::FeatureTable& context,
                          const Protocol& protocol, const BaselineOptions& options,
                          Progress& progress = Progress::none(),
                          const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::evaluation
