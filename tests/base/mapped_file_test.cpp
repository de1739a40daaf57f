#include "segue/base/mapped_file.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <utility>

#include "../unprivileged.h"
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/temporary_folder.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

class MappedFiles : public testing::Test {
 protected:
  MappedFiles() : folder_("test"), path_(folder_.path() / "data") {}

  std::set<std::string> names() const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_.path())) found.insert(entry.path().filename().string());
    return found;
  }
  static std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  static void fill(std::span<std::byte> bytes, char with) { std::ranges::fill(bytes, static_cast<std::byte>(with)); }
  template <class Act>
  static void expect_failure(ErrorKind kind, const fs::path& path, const std::string& reason, const Act& act) {
    try {
      act();
      FAIL() << path << ": no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
      EXPECT_THAT(error.what(), testing::HasSubstr(path.string()));
      EXPECT_THAT(error.what(), testing::HasSubstr(reason));
    }
  }
  static void expect_not_written(const fs::path& path, const std::string& reason) {
    expect_failure(ErrorKind::kFailed, path, reason, [&] {
      NewMappedFile file(path, 10);
      std::move(file).keep();
    });
  }

  TemporaryFolder folder_;
  fs::path path_;
};

TEST_F(MappedFiles, ReadWhatWasWritten) {
  for (const std::size_t size : {1, 4095, 4096, 4097, 1'000'000}) {
    std::string text(size, 'a');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 26);
    write_file_atomically(path_, text);
    const auto file = MappedFile::open(path_);
    EXPECT_EQ(text_of(file.bytes()), text);
  }
}

TEST_F(MappedFiles, AnEmptyFileHasNoBytes) {
  write_file_atomically(path_, "");
  EXPECT_TRUE(MappedFile::open(path_).bytes().empty());
}

TEST_F(MappedFiles, StayWhatTheyWereWhenTheNameIsTakenAway) {
  write_file_atomically(path_, "the old");
  const auto old_file = MappedFile::open(path_);
  write_file_atomically(path_, "the new text");
  EXPECT_EQ(text_of(old_file.bytes()), "the old");
  fs::remove(path_);
  EXPECT_EQ(text_of(old_file.bytes()), "the old");
}

TEST_F(MappedFiles, FailWithTheReason) {
  const auto open = [](const fs::path& path) { return [path] { MappedFile::open(path); }; };
  expect_failure(ErrorKind::kNotFound, path_, "No such file", open(path_));
  expect_failure(ErrorKind::kFailed, folder_.path(), "directory", open(folder_.path()));
  expect_failure(ErrorKind::kFailed, "/dev/null", "", open("/dev/null"));
  write_file_atomically(path_, "x");
  expect_failure(ErrorKind::kFailed, path_ / "below", "Not a directory", open(path_ / "below"));
  ASSERT_EQ(::mkfifo((folder_.path() / "pipe").c_str(), 0600), 0);
  expect_failure(ErrorKind::kFailed, folder_.path() / "pipe", "", open(folder_.path() / "pipe"));  // does not wait
  ASSERT_EQ(::chmod(path_.c_str(), 0), 0);
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  const test::Unprivileged unprivileged;
  expect_failure(ErrorKind::kFailed, path_, "Permission denied", open(path_));
}

TEST_F(MappedFiles, MoveWithWhatTheyMap) {
  write_file_atomically(path_, "moved");
  MappedFile first = MappedFile::open(path_);
  MappedFile second = std::move(first);
  EXPECT_EQ(text_of(second.bytes()), "moved");
  write_file_atomically(path_, "other");
  MappedFile third = MappedFile::open(path_);
  third = std::move(second);
  EXPECT_EQ(text_of(third.bytes()), "moved");
}

