#include "segue/base/timed_program.h"

#include <stdexcept>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue {
namespace {

TEST(TimedProgram, SaysHowItEndedAndWhatItSaid) {
  const auto end = run_timed({"/bin/sh", "-c", "echo yes; echo no >&2; exit 3"});
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_EQ(end.output, "yes\n");
  EXPECT_EQ(end.complaint, "no\n");
  EXPECT_GT(end.use.seconds, 0);
  EXPECT_GT(end.use.peak_bytes, 100'000U);
}

TEST(TimedProgram, CountsProcessorTimeAndMemoryOfTheProgram) {
  // 64 MiB held at once by a program that is otherwise small.
  const auto large = run_timed({"/bin/sh", "-c", "head -c 67108864 /dev/zero | tail -c 67108864 | wc -c"});
  EXPECT_EQ(large.exit_code, 0);
  const auto busy = run_timed({"/bin/sh", "-c", "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done"});
  EXPECT_GT(busy.use.processor_seconds, 0);
  EXPECT_LE(busy.use.processor_seconds, busy.use.seconds * 1.5 + 0.05);  // one thread
}

TEST(TimedProgram, IsKilledWhenNobodyWantsItAnyMore) {
  EXPECT_EQ(run_timed({"/bin/sleep", "60"}, [](double, std::uint64_t) { return false; }).exit_code, 128 + 9);
  EXPECT_THROW(run_timed({"/bin/sleep", "60"}, [](double, std::uint64_t) -> bool { throw std::runtime_error("no"); }),
               std::runtime_error);
  EXPECT_EQ(run_timed({"/bin/sh", "-c", "kill -TERM $$"}).exit_code, 128 + 15);
}

TEST(TimedProgram, AProgramThatIsNotThereIsAnError) {
  EXPECT_THROW(run_timed({"/no/such/program"}), Error);
}

TEST(TimedProgram, NothingStandsOnItsInput) {
  EXPECT_EQ(run_timed({"/bin/cat"}).output, "");
}

}  // namespace
}  // namespace segue
