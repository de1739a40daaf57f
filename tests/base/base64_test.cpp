#include "segue/base/base64.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "segue/base/atomic_file.h"
#include "segue/base/private_file.h"
#include "segue/base/temporary_folder.h"

namespace segue {
namespace {

TEST(Base64, TheVectorsOfTheStandard) {  // RFC 4648, section 10
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
}

TEST(Base64, TheAlphabetForUrls) {
  EXPECT_EQ(base64("\xfb\xff\xfe"), "+//+");
  EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(base64url("f"), "Zg");
}

TEST(PrivateFile, IsForItsOwnerWhateverItWas) {
  const TemporaryFolder folder("private");
  const auto mode = [](const std::filesystem::path& path) {
    struct stat status = {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 0777U;
  };
  const auto file = folder.path() / "new" / "secret";
  write_private_file(file, "one");
  EXPECT_EQ(mode(file), 0600U);
  EXPECT_EQ(mode(file.parent_path()), 0700U);
  ASSERT_EQ(::chmod(file.c_str(), 0644), 0);
  write_private_file(file, "two");
  EXPECT_EQ(mode(file), 0600U);
  EXPECT_EQ(read_file(file, 10), "two");
}

}  // namespace
}  // namespace segue
