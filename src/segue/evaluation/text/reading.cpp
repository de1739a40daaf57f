#include "segue/evaluation/text/reading.h"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <vector>

#include "segue/base/workers.h"

namespace segue::evaluation {

void read_all(std::span<const std::string> texts, const ReadText& read, std::size_t threads, std::string_view step,
              const std::function<void(std::size_t place, text::Reading&& reading)>& sink, Progress& progress,
              const Cancellation& cancellation) {
  constexpr std::size_t kGrain = 8;
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) { return texts[i].size(); });
  std::mutex mutex;
  std::size_t done = 0;
  progress.begin(step, texts.size(), "texts");
  parallel_ranges(texts.size(), kGrain, threads, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      cancellation.check();
      sink(order[i], read(texts[order[i]]));
    }
    const std::lock_guard lock(mutex);
    done += end - begin;
    progress.advance(done);
  });
  progress.end();
}

}  // namespace segue::evaluation
