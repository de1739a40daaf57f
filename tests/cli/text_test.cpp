#include "segue/cli/text.h"

#include <sstream>

#include <gtest/gtest.h>

#include "segue/base/unicode.h"

namespace segue::cli {
namespace {

TEST(TextTest, CountsHaveThousands) {
  EXPECT_EQ(count(0), "0");
  EXPECT_EQ(count(999), "999");
  EXPECT_EQ(count(1000), "1,000");
  EXPECT_EQ(count(26117), "26,117");
  EXPECT_EQ(count(-1234567), "-1,234,567");
  EXPECT_EQ(count(1, "song", "songs"), "1 song");
  EXPECT_EQ(count(2, "song", "songs"), "2 songs");
}

TEST(TextTest, BytesAndSeconds) {
  EXPECT_EQ(bytes(0), "0 bytes");
  EXPECT_EQ(bytes(999), "999 bytes");
  EXPECT_EQ(bytes(1000), "1.0 kB");
  EXPECT_EQ(bytes(6386219), "6.4 MB");
  EXPECT_EQ(bytes(123456789), "123 MB");
  EXPECT_EQ(seconds(0.423), "0.42 s");
  EXPECT_EQ(seconds(42.31), "42.3 s");
  EXPECT_EQ(seconds(187), "3:07");
  EXPECT_EQ(seconds(3723), "1:02:03");
}

TEST(TableTest, AlignsAndLeavesNoTrailingBlanks) {
  Table table({{"#", Table::Align::kRight}, {"Title", Table::Align::kLeft}, {"Year", Table::Align::kRight}});
  table.add({"1", "Hey", "1999"});
  table.add({"12", "A longer one"});
  EXPECT_EQ(table.text(80, ""), " #  Title         Year\n 1  Hey           1999\n12  A longer one\n");
}

TEST(TableTest, FitsTheLineWhateverTheCells) {
  Table table(
      {{"Title", Table::Align::kLeft, 60}, {"Artist", Table::Align::kLeft, 60}, {"Year", Table::Align::kRight}});
  table.add({std::string(200, 'x'), "東京事変 東京事変 東京事変 東京事変 東京事変", "2010"});
  table.add({"line\nbreak\x1b[31m", "tab\there", "2011"});
  for (const std::size_t width : {40, 60, 80, 120}) {
    std::istringstream lines(table.text(width));
    std::size_t number = 0;
    for (std::string line; std::getline(lines, line); ++number) {
      EXPECT_LE(display_width(line), width) << line;
      EXPECT_EQ(line.find('\x1b'), std::string::npos);
    }
    EXPECT_EQ(number, 3U);
  }
}

}  // namespace
}  // namespace segue::cli
