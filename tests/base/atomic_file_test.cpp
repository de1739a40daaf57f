#include "segue/base/atomic_file.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "../unprivileged.h"
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "segue/base/error.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public testing::Test {
 protected:
  AtomicFile() {
    std::string pattern = (fs::temp_directory_path() / "segue-test-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~AtomicFile() override {
    std::error_code ignored;
    fs::permissions(folder_, fs::perms::owner_all, ignored);
    fs::remove_all(folder_, ignored);
  }

  std::ptrdiff_t files() const { return std::distance(fs::directory_iterator(folder_), fs::directory_iterator()); }

  static void expect_failure(const fs::path& path, const std::string& reason) {
    try {
      write_file_atomically(path, "text");
      FAIL() << path << " was written";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kFailed);
      EXPECT_THAT(error.what(), testing::HasSubstr(path.string()));
      EXPECT_THAT(error.what(), testing::HasSubstr(reason));
    }
  }

  fs::path folder_;
};

TEST_F(AtomicFile, WritesAndReplaces) {
  const fs::path path = folder_ / "list.m3u8";
  const std::string with_zeros("a\0b\n", 4);
  write_file_atomically(path, with_zeros);
  EXPECT_EQ(read_file(path, 100), with_zeros);
  write_file_atomically(path, "");
  EXPECT_EQ(read_file(path, 100), "");
  const std::string large(3'000'000, 'x');
  write_file_atomically(path, std::as_bytes(std::span(large)));
  EXPECT_EQ(read_file(path, large.size()), large);
  EXPECT_EQ(files(), 1) << "something was left beside the file";
}

TEST_F(AtomicFile, NewFilesFollowTheUmask) {
  const mode_t before = ::umask(027);
  write_file_atomically(folder_ / "new", "x");
  ::umask(before);
  struct stat status = {};
  ASSERT_EQ(::stat((folder_ / "new").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640U);
}

TEST_F(AtomicFile, KeepsPermissions) {
  const fs::path path = folder_ / "list";
  write_file_atomically(path, "old");
  ::chmod(path.c_str(), 0604);
  write_file_atomically(path, "new");
  struct stat status = {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0604U);
  EXPECT_EQ(read_file(path, 10), "new");
}

TEST_F(AtomicFile, FollowsLinksToTheFileTheyName) {
  fs::create_directory(folder_ / "deep");
  write_file_atomically(folder_ / "deep/real", "old");
  fs::create_symlink("deep/real", folder_ / "link");
  fs::create_symlink(folder_ / "link", folder_ / "link2");
  write_file_atomically(folder_ / "link2", "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link2"));
  EXPECT_EQ(read_file(folder_ / "deep/real", 10), "new");

  fs::create_symlink("deep/later", folder_ / "dangling");
  write_file_atomically(folder_ / "dangling", "made");
  EXPECT_EQ(read_file(folder_ / "deep/later", 10), "made");

  fs::create_symlink("ring", folder_ / "ring");
  expect_failure(folder_ / "ring", "symbolic links");
}

TEST_F(AtomicFile, FailsWithTheReason) {
  expect_failure(folder_ / "none/list", "No such file");
  expect_failure(folder_, "directory");
  expect_failure("", "No such file");
  write_file_atomically(folder_ / "file", "x");
  expect_failure(folder_ / "file/list", "Not a directory");
  expect_failure(folder_ / std::string(300, 'n'), "name too long");
  EXPECT_EQ(files(), 1) << "something was left behind";
}

TEST_F(AtomicFile, TheLongestNameCanBeWritten) {
  const fs::path path = folder_ / std::string(255, 'n');
  write_file_atomically(path, "x");
  EXPECT_EQ(read_file(path, 1), "x");
}

TEST_F(AtomicFile, AFolderThatMayNotBeWrittenKeepsItsFile) {
  write_file_atomically(folder_ / "list", "old");
  fs::permissions(folder_ / "list", fs::perms(0644));
  fs::permissions(folder_, fs::perms(0555));
  const test::Unprivileged unprivileged;
  expect_failure(folder_ / "list", "Permission denied");
  EXPECT_EQ(read_file(folder_ / "list", 10), "old");
}

TEST_F(AtomicFile, ADiskThatIsFullKeepsTheOldFile) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  expect_failure("/dev/full", "No space left");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST_F(AtomicFile, PipesAreWrittenAsTheyAreAndReadToTheirEnd) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::string text(200'000, 'p');
  std::string read;
  std::thread reader([&] { read = read_file(pipe, text.size()); });
  write_file_atomically(pipe, text);
  reader.join();
  EXPECT_EQ(read, text);
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST_F(AtomicFile, ReadersSeeTheOldOrTheNewAndNothingBetween) {
  const fs::path path = folder_ / "list";
  const std::string old_text(50'000, 'o');
  const std::string new_text(70'000, 'n');
  write_file_atomically(path, old_text);
  std::thread writer([&] {
    for (int i = 0; i < 40; ++i) write_file_atomically(path, i % 2 == 0 ? new_text : old_text);
  });
  for (int i = 0; i < 200; ++i) {
    const std::string seen = read_file(path, 100'000);
    EXPECT_TRUE(seen == old_text || seen == new_text) << seen.size() << " bytes";
  }
  writer.join();
}

TEST_F(AtomicFile, ReadingRefusesMoreThanTheLimit) {
  write_file_atomically(folder_ / "ten", "0123456789");
  EXPECT_EQ(read_file(folder_ / "ten", 10), "0123456789");
  try {
    read_file(folder_ / "ten", 9);
    FAIL() << "10 bytes were read";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_THAT(error.what(), testing::HasSubstr("10 bytes, expected at most 9"));
  }
  // A size of terabytes must be refused before memory is asked for.
  std::ofstream(folder_ / "sparse").close();
  if (::truncate((folder_ / "sparse").c_str(), off_t{1} << 42) == 0) {
    EXPECT_THROW(read_file(folder_ / "sparse", 1000), Error);
  }
  EXPECT_THROW(read_file("/dev/zero", 100'000), Error) << "an endless file has no size";
}

TEST_F(AtomicFile, ReadingFailsWithTheReason) {
  for (const fs::path& path : {folder_ / "none", folder_}) {
    try {
      read_file(path, 10);
      FAIL() << path << " was read";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kFailed);
      EXPECT_THAT(error.what(), testing::HasSubstr(path.string()));
    }
  }
}

TEST_F(AtomicFile, FilesWithoutASizeAreRead) {
  if (!fs::exists("/proc/self/status")) GTEST_SKIP() << "no /proc";
  EXPECT_THAT(read_file("/proc/self/status", 100'000), testing::HasSubstr("Threads:"));
}

}  // namespace
}  // namespace segue
