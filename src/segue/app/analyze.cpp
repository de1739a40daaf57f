#include "segue/app/analyze.h"

#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "segue/base/error.h"

namespace segue::app {

catalog::AnalysisResult analyze_file(const std::filesystem::path& file, bool with_curves,
                                     const AnalyzerOptions& options, Progress& progress,
                                     const Cancellation& cancellation) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) {
    throw Error(ErrorKind::kNotFound, fmt::format("there is no file '{}'", file.string()));
  }
  if (std::filesystem::is_directory(status)) {
    throw Error(ErrorKind::kUsage, fmt::format("expected a music file, found the folder {}", file.string()),
                fmt::format("'segue import {}' listens to all of a folder.", file.string()));
  }
  const auto size = std::filesystem::file_size(file, error);
  const std::string absolute = std::filesystem::absolute(file).string();
  std::optional<AnalysisOutcome> outcome;
  analyze_files(
      {{absolute, 0, error ? 0 : static_cast<std::int64_t>(size), with_curves}}, options,
      [&](std::size_t, AnalysisOutcome&& end) { outcome = std::move(end); }, progress, cancellation);
  if (const auto* failure = std::get_if<catalog::AnalysisFailure>(&*outcome)) {
    throw Error(failure->kind, told_of(absolute, failure->message), failure->hint);
  }
  return std::get<catalog::AnalysisResult>(std::move(*outcome));
}

}  // namespace segue::app
