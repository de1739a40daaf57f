// Files that are no good tables, of every kind that is met: each is either refused with a word why, or costs the rows
// that are broken and nothing else.
#include <string>

#include "table_maker.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"

namespace segue::sources {
namespace {

using namespace std::string_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string refusal(std::string text) {
  try {
    read_table(std::move(text), {}, "bad.csv");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_FALSE(error.hint().empty());
    return error.what();
  }
  return "none";
}

TEST(MalformedTable, Empty) {
  EXPECT_THAT(refusal(""), HasSubstr("bad.csv is empty"));
  EXPECT_THAT(refusal("\xef\xbb\xbf"), HasSubstr("bad.csv is empty"));
  EXPECT_THAT(refusal("\r\n\n\r"), HasSubstr("bad.csv is empty"));
}

TEST(MalformedTable, HeaderOnly) {
  for (const char* text : {"title,artist", "title,artist\n", "title,artist\r\n\r\n,\r\n"}) {
    const ReadTable table = read_table(text);
    EXPECT_EQ(table.report.rows, 0u);
    EXPECT_EQ(table.report.kind, "table of songs");
    EXPECT_TRUE(table.problems.empty());
  }
}

TEST(MalformedTable, OneColumn) {
  EXPECT_THAT(refusal("title\nA\nB\n"), HasSubstr("none for an artist in its header: title"));
  EXPECT_THAT(refusal("just some words\nand more\n"), HasSubstr("just some words"));
}

TEST(MalformedTable, Binary) {
  Rng rng(5);
  std::string noise(100'000, '\0');
  for (char& c : noise) c = static_cast<char>(rng.below(256));
  EXPECT_THAT(refusal(noise), AllOf(HasSubstr("bad.csv"), HasSubstr("binary")));
  EXPECT_THAT(refusal("PK\x03\x04" + noise), HasSubstr("binary"));
  EXPECT_THAT(refusal(std::string(100, '\0')), HasSubstr("bad.csv"));
}

TEST(MalformedTable, BinaryBehindAGoodBeginning) {
  Rng rng(6);
  std::string text = "title,artist\n";
  for (int i = 0; i < 1000; ++i) text += fmt::format("Song {},Olm\n", i);
  for (int i = 0; i < 100'000; ++i) text += static_cast<char>(rng.below(256));
  const ReadTable table = read_table(text);
  EXPECT_GE(table.records.size(), 1000u);
  EXPECT_GT(table.problems.size(), 0u);
  EXPECT_EQ(table.report.rows, table.report.records + table.report.refused_rows);
}

TEST(MalformedTable, Utf16) {
  std::string text("\xff\xfe", 2);
  for (const char c : std::string("title,artist\nA,B\n")) text += {c, '\0'};
  EXPECT_THAT(refusal(text), HasSubstr("UTF-16"));
  EXPECT_THAT(refusal(text.substr(2)), HasSubstr("UTF-16"));
}

TEST(MalformedTable, Nul) {
  const ReadTable table = read_table("title,artist\nA,B\nC\0,D\nE,F\n"s);
  EXPECT_EQ(table.records.size(), 2u);
  ASSERT_EQ(table.problems.size(), 1u);
  EXPECT_EQ(table.problems[0].row, 3u);
  EXPECT_FALSE(table.problems[0].row_kept);
  EXPECT_THAT(table.problems[0].expected, HasSubstr("NUL"));
}

TEST(MalformedTable, NulInTheHeader) {
  EXPECT_THAT(refusal("title,\0artist\nA,B\n"s), AllOf(HasSubstr("line 1"), HasSubstr("NUL")));
}

TEST(MalformedTable, Latin1) {
  const ReadTable table = read_table("title,artist\nD\xe9j\xe0 vu,Beyonc\xe9\n\x93Hi\x94,Beyoncé\n");
  EXPECT_TRUE(table.report.latin1);
  EXPECT_EQ(table.records.at(0).facts.title, "Déjà vu");
  EXPECT_EQ(table.records.at(1).facts.title, "“Hi”");
  EXPECT_EQ(table.records.at(1).facts.artists.at(0), "Beyoncé");
  EXPECT_FALSE(read_table("title,artist\nDéjà vu,Beyoncé\n").report.latin1);
}

TEST(MalformedTable, CarriageReturnsOnly) {
  EXPECT_EQ(read_table("title,artist\rA,B\rC,D\r").records.size(), 2u);
}

std::string ten_megabytes() {
  std::string text;
  text.resize(10'000'000, 'x');
  return text;
}

TEST(MalformedTable, ALineOfTenMegabytes) {
  const ReadTable table = read_table("title,artist\nA,B\n" + ten_megabytes() + "\nC,D\n");
  EXPECT_EQ(table.records.size(), 2u);
  ASSERT_EQ(table.problems.size(), 1u);
  EXPECT_EQ(table.problems[0].row, 3u);
  EXPECT_FALSE(table.problems[0].row_kept);
  EXPECT_THAT(table.problems[0].expected, HasSubstr("4 MiB"));
  EXPECT_LT(table.problems[0].found.size(), 200u);
}

TEST(MalformedTable, AHeaderOfTenMegabytes) {
  EXPECT_THAT(refusal(ten_megabytes() + "\nA,B\n"), AllOf(HasSubstr("line 1"), HasSubstr("4 MiB")));
}

TEST(MalformedTable, AnUnclosedQuoteInTheMiddle) {
  std::string text = "title,artist\n";
  for (int i = 0; i < 20'000; ++i) text += i == 7000 ? "\"Song,Olm\n" : fmt::format("Song {},Olm\n", i);
  const ReadTable table = read_table(text);
  EXPECT_EQ(table.records.size(), 19'999u);
  ASSERT_EQ(table.problems.size(), 1u);
  EXPECT_EQ(table.problems[0].row, 7002u);
  EXPECT_THAT(table.problems[0].expected, HasSubstr("closing quote"));
  EXPECT_FALSE(table.problems[0].row_kept);
  EXPECT_EQ(table.report.refused_rows, 1u);
}

TEST(MalformedTable, AnUnclosedQuoteInTheHeader) {
  EXPECT_THAT(refusal("title,\"artist\nA,B\n"), AllOf(HasSubstr("line 1"), HasSubstr("closing quote")));
}

TEST(MalformedTable, HundredThousandColumns) {
  std::string header = "title,artist";
  std::string row = "A,B";
  for (int i = 0; i < 100'000; ++i) {
    header += fmt::format(",c{}", i);
    row += ",1";
  }
  const ReadTable table = read_table(header + "\n" + row + "\n");
  EXPECT_EQ(table.records.size(), 1u);
  EXPECT_EQ(table.report.ignored_columns.size(), 100'000u);
}

TEST(MalformedTable, DuplicateHeaders) {
  const ReadTable table = read_table("title,title,artist,artist,energy,energy\nA,B,C,D,0.1,0.2\n");
  EXPECT_EQ(table.records.at(0).facts.title, "A");
  EXPECT_EQ(table.records.at(0).facts.artists.at(0), "C");
  EXPECT_EQ(table.records.at(0).values[catalog::Variable::kEnergy], 0.1);
  EXPECT_EQ(table.report.ignored_columns, (std::vector<std::string>{"title", "artist", "energy"}));
}

TEST(MalformedTable, RowsOfEveryLength) {
  const ReadTable table = read_table("title,artist,energy\nA\nB,C\nD,E,0.5\nF,G,0.5,x\nH,I,0.5,\n");
  EXPECT_EQ(table.records.size(), 4u);
  EXPECT_EQ(told(table.problems),
            "row 2 [artist] : an artist (refused)\n"
            "row 5 [] 4 cells: 3 cells, as in the header (told once for this file)\n");
}

TEST(MalformedTable, AnythingAtAll) {
  Rng rng(8);
  for (int round = 0; round < 500; ++round) {
    std::string text = "title,artist,energy,release_date,track_uri,duration\n" + std::string(2000, '\n');
    for (std::uint64_t n = rng.below(200); n > 0; --n) text += "a\",;\n\r0.-:9\xe9 \x01"[rng.below(15)];
    const ReadTable table = read_table(text);
    EXPECT_EQ(table.report.rows, table.report.records + table.report.refused_rows);
    EXPECT_EQ(table.report.records, table.records.size());
  }
}

}  // namespace
}  // namespace segue::sources
