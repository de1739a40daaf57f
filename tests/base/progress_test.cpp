#include "segue/base/progress.h"

#include <csignal>

#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue {
namespace {

TEST(Progress, NoneTakesEverythingSilently) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Progress::none().begin("importing", 10, "rows");
  Progress::none().begin("importing", std::nullopt, "rows");
  Progress::none().advance(5);
  Progress::none().end();
  Notes::none().note("a");
  Notes::none().warn("b");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Cancellation, ThrowsOnlyOnceRequested) {
  Cancellation cancellation;
  EXPECT_FALSE(cancellation.requested());
  EXPECT_NO_THROW(cancellation.check());
  cancellation.request();
  EXPECT_TRUE(cancellation.requested());
  try {
    cancellation.check();
    FAIL() << "check() returned";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
  EXPECT_FALSE(Cancellation::never().requested());
}

Cancellation* interrupted = nullptr;

TEST(Cancellation, CanBeRequestedFromASignalHandler) {
  Cancellation cancellation;
  interrupted = &cancellation;
  const auto previous = std::signal(SIGUSR1, [](int) { interrupted->request(); });
  std::raise(SIGUSR1);
  std::signal(SIGUSR1, previous);
  EXPECT_TRUE(cancellation.requested());
}

}  // namespace
}  // namespace segue
