#include "segue/base/clock.h"

namespace segue {
namespace {

class SystemClock final : public Clock {
  std::chrono::system_clock::time_point now() const override { return std::chrono::system_clock::now(); }
};

}  // namespace

const Clock& Clock::system() {
  static const SystemClock clock;
  return clock;
}

int year_of(std::chrono::system_clock::time_point time) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
  return static_cast<int>(date.year());
}

}  // namespace segue
