#pragma once

#include <chrono>

#include "segue/base/progress.h"

namespace segue::sources {

/// Time and waiting, as a seam: tests let hours pass at once and see how long was waited.
class HttpPauses {
 public:
  virtual ~HttpPauses() = default;
  /// The calendar's time, for Retry-After dates.
  virtual std::chrono::system_clock::time_point now() = 0;
  /// A clock that never jumps, for spacing.
  virtual std::chrono::steady_clock::time_point ticks() = 0;
  /// Waits. Throws Error(kInterrupted) within a tenth of a second once cancelled.
  virtual void pause(std::chrono::milliseconds time, const Cancellation& cancellation) = 0;

  /// The machine's own.
  static HttpPauses& system();
};

}  // namespace segue::sources
