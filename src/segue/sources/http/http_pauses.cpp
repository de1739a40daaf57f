#include "segue/sources/http/http_pauses.h"

#include <algorithm>
#include <thread>

namespace segue::sources {
namespace {

class SystemPauses final : public HttpPauses {
 public:
  std::chrono::system_clock::time_point now() override { return std::chrono::system_clock::now(); }
  std::chrono::steady_clock::time_point ticks() override { return std::chrono::steady_clock::now(); }

  void pause(std::chrono::milliseconds time, const Cancellation& cancellation) override {
    constexpr std::chrono::milliseconds kSlice{50};
    const auto end = ticks() + time;
    cancellation.check();
    for (auto now = ticks(); now < end; now = ticks()) {
      std::this_thread::sleep_for(std::min<std::chrono::steady_clock::duration>(kSlice, end - now));
      cancellation.check();
    }
  }
};

}  // namespace

HttpPauses& HttpPauses::system() {
  static SystemPauses pauses;
  return pauses;
}

}  // namespace segue::sources
