#include "segue/base/workers.h"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sched.h>

namespace segue {
namespace {

using Range = std::pair<std::size_t, std::size_t>;

std::multiset<Range> ranges_seen(std::size_t count, std::size_t grain, std::size_t threads) {
  std::multiset<Range> seen;
  std::mutex mutex;
  parallel_ranges(count, grain, threads, [&](std::size_t begin, std::size_t end) {
    const std::lock_guard lock(mutex);
    seen.emplace(begin, end);
  });
  return seen;
}

TEST(ParallelRanges, CoversEverythingOnceAndTheSameWithAnyNumberOfThreads) {
  for (const std::size_t count : {0U, 1U, 9U, 10U, 11U, 1000U}) {
    std::multiset<Range> expected;
    for (std::size_t begin = 0; begin < count; begin += 10) expected.emplace(begin, std::min(begin + 10, count));
    for (const std::size_t threads : {0U, 1U, 2U, 7U, 64U}) {
      EXPECT_EQ(ranges_seen(count, 10, threads), expected) << count << " items, " << threads << " threads";
    }
  }
  EXPECT_EQ(ranges_seen(5, 100, 4), (std::multiset<Range>{{0, 5}}));
  const std::size_t huge = static_cast<std::size_t>(-1);
  EXPECT_EQ(ranges_seen(huge, huge, 2), (std::multiset<Range>{{0, huge}}));
}

TEST(ParallelRanges, SumsPerRangeAreTheSameBytes) {
  std::vector<float> values(10007);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1.0F / static_cast<float>(i + 1);
  const auto sum = [&values](std::size_t threads) {
    std::vector<float> parts((values.size() + 99) / 100);
    parallel_ranges(values.size(), 100, threads, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) parts[begin / 100] += values[i];
    });
    return std::accumulate(parts.begin(), parts.end(), 0.0F);
  };
  const float expected = sum(1);
  for (std::size_t threads = 2; threads <= 9; ++threads) EXPECT_EQ(sum(threads), expected);
}

TEST(ParallelRanges, OneThreadIsTheCallersAndInOrder) {
  const std::thread::id caller = std::this_thread::get_id();
  std::vector<std::size_t> begins;
  parallel_ranges(50, 10, 1, [&](std::size_t begin, std::size_t) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    begins.push_back(begin);
  });
  EXPECT_EQ(begins, (std::vector<std::size_t>{0, 10, 20, 30, 40}));
}

TEST(ParallelRanges, WorksOnSeveralThreadsAtOnce) {
  std::atomic<int> arrived{0};
  // Each waits for the other: with one thread this would never end (the test's time limit says so).
  parallel_ranges(2, 1, 2, [&arrived](std::size_t, std::size_t) {
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  EXPECT_EQ(arrived, 2);
}

TEST(ParallelRanges, ThrowsTheExceptionOfTheLowestRange) {
  for (int repeat = 0; repeat < 50; ++repeat) {
    for (const std::size_t threads : {1U, 2U, 8U}) {
      try {
        parallel_ranges(100, 1, threads, [](std::size_t begin, std::size_t) {
          if (begin == 31) std::this_thread::yield();
          if (begin == 31 || begin == 32 || begin == 90) throw std::runtime_error(std::to_string(begin));
        });
        FAIL() << "nothing was thrown";
      } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "31");
      }
    }
  }
}

TEST(ParallelRanges, MayBeNested) {
  std::atomic<int> items{0};
  parallel_ranges(10, 1, 3, [&items](std::size_t, std::size_t) {
    parallel_ranges(10, 2, 3, [&items](std::size_t begin, std::size_t end) { items += static_cast<int>(end - begin); });
  });
  EXPECT_EQ(items, 100);
}

class ThreadsVariable : public testing::Test {
 protected:
  ~ThreadsVariable() override { ::unsetenv("SEGUE_THREADS"); }
};

TEST_F(ThreadsVariable, IsHonouredIfPositive) {
  ::unsetenv("SEGUE_THREADS");
  const std::size_t cores = default_threads();
  EXPECT_GE(cores, 1U);
  ::setenv("SEGUE_THREADS", "5", 1);
  EXPECT_EQ(default_threads(), 5U);
  for (const char* bad : {"", "0", "-3", "two", "4x", " 4", "99999999999999999999999"}) {
    ::setenv("SEGUE_THREADS", bad, 1);
    EXPECT_EQ(default_threads(), cores) << bad;
  }
  ::setenv("SEGUE_THREADS", "1000000", 1);
  EXPECT_EQ(default_threads(), 1024U);
}

TEST_F(ThreadsVariable, OtherwiseTheCoresThisProcessMayUse) {
  ::unsetenv("SEGUE_THREADS");
  cpu_set_t before;
  ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
  EXPECT_EQ(default_threads(), static_cast<std::size_t>(CPU_COUNT(&before)));
  int first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
  EXPECT_EQ(default_threads(), 1U);
  sched_setaffinity(0, sizeof before, &before);
}

}  // namespace
}  // namespace segue
