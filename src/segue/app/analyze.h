#pragma once

#include <filesystem>

#include "segue/app/analyzer_pool.h"
#include "segue/base/progress.h"
#include "segue/catalog/values/analysis_message.h"

namespace segue::app {

/// Listens to one file, without any catalog. Error of the file's own kind if it cannot be heard.
catalog::AnalysisResult analyze_file(const std::filesystem::path& file, bool with_curves,
                                     const AnalyzerOptions& options, Progress& progress = Progress::none(),
                                     const Cancellation& cancellation = Cancellation::never());

/// Draws waveform and beats, chroma and loudness to a picture (gnuplot): .png, or .svg by its name.
/// Error(kUsage) for another ending, Error(kFailed) where gnuplot is not installed or cannot write there.
void draw_sound(const catalog::AnalysisResult& analysis, const std::filesystem::path& file,
                const std::filesystem::path& picture);

}  // namespace segue::app
