#include "segue/base/error.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

TEST(Error, CarriesKindMessageAndHint) {
  const Error error(ErrorKind::kNotFound, "no song like \"x\"", "see segue info");
  EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
  EXPECT_STREQ(error.what(), "no song like \"x\"");
  EXPECT_EQ(error.hint(), "see segue info");
  EXPECT_EQ(Error(ErrorKind::kFailed, "x").hint(), "");
}

// Scripts depend on these numbers.
TEST(Error, KindsAreExitCodes) {
  EXPECT_EQ(Error(ErrorKind::kFailed, "").exit_code(), 1);
  EXPECT_EQ(Error(ErrorKind::kUsage, "").exit_code(), 2);
  EXPECT_EQ(Error(ErrorKind::kNotFound, "").exit_code(), 3);
  EXPECT_EQ(Error(ErrorKind::kService, "").exit_code(), 4);
  EXPECT_EQ(Error(ErrorKind::kBadData, "").exit_code(), 5);
  EXPECT_EQ(Error(ErrorKind::kInterrupted, "").exit_code(), 130);
}

}  // namespace
}  // namespace segue
