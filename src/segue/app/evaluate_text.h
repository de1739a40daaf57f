#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "segue/base/progress.h"
#include "segue/evaluation/text/reading.h"
#include "segue/evaluation/text/text_report.h"

namespace segue::app {

struct EvaluateTextOptions {
  std::filesystem::path data;      ///< the folder with tweets/, lyrics/ and playlists/
  std::filesystem::path models;    ///< folder of text models (--models, SEGUE_MODELS); may be empty
  std::string model;               ///< name or folder of a text model; empty: the one that ships with segue
  std::string precision;           ///< "float32", "bfloat16" or "int8"; empty or "auto": text::best_precision()
  std::vector<std::string> tasks;  ///< of evaluation::kTextTasks; empty: all of them
  std::uint64_t seed = 0;
  std::size_t threads = 1;  ///< changes the time, never the result
};

/// Measures what the text model and the methods that count words make of tweets and lyrics. Each task has its own rows;
/// docs/evaluation.md says what is asked. Files are read as NAME.csv.zst or NAME.csv.
///
/// A task whose files are missing is left out of the report, which says so, unless it was asked for by name or nothing
/// else could be measured: Error(kNotFound), as for a folder that is not there. Where there is no text model, its rows
/// are left out likewise; a model that was named and is not there is an Error(kNotFound). Error(kUsage) for an unknown
/// task or precision; Error(kBadData) for a table without the columns asked for.
evaluation::TextReport evaluate_text(const EvaluateTextOptions& options, Progress& progress = Progress::none(),
                                     const Cancellation& cancellation = Cancellation::never());

/// The same with `read` in place of a model; none: as where there is no model. options.model and precision say nothing.
evaluation::TextReport evaluate_text_with(const EvaluateTextOptions& options, const evaluation::ReadText* read,
                                          Progress& progress = Progress::none(),
                                          const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
