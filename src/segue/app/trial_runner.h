#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "segue/app/search_data.h"
#include "segue/app/search_measures.h"
#include "segue/app/trial.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// A network to train, and how; shape.inputs is set.
struct TrialRequest {
  embedding::AutoencoderShape shape;
  embedding::TrainingOptions training;
};

/// A trial that is done, whether now or by an earlier search.
struct FinishedTrial {
  Trial trial;
  std::vector<float> latents;  ///< of sample_rows(), row-major
  bool found = false;          ///< an earlier search had run it
};

/// Rows whose latents are stored for pictures: at most 1,000, evenly spaced.
std::vector<std::uint32_t> sample_rows(std::size_t rows);

/// Runs trials on several threads, one trial a thread, and stores each in the catalog as it ends. What an earlier
/// search stored of the same trial on the same songs is not run again: to resume is to run again.
class TrialRunner {
 public:
  TrialRunner(catalog::Catalog& catalog, const SearchData& data, std::size_t threads, double minutes);

  /// One answer per request. Nothing: the minutes were over before it could begin. A loss that is no longer a finite
  /// number ends its trial, which says so; Error(kInterrupted) if cancelled, what had ended is kept.
  /// Progress: trials.
  std::vector<std::optional<FinishedTrial>> run(std::span<const TrialRequest> requests, Progress& progress,
                                                const Cancellation& cancellation);

 private:
  std::optional<FinishedTrial> find(const TrialRequest& request);
  FinishedTrial train(const TrialRequest& request, const Cancellation& cancellation) const;
  bool time_is_up() const;

  catalog::Catalog& catalog_;
  const SearchData& data_;
  SearchMeasures measures_;
  std::size_t threads_;
  double minutes_;
  double found_seconds_ = 0;  ///< that earlier searches spent on what was found
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

/// Of all that a trial's result depends on.
std::string trial_key(const SearchData& data, const TrialRequest& request);

}  // namespace segue::app