TEST_F(MappedFiles, NewOnesAreZeroAndTakeTheirNameWhenKept) {
  NewMappedFile file(path_, 10'000);
  ASSERT_EQ(file.bytes().size(), 10'000U);
  EXPECT_EQ(text_of(file.bytes()), std::string(10'000, '\0'));
  fill(file.bytes(), 'k');
  EXPECT_FALSE(fs::exists(path_));
  const Mapping kept = std::move(file).keep();
  EXPECT_EQ(names(), std::set<std::string>{"data"});
  EXPECT_EQ(read_file(path_, 10'000), std::string(10'000, 'k'));
  EXPECT_EQ(text_of({kept.data(), kept.size()}), std::string(10'000, 'k'));
}

TEST_F(MappedFiles, NewOnesThatAreNotKeptLeaveNothing) {
  {
    NewMappedFile file(path_, 10'000);
    fill(file.bytes(), 'n');
  }
  EXPECT_TRUE(names().empty());
  write_file_atomically(path_, "old");
  {
    NewMappedFile file(path_, 10'000);
    fill(file.bytes(), 'n');
  }
  EXPECT_EQ(names(), std::set<std::string>{"data"});
  EXPECT_EQ(read_file(path_, 10), "old");
}

TEST_F(MappedFiles, NewOnesReplaceOneThatIsMapped) {
  write_file_atomically(path_, "the old one");
  const auto old_file = MappedFile::open(path_);
  NewMappedFile file(path_, 3);
  std::memcpy(file.bytes().data(), "new", 3);
  const Mapping kept = std::move(file).keep();
  EXPECT_EQ(text_of(old_file.bytes()), "the old one");
  EXPECT_EQ(text_of(MappedFile::open(path_).bytes()), "new");
}

TEST_F(MappedFiles, NewOnesMayBeEmpty) {
  NewMappedFile file(path_, 0);
  EXPECT_TRUE(file.bytes().empty());
  std::move(file).keep();
  EXPECT_EQ(fs::file_size(path_), 0U);
}

TEST_F(MappedFiles, NewOnesMayStandInTheCurrentFolder) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_.path());
  NewMappedFile file("data", 5);
  fill(file.bytes(), 'c');
  std::move(file).keep();
  fs::current_path(before);
  EXPECT_EQ(read_file(path_, 5), "ccccc");
}

TEST_F(MappedFiles, NewOnesInMemoryAreZeroAndKept) {
  NewMappedFile memory(1'000'000);
  EXPECT_EQ(std::ranges::count(memory.bytes(), std::byte{0}), 1'000'000);
  fill(memory.bytes(), 'm');
  const Mapping kept = std::move(memory).keep();
  EXPECT_EQ(kept.size(), 1'000'000U);
  EXPECT_EQ(std::ranges::count(std::span(kept.data(), kept.size()), static_cast<std::byte>('m')), 1'000'000);
  NewMappedFile none(0);
  EXPECT_EQ(std::move(none).keep().size(), 0U);
  EXPECT_TRUE(names().empty());
}

TEST_F(MappedFiles, NewOnesFollowTheUmask) {
  const mode_t before = ::umask(027);
  NewMappedFile file(path_, 1);
  std::move(file).keep();
  ::umask(before);
  struct stat status = {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640U);
}

TEST_F(MappedFiles, NewOnesFailWithTheReason) {
  expect_not_written(folder_.path() / "none" / "data", "No such file");
  expect_not_written(folder_.path(), "directory");
  write_file_atomically(path_, "x");
  expect_not_written(path_ / "below", "Not a directory");
  expect_not_written(folder_.path() / std::string(300, 'n'), "name too long");
  EXPECT_EQ(names(), std::set<std::string>{"data"});
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0555), 0);
  {
    const test::Unprivileged unprivileged;
    expect_not_written(path_, "Permission denied");
  }
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  EXPECT_EQ(read_file(path_, 10), "x");
}

TEST_F(MappedFiles, MoreThanTheDiskHoldsIsRefusedAtOnce) {
  constexpr std::size_t kTooMuch = std::size_t{1} << 50;
  expect_failure(ErrorKind::kFailed, path_, "", [&] { NewMappedFile(path_, kTooMuch); });
  EXPECT_TRUE(names().empty());
}

TEST_F(MappedFiles, AKilledProcessLeavesTheOldFileAndNoOther) {
  write_file_atomically(path_, "old");
  int ready[2] = {};
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    try {
      NewMappedFile file(path_, 100'000);
      fill(file.bytes(), 'n');
      static_cast<void>(::write(ready[1], "x", 1) == 1);
      ::pause();
    } catch (...) {
    }
    _exit(1);
  }
  ::close(ready[1]);
  char told = 0;
  ASSERT_EQ(::read(ready[0], &told, 1), 1);
  ::close(ready[0]);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_EQ(read_file(path_, 100), "old");
  const int unnamed = ::open(folder_.path().c_str(), O_TMPFILE | O_RDWR, 0600);
  if (unnamed >= 0) {
    ::close(unnamed);
    EXPECT_EQ(names(), std::set<std::string>{"data"});
  } else {
    EXPECT_LE(names().size(), 2U) << "a file system without nameless files keeps the one that was begun, and no more";
  }
}

}  // namespace
}  // namespace segue
