// segue-analyzer: listens to music files for segue, one after the other, and says what they are like. A process of its
// own, so that a file that crashes or hangs the decoder harms nothing else. Talks by messages (base/child_process.h,
// catalog/values/analysis_message.h); not for people, who say `segue analyze FILE`.
#include <cstddef>
#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include <unistd.h>

#include "segue/audio/analyze.h"
#include "segue/base/child_process.h"
#include "segue/base/error.h"
#include "segue/base/sanitizer.h"
#include "segue/catalog/values/analysis_message.h"

namespace {

using segue::catalog::AnalysisFailure;
using segue::catalog::AnalysisProgress;
using segue::catalog::AnalysisReply;
using segue::catalog::AnalysisRequest;

/// More than any file needs: decoder tables, libraries and what is kept of ten hours of music are below 200 MB.
constexpr std::size_t kMostMemory = std::size_t{1} << 30;

AnalysisReply answer(const AnalysisRequest& request) {
  try {
    auto decoder = segue::audio::Decoder::open(std::filesystem::path(request.path));
    const double stated = decoder.format().stated_duration_s.value_or(0);
    segue::audio::AnalyzeOptions options;
    options.with_curves = request.with_curves;
    options.on_progress = [&](double heard) { segue::send_to_parent(to_message(AnalysisProgress{heard, stated})); };
    options.on_progress(0);
    return segue::audio::analyze(decoder, options);
  } catch (const segue::Error& error) {
    return AnalysisFailure{error.kind(), error.what(), error.hint()};
  } catch (const std::bad_alloc&) {
    return AnalysisFailure{segue::ErrorKind::kBadData, "decoding it takes more than 1 GiB of memory", ""};
  }
}

}  // namespace

int main(int count, char**) {
  if (count > 1 || isatty(STDIN_FILENO) == 1) {
    std::fputs("segue-analyzer is a part of segue and takes no words: say 'segue analyze FILE'.\n", stderr);
    return 2;
  }
  try {
    segue::become_child();
    segue::give_back_freed_memory();
    // The sanitizer's shadow memory alone is larger.
    if (!segue::kAddressSanitized) segue::limit_memory(kMostMemory);
    while (const auto message = segue::receive_from_parent()) {
      segue::send_to_parent(to_message(answer(segue::catalog::request_from(*message))));
    }
  } catch (const std::exception&) {
    return 1;  // the parent is gone, or talks nonsense
  }
  return 0;
}
