#include "segue/sources/huggingface/blob_file.h"

#include <csignal>
#include <fstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/temporary_folder.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

class BlobFile : public ::testing::Test {
 protected:
  static std::span<const std::byte> bytes(std::string_view text) { return std::as_bytes(std::span(text)); }
  PartialBlob open() { return {folder_ / "blobs" / "b", Progress::none(), Cancellation::never()}; }
  TemporaryFolder temporary_{"blob"};
  fs::path folder_ = temporary_.path();
};

TEST_F(BlobFile, CountsAndChecksWhatItIsGiven) {
  PartialBlob blob = open();
  blob.begin(0, 3);
  blob.write(bytes("ab"));
  EXPECT_NE(blob.defect({"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3}), "");
  blob.write(bytes("c"));
  EXPECT_EQ(blob.size(), 3U);
  EXPECT_EQ(blob.defect({"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", 3}), "");
  EXPECT_EQ(blob.defect({"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", std::nullopt}), "");
  EXPECT_EQ(blob.defect({"f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f", 3}), "")
      << "echo -n abc | git hash-object --stdin";
  EXPECT_NE(blob.defect({std::string(64, '0'), 3}), "");
  blob.finish();
  EXPECT_EQ(read_file(folder_ / "blobs" / "b", 100), "abc");
  EXPECT_FALSE(fs::exists(folder_ / "blobs" / "b.incomplete"));
}

TEST_F(BlobFile, TakesUpWhatWasLeftOrBeginsAnew) {
  {
    PartialBlob blob = open();
    blob.begin(0, std::nullopt);
    blob.write(bytes("abc"));
  }
  PartialBlob blob = open();
  EXPECT_EQ(blob.size(), 3U);
  blob.begin(3, 4);
  blob.write(bytes("d"));
  EXPECT_EQ(read_file(folder_ / "blobs" / "b.incomplete", 100), "abcd");
  blob.begin(0, 1);
  EXPECT_EQ(blob.size(), 0U);
  blob.write(bytes("x"));
  EXPECT_EQ(read_file(folder_ / "blobs" / "b.incomplete", 100), "x");
}

// A limit on the size of files stands for a disk that is full: both refuse a write in the middle.
TEST_F(BlobFile, AWriteThatFailsIsSaidAndWhatWasWrittenStays) {
  PartialBlob blob = open();
  blob.begin(0, std::nullopt);
  blob.write(bytes("abc"));
  rlimit before = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {5, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  std::string what;
  std::string hint;
  try {
    blob.write(bytes("defgh"));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFailed);
    what = error.what();
    hint = error.hint();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(what, ::testing::HasSubstr("b.incomplete: File too large"));
  EXPECT_NE(hint, "");
  EXPECT_EQ(read_file(folder_ / "blobs" / "b.incomplete", 100), "abcde");
  EXPECT_EQ(open().size(), 5U);
}

TEST_F(BlobFile, RoomIsAskedForBeforeItIsNeeded) {
  PartialBlob blob = open();
  EXPECT_NO_THROW(blob.check_room(0));
  EXPECT_THROW(blob.check_room(std::uint64_t{1} << 60), Error);
  EXPECT_THROW(blob.begin(0, std::uint64_t{1} << 60), Error);
}

TEST_F(BlobFile, TheLockIsHeldByOne) {
  const fs::path file = folder_ / "locks" / "b.lock";
  auto first = std::make_unique<BlobLock>(file, Progress::none(), Cancellation::never());
  Cancellation cancellation;
  std::thread stopper([&] {
    std::this_thread::sleep_for(milliseconds(150));
    cancellation.request();
  });
  EXPECT_THROW(BlobLock(file, Progress::none(), cancellation), Error);
  stopper.join();
  std::thread opener([&] {
    std::this_thread::sleep_for(milliseconds(100));
    first.reset();
  });
  const BlobLock second(file, Progress::none(), Cancellation::never());
  opener.join();
}

}  // namespace
}  // namespace segue::sources
