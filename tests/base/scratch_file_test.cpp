#include "segue/base/scratch_file.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/temporary_folder.h"

namespace segue {
namespace {

TEST(ScratchFile, KeepsBytesWhereTheyWereWritten) {
  const TemporaryFolder folder("scratch");
  ScratchFile file(folder.path());
  std::vector<std::byte> bytes(100'000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 31 % 251);
  file.write(50'000, std::span(bytes).subspan(50'000));
  file.write(0, std::span(bytes).first(50'000));
  std::vector<std::byte> back(bytes.size());
  file.read(0, back);
  EXPECT_EQ(back, bytes);
  file.read(99'999, std::span(back).first(1));
  EXPECT_EQ(back[0], bytes[99'999]);
}

TEST(ScratchFile, HasNoName) {
  const TemporaryFolder folder("scratch");
  ScratchFile file(folder.path());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 0);
}

TEST(ScratchFile, SaysWhatFails) {
  EXPECT_THROW(ScratchFile("/nonexistent/folder"), Error);
  const TemporaryFolder folder("scratch");
  const ScratchFile file(folder.path());
  std::array<std::byte, 1> byte{};
  EXPECT_THROW(file.read(0, byte), Error);
}

}  // namespace
}  // namespace segue
