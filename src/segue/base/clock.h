#pragma once

#include <chrono>

namespace segue {

/// The time, as a seam: tests set it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::system_clock::time_point now() const = 0;

  /// The machine's clock.
  static const Clock& system();
};

/// The year of `time` in UTC.
int year_of(std::chrono::system_clock::time_point time);

}  // namespace segue
