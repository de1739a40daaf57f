#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "segue/base/progress.h"
#include "segue/catalog/values/analysis_message.h"

namespace segue::app {

/// A file to listen to.
struct AnalysisJob {
  std::string path;
  double stated_s = 0;    ///< length its tags tell; 0: unknown
  std::int64_t size = 0;  ///< bytes
  bool with_curves = false;
};

struct AnalyzerOptions {
  std::filesystem::path program;  ///< empty: SEGUE_ANALYZER, else segue-analyzer beside the program that runs
  std::size_t workers = 1;
  /// A file may take this long, and a tenth of its length more: a slow machine needs a hundredth.
  std::chrono::milliseconds patience{30'000};
  /// A worker that says nothing for so long hangs.
  std::chrono::milliseconds silence{30'000};
};

/// A failure's message with the file's name before it, unless it begins with that.
std::string told_of(const std::string& path, const std::string& message);

using AnalysisOutcome = std::variant<catalog::AnalysisResult, catalog::AnalysisFailure>;
/// Called once for every job, in the order in which they end.
using OnAnalysis = std::function<void(std::size_t job, AnalysisOutcome&&)>;

/// Has worker processes listen to files, the longest first. A file that crashes or hangs its worker is a failure of its
/// own; the worker is replaced and the rest goes on. Throws Error(kFailed) if workers cannot be started or die without
/// having been given anything, Error(kInterrupted) where asked to stop; what `on_analysis` throws ends it too.
void analyze_files(const std::vector<AnalysisJob>& jobs, const AnalyzerOptions& options, const OnAnalysis& on_analysis,
                   Progress& progress = Progress::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
