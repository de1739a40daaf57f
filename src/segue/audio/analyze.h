#pragma once

#include <functional>

#include "segue/audio/decode/decoder.h"
#include "segue/catalog/values/analysis_message.h"
#include "segue/catalog/values/sound.h"

namespace segue::audio {

struct AnalyzeOptions {
  bool with_curves = false;  ///< also what a picture is drawn from
  /// Told now and then how many seconds were heard.
  std::function<void(double heard_s)> on_progress;
};

/// Listens to all of a file and says what it is like. The same samples give the same bits. Memory does not grow with
/// the length but for about 10 MB an hour. Error(kFailed) if reading ends the work; a file without a single sample is
/// an Error(kBadData).
catalog::AnalysisResult analyze(Decoder& decoder, const AnalyzeOptions& options = {});

}  // namespace segue::audio
