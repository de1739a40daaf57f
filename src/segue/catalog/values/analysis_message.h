#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "segue/base/error.h"
#include "segue/catalog/values/sound.h"

namespace segue::catalog {

// What segue and its workers (segue-analyzer) say to each other. A worker is as trustworthy as the file it reads: what
// it answers is checked like a file.

/// "Listen to this file."
struct AnalysisRequest {
  std::string path;
  bool with_curves = false;
};

/// "Still at it."
struct AnalysisProgress {
  double heard_s = 0;
  double stated_s = 0;  ///< length the file states; 0: none
};

/// "This could not be heard."
struct AnalysisFailure {
  ErrorKind kind = ErrorKind::kBadData;
  std::string message;
  std::string hint;
};

struct AnalysisResult {
  Sound sound;
  std::optional<SoundCurves> curves;
};

using AnalysisReply = std::variant<AnalysisProgress, AnalysisFailure, AnalysisResult>;

std::string to_message(const AnalysisRequest& request);
/// Error(kBadData) if it is none.
AnalysisRequest request_from(std::string_view message);
std::string to_message(const AnalysisReply& reply);
/// Error(kBadData) if it is none. `where`: for messages, the file that is analysed.
AnalysisReply reply_from(std::string_view message, const std::string& where);

}  // namespace segue::catalog
