#include "segue/base/workers.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <charconv>
#include <cstdlib>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <sched.h>

namespace segue {
namespace {

// More threads than this is a slip of the finger in SEGUE_THREADS, not a machine.
constexpr std::size_t kMostThreads = 1024;

std::size_t cores_of_this_process() {
  // The set's size must be at least that of the kernel's, which is not told: EINVAL means "too small".
  for (int cpus = 1024; cpus <= 1024 * 64; cpus *= 2) {
    const auto free_set = [](cpu_set_t* set) { CPU_FREE(set); };
    const std::unique_ptr<cpu_set_t, decltype(free_set)> set(CPU_ALLOC(static_cast<std::size_t>(cpus)), free_set);
    if (!set) break;
    const std::size_t bytes = CPU_ALLOC_SIZE(static_cast<std::size_t>(cpus));
    if (sched_getaffinity(0, bytes, set.get()) == 0) {
      return static_cast<std::size_t>(std::max(1, CPU_COUNT_S(bytes, set.get())));
    }
  }
  return std::max<std::size_t>(1, std::thread::hardware_concurrency());
}

/// What the threads of one call share.
class Ranges {
 public:
  Ranges(std::size_t count, std::size_t grain, const std::function<void(std::size_t, std::size_t)>& work)
      : count_(count), grain_(grain), work_(work) {}

  /// Takes ranges in order until none is left or one has failed.
  void run() {
    while (!failed_.load(std::memory_order_relaxed)) {
      const std::size_t range = next_.fetch_add(1, std::memory_order_relaxed);
      if (range >= size()) return;
      const std::size_t begin = range * grain_;
      try {
        work_(begin, begin + std::min(grain_, count_ - begin));
      } catch (...) {
        keep(range, std::current_exception());
      }
    }
  }

  std::size_t size() const { return count_ / grain_ + (count_ % grain_ != 0 ? 1 : 0); }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  // Ranges are taken in order, so all below a failed one have been started, and will be finished before run() ends:
  // the lowest that fails is the same with any number of threads.
  void keep(std::size_t range, std::exception_ptr error) {
    failed_.store(true, std::memory_order_relaxed);
    const std::lock_guard lock(mutex_);
    if (range >= lowest_failed_) return;
    lowest_failed_ = range;
    error_ = std::move(error);
  }

  const std::size_t count_;
  const std::size_t grain_;
  const std::function<void(std::size_t, std::size_t)>& work_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;
  std::size_t lowest_failed_ = std::numeric_limits<std::size_t>::max();
  std::exception_ptr error_;
};

}  // namespace

std::size_t default_threads() {
  if (const char* wanted = std::getenv("SEGUE_THREADS")) {
    const std::string_view text = wanted;
    std::size_t threads = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), threads);
    if (status == std::errc{} && end == text.data() + text.size() && threads > 0) {
      return std::min(threads, kMostThreads);
    }
  }
  return cores_of_this_process();
}

void parallel_ranges(std::size_t count, std::size_t grain, std::size_t threads,
                     const std::function<void(std::size_t begin, std::size_t end)>& work) {
  assert(grain > 0);
  Ranges ranges(count, grain, work);
  std::vector<std::thread> helpers;
  const std::size_t useful = std::min(threads, ranges.size());
  if (useful > 1) helpers.reserve(useful - 1);
  try {
    while (helpers.size() + 1 < useful) helpers.emplace_back([&ranges] { ranges.run(); });
  } catch (const std::system_error&) {
    // The system gives no more threads: those that run, and this one, do all the work.
  }
  ranges.run();
  for (std::thread& helper : helpers) helper.join();
  ranges.rethrow();
}

}  // namespace segue
