#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/search_plan.h"
#include "segue/app/trial_runner.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

struct SearchOptions {
  SearchKind kind = SearchKind::kTabular;
  SearchPlan plan;
  bool with_artist = false;  ///< the artist's code joins the inputs
  std::size_t threads = 1;   ///< trials that run at once; changes the time, never a trial
};

/// Mean and deviation (of a sample; 0 of one) over the seeds of a network.
struct Spread {
  double mean = 0;
  double deviation = 0;
  std::size_t count = 0;
};

/// One network with its trials, one a seed.
struct SearchRow {
  Architecture architecture;  ///< shape.inputs is set
  std::vector<FinishedTrial> trials;

  /// Over the trials that have the number; nothing if none has.
  std::optional<Spread> spread(const std::function<std::optional<double>(const Trial&)>& number) const;
  /// Nothing if a trial has a problem or nothing was held out.
  std::optional<double> mean_validation_loss() const;
};

struct SearchReport {
  SearchKind kind = SearchKind::kTabular;
  std::string plan;
  bool with_artist = false;
  std::size_t songs = 0;
  std::size_t inputs = 0;
  std::size_t pool = 0;           ///< songs asked for p_at_10
  std::size_t training_pool = 0;  ///< songs asked for p_at_10_training
  /// In the plan's order. Successive halving: the finalists by their loss, then those dropped last, ... first.
  std::vector<SearchRow> rows;
  std::optional<std::size_t> finalists;  ///< of successive halving: rows trained to the end
  std::size_t skipped = 0;               ///< trials that could not begin in the minutes given
  std::optional<std::size_t> best;       ///< the row of least mean validation loss
};

/// Trains every network of a plan from every seed and measures what comes of it. Nothing is chosen by test playlists.
/// Deterministic: the same songs, plan and seed give the same rows but for their seconds, with any number of threads,
/// and after any number of interruptions (unless the plan's budget is in minutes). Error(kUsage) on a network that
/// makes no sense, before any is trained; else as load_search_data and TrialRunner::run.
SearchReport search(catalog::Catalog& catalog, const SearchOptions& options, Progress& progress = Progress::none(),
                    const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
