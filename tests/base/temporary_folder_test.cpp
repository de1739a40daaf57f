#include "segue/base/temporary_folder.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue {
namespace {

TEST(TemporaryFolder, IsThereAndGoesWithItsContent) {
  std::filesystem::path path;
  {
    const TemporaryFolder folder("test");
    const TemporaryFolder other("test");
    path = folder.path();
    EXPECT_NE(path, other.path());
    std::filesystem::create_directories(path / "a" / "b");
    std::ofstream(path / "a" / "file") << "text";
    EXPECT_TRUE(std::filesystem::exists(path / "a" / "file"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TemporaryFolder, SaysWhereItCannotBeMade) {
  EXPECT_THROW(TemporaryFolder("no/such/folder"), Error);
}

}  // namespace
}  // namespace segue
