#include "segue/base/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/run_program.h"

namespace segue {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

/// The next message, waited for; nothing if the child ends first.
std::optional<std::string> next(ChildProcess& child) {
  ChildProcess* const all[] = {&child};  // NOLINT(modernize-avoid-c-arrays)
  for (int i = 0; i < 100; ++i) {
    if (auto message = child.receive()) return message;
    if (child.ended()) return std::nullopt;
    ChildProcess::wait_for_any(all, milliseconds(100));
  }
  ADD_FAILURE() << "ten seconds without an answer";
  return std::nullopt;
}

ChildProcess start() {
  return {SEGUE_ECHO_CHILD, {}};
}

TEST(AChildProcess, AnswersMessagesOfAnyLength) {
  ChildProcess child = start();
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{65535}, std::size_t{300'000}}) {
    const std::string message(length, 'x');
    // A pipe holds 64 KiB; longer messages flow because the child reads all of one before it answers.
    ASSERT_TRUE(child.send(message));
    EXPECT_EQ(next(child), message);
  }
  ASSERT_TRUE(child.send("one"));
  ASSERT_TRUE(child.send(std::string("t\0o", 3)));
  EXPECT_EQ(next(child), "one");
  EXPECT_EQ(next(child), std::string("t\0o", 3));
}

TEST(AChildProcess, ThatCrashesSaysHow) {
  ChildProcess child = start();
  ASSERT_TRUE(child.send("abort"));
  EXPECT_EQ(next(child), std::nullopt);
  EXPECT_TRUE(child.ended());
  EXPECT_THAT(child.kill(), HasSubstr("killed by signal 6"));
}

TEST(AChildProcess, ThatExitsSaysItsCode) {
  ChildProcess child = start();
  ASSERT_TRUE(child.send("exit"));
  EXPECT_EQ(next(child), std::nullopt);
  EXPECT_EQ(child.kill(), "exit code 7");
  EXPECT_FALSE(child.send("anybody there?"));
}

TEST(AChildProcess, ThatHangsIsKilled) {
  ChildProcess child = start();
  ASSERT_TRUE(child.send("hang"));
  ChildProcess* const all[] = {&child, nullptr};  // NOLINT(modernize-avoid-c-arrays)
  ChildProcess::wait_for_any(all, milliseconds(50));
  EXPECT_EQ(child.receive(), std::nullopt);
  EXPECT_FALSE(child.ended());
  EXPECT_THAT(child.kill(), HasSubstr("killed by signal 9"));
}

TEST(AChildProcess, ThatAnnouncesAMessageTooLongHasEnded) {
  ChildProcess child = start();
  ASSERT_TRUE(child.send("lie"));
  EXPECT_EQ(next(child), std::nullopt);
  EXPECT_TRUE(child.ended());
}

TEST(AChildProcess, ThatIsNoProgramIsAnError) {
  try {
    const ChildProcess child("/no/such/program", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFailed);
    EXPECT_THAT(error.what(), HasSubstr("/no/such/program"));
  }
}

TEST(AProgram, RunsToItsEnd) {
  EXPECT_EQ(run_program({"sh", "-c", "exit 3"}, "")->exit_code, 3);
  EXPECT_EQ(run_program({"sh"}, "echo no >&2; exit 0")->complaint, "no\n");
  EXPECT_EQ(run_program({"sh", "-c", "kill -9 $$"}, "")->exit_code, 137);
  EXPECT_EQ(run_program({"segue-no-such-program"}, ""), std::nullopt);
}

}  // namespace
}  // namespace segue
