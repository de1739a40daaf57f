#include "segue/sources/csv/byte_source.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>
#include <zstd.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"

namespace segue::sources {
namespace {

using ::testing::HasSubstr;

/// A folder of its own that goes away with the test.
class ByteSourceTest : public ::testing::Test {
 public:
  ByteSourceTest() {
    std::string name = (std::filesystem::temp_directory_path() / "segue_bytes_XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~ByteSourceTest() override { std::filesystem::remove_all(folder_); }

 protected:
  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }

  std::filesystem::path folder_;
};

std::string compressed(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

/// A frame of an uncompressed empty block that asks for a window of 2^log bytes.
std::string frame_with_window(unsigned log) {
  std::string frame("\x28\xb5\x2f\xfd\x00", 5);
  frame += static_cast<char>((log - 10) << 3);
  frame += std::string("\x01\x00\x00", 3);
  return frame;
}

std::string read_all(ByteSource& bytes, std::size_t piece = 1000) {
  std::string all;
  std::string buffer(piece, '\0');
  while (const std::size_t count = bytes.read(buffer.data(), buffer.size())) all.append(buffer, 0, count);
  return all;
}

std::string random_text(std::size_t size) {
  Rng rng(7);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>('a' + rng.below(20));
  return text;
}

ErrorKind kind_of(const std::filesystem::path& file) {
  try {
    read_all(*open_bytes(file));
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << file << " was read";
  return ErrorKind::kFailed;
}

TEST_F(ByteSourceTest, ReadsAFileAndCountsItsBytes) {
  const std::string text = random_text(10'000);
  const auto bytes = open_bytes(write("a.csv", text));
  EXPECT_EQ(bytes->total(), 10'000u);
  EXPECT_EQ(bytes->consumed(), 0u);
  EXPECT_EQ(read_all(*bytes, 7), text);
  EXPECT_EQ(bytes->consumed(), 10'000u);
}

TEST_F(ByteSourceTest, ReadsFilesShorterThanAMagicNumber) {
  EXPECT_EQ(read_all(*open_bytes(write("empty", ""))), "");
  EXPECT_EQ(read_all(*open_bytes(write("three", "abc")), 1), "abc");
}

TEST_F(ByteSourceTest, KnowsZstandardByItsContentWhateverTheName) {
  const std::string text = random_text(500'000);
  const std::string small = compressed(text);
  const auto bytes = open_bytes(write("named.csv", small));
  EXPECT_EQ(read_all(*bytes, 333), text);
  EXPECT_EQ(bytes->total(), small.size());
  EXPECT_EQ(bytes->consumed(), small.size());
  EXPECT_EQ(read_all(*open_bytes(write("plain.csv.zst", "a,b\n"))), "a,b\n");
}

TEST_F(ByteSourceTest, ReadsSeveralFramesAsOne) {
  const std::string skippable("\x50\x2a\x4d\x18\x03\x00\x00\x00xyz", 11);
  const auto file = write("a.zst", skippable + compressed("one ") + compressed("") + skippable + compressed("two"));
  for (const std::size_t piece : {1u, 2u, 5u, 100u}) EXPECT_EQ(read_all(*open_bytes(file), piece), "one two");
}

TEST_F(ByteSourceTest, SaysWhenAStreamWasCutOffAnywhere) {
  const std::string whole = compressed(random_text(3000)) + compressed("end");
  const std::size_t first_frame = compressed(random_text(3000)).size();
  for (std::size_t size = 4; size < whole.size(); size += 37) {
    if (size == first_frame) continue;  // between two frames nothing is missing
    EXPECT_EQ(kind_of(write("cut.zst", whole.substr(0, size))), ErrorKind::kBadData) << size;
  }
  EXPECT_EQ(kind_of(write("cut.zst", whole.substr(0, whole.size() - 1))), ErrorKind::kBadData);
}

TEST_F(ByteSourceTest, SaysWhenAStreamIsDamaged) {
  EXPECT_EQ(kind_of(write("a.zst", compressed("text") + "rubbish")), ErrorKind::kBadData);
  std::string broken = compressed(random_text(3000));
  broken[5] = static_cast<char>(broken[5] ^ 0x08);  // inside the header: says another window or size
  EXPECT_EQ(kind_of(write("b.zst", broken)), ErrorKind::kBadData);
}

TEST_F(ByteSourceTest, RefusesWindowsThatWouldFillTheMemory) {
  EXPECT_EQ(read_all(*open_bytes(write("good.zst", frame_with_window(27)))), "");
  EXPECT_EQ(kind_of(write("huge.zst", frame_with_window(28))), ErrorKind::kBadData);
  EXPECT_EQ(kind_of(write("huge.zst", frame_with_window(41))), ErrorKind::kBadData);
}

TEST_F(ByteSourceTest, SaysWhyAFileCannotBeRead) {
  try {
    open_bytes(folder_ / "none.csv");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFailed);
    EXPECT_THAT(error.what(), HasSubstr("none.csv: No such file"));
  }
  try {
    open_bytes(folder_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFailed);
    EXPECT_THAT(error.what(), HasSubstr("directory"));
  }
}

TEST(BytesOf, GivesTheTextOnce) {
  const auto bytes = bytes_of("hello");
  EXPECT_EQ(bytes->total(), 5u);
  EXPECT_EQ(read_all(*bytes, 2), "hello");
  EXPECT_EQ(bytes->consumed(), 5u);
  char c = 0;
  EXPECT_EQ(bytes->read(&c, 1), 0u);
}

}  // namespace
}  // namespace segue::sources
