#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "segue/base/progress.h"
#include "segue/evaluation/text/reading.h"
#include "segue/evaluation/text/text_report.h"

namespace segue::app {

struct EvaluateBlendOptions {
  std::uint64_t seed = 0;
  std::size_t threads = 1;  ///< changes the time, never the result
};

/// What words add to sound: P@10 of the vectors `segue train` makes, of sound alone and of sound and words, on the
/// songs of the pool that have lyrics (these are asked and are the answers), and their paired difference.
///
/// The tables go through a catalog of their own, in a folder that is gone afterwards, the way `segue import`, `embed`
/// and `train` would take them. The weight of the words is chosen on the training playlists: these are split once more
/// by the rule that split all playlists, and the best of a row of weights there is measured on the test playlists. It
/// is reported as a remark. Without songs that have lyrics the task is left out of the report, which says so.
void evaluate_blend(evaluation::TextReport& report, const std::filesystem::path& playlists,
                    const std::filesystem::path& lyrics, const evaluation::ReadText& read,
                    const EvaluateBlendOptions& options, Progress& progress = Progress::none(),
                    const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
