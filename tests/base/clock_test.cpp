#include "segue/base/clock.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

using std::chrono::sys_days;
using namespace std::chrono_literals;

TEST(Clock, YearIsThatOfUtc) {
  EXPECT_EQ(year_of(sys_days{2020y / 1 / 1}), 2020);
  EXPECT_EQ(year_of(sys_days{2020y / 1 / 1} - 1s), 2019);
  EXPECT_EQ(year_of(sys_days{1969y / 12 / 31} + 23h), 1969);
  EXPECT_EQ(year_of(std::chrono::system_clock::time_point{}), 1970);
}

TEST(Clock, SystemClockIsTheMachines) {
  const auto before = std::chrono::system_clock::now();
  const auto now = Clock::system().now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, std::chrono::system_clock::now());
}

TEST(Clock, CanBeSet) {
  class Stopped final : public Clock {
    std::chrono::system_clock::time_point now() const override { return sys_days{1999y / 12 / 31}; }
  };
  const Stopped stopped;
  const Clock& clock = stopped;
  EXPECT_EQ(year_of(clock.now()), 1999);
}

}  // namespace
}  // namespace segue
