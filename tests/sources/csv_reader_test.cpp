#include "segue/sources/csv/csv_reader.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "table_maker.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::sources {
namespace {

using namespace std::string_literals;

/// "1:[a|b] 2:[c]", defects as "!3:quote(text)".
std::string read(std::string text, CsvLimits limits = {}, std::size_t piece = 1 << 20) {
  Pieces bytes(std::move(text), piece);
  CsvReader csv(bytes, "t", limits);
  std::vector<std::string> told;
  for (;;) {
    switch (csv.next()) {
      case CsvReader::Step::kEnd:
        return fmt::format("{}", fmt::join(told, " "));
      case CsvReader::Step::kRecord:
        told.push_back(fmt::format("{}:[{}]", csv.record().line, fmt::join(csv.record().cells, "|")));
        break;
      case CsvReader::Step::kDefect: {
        static constexpr const char* kKinds[] = {"quote", "long", "nul"};
        told.push_back(fmt::format("!{}:{}({})", csv.defect().line, kKinds[static_cast<int>(csv.defect().kind)],
                                   csv.defect().found.substr(0, 12)));
        break;
      }
    }
  }
}

struct Case {
  const char* why;
  std::string text;
  std::string expected;
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.why;
}

class CsvReaderCases : public ::testing::TestWithParam<Case> {};

TEST_P(CsvReaderCases, ReadsTheSameInPiecesOfAnySize) {
  for (const std::size_t piece :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, std::size_t{1} << 20}) {
    EXPECT_EQ(read(GetParam().text, {}, piece), GetParam().expected) << GetParam().why << ", pieces of " << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rfc4180, CsvReaderCases,
    ::testing::Values(Case{"rule 1", "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "1:[aaa|bbb|ccc] 2:[zzz|yyy|xxx]"},
                      Case{"rule 2: no break at the end", "aaa,bbb\r\nzzz,yyy", "1:[aaa|bbb] 2:[zzz|yyy]"},
                      Case{"rule 4: spaces are kept", " a , b \n", "1:[ a | b ]"},
                      Case{"rule 5", "\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", "1:[aaa|bbb|ccc] 2:[zzz|yyy|xxx]"},
                      Case{"rule 6: break inside quotes", "\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx",
                           "1:[aaa|b\r\nbb|ccc] 3:[zzz|yyy|xxx]"},
                      Case{"rule 7: doubled quotes", "\"aaa\",\"b\"\"bb\",\"\"\"\",\"\"", "1:[aaa|b\"bb|\"|]"},
                      Case{"separator inside quotes", "\"a,b\",c", "1:[a,b|c]"}));

INSTANTIATE_TEST_SUITE_P(LineEnds, CsvReaderCases,
                         ::testing::Values(Case{"LF", "a,b\nc,d\n", "1:[a|b] 2:[c|d]"},
                                           Case{"CR", "a,b\rc,d\r", "1:[a|b] 2:[c|d]"},
                                           Case{"all three", "a\nb\rc\r\nd", "1:[a] 2:[b] 3:[c] 4:[d]"},
                                           Case{"blank lines", "\n\r\n\r\ra\n\n\nb\n\n", "5:[a] 8:[b]"},
                                           Case{"breaks inside quotes count once each", "\"\n\r\n\r\r\n\n\",x\nb",
                                                "1:[\n\r\n\r\r\n\n|x] 7:[b]"},
                                           Case{"a line of spaces is a record", "a\n \nb", "1:[a] 2:[ ] 3:[b]"},
                                           Case{"a line of quotes is a record", "a\n\"\"\nb", "1:[a] 2:[] 3:[b]"},
                                           Case{"CR at the very end", "a\r", "1:[a]"}, Case{"nothing", "", ""},
                                           Case{"only breaks", "\r\n\r\n", ""}));

INSTANTIATE_TEST_SUITE_P(
    Cells, CsvReaderCases,
    ::testing::Values(Case{"empty cells", ",,\na,,", "1:[||] 2:[a||]"}, Case{"separator at the end", "a,", "1:[a|]"},
                      Case{"quote in the middle is text", "a,5\" single,\"c\"", "1:[a|5\" single|c]"},
                      Case{"quote behind a space is text", "a, \"b, c\"", "1:[a| \"b| c\"]"},
                      Case{"text behind a closing quote", "\"abc\"def,\"g\"h\"i\"\nz", "1:[abcdef|gh\"i\"] 2:[z]"},
                      Case{"byte order mark", "\xef\xbb\xbf\"a\",b", "1:[a|b]"},
                      Case{"only a byte order mark", "\xef\xbb\xbf", ""},
                      Case{"a second mark is text", "\xef\xbb\xbf\xef\xbb\xbf\x61", "1:[\xef\xbb\xbf\x61]"},
                      Case{"semicolons", "a;b\n\"c;d\";e,f", "1:[a|b] 2:[c;d|e,f]"},
                      Case{"tabs", "a\tb\n\"c\td\"\te", "1:[a|b] 2:[c\td|e]"}));

INSTANTIATE_TEST_SUITE_P(
    StrayQuotes, CsvReaderCases,
    ::testing::Values(Case{"in the last line", "a,b\nc,\"d", "1:[a|b] !2:quote(\"d)"},
                      Case{"reading resumes at the next line", "a,b\nc,\"d\ne,f\ng,h\n",
                           "1:[a|b] !2:quote(\"d\ne,f\ng,h\n) 3:[e|f] 4:[g|h]"},
                      Case{"the line where it opens", "a,\"b\nb\",\"c\nd,e\n", "!2:quote(\"c\nd,e\n) 3:[d|e]"},
                      Case{"the next quote closes it", "a,\"b\nc,\"d\"\ne,f", "1:[a|b\nc,d\"] 3:[e|f]"},
                      Case{"doubled quotes do not", "a,\"b\nc,\"\"d\"\"\ne",
                           "!1:quote(\"b\nc,\"\"d\"\"\ne) 2:[c|d\"\"] 3:[e]"},
                      Case{"several", "\"a\nb\n\"\"c\"\"\nd", "!1:quote(\"a\nb\n\"\"c\"\"\nd) 2:[b] 3:[c\"\"] 4:[d]"},
                      Case{"with CR", "a,\"b\rc\rd", "!1:quote(\"b\rc\rd) 2:[c] 3:[d]"}));

INSTANTIATE_TEST_SUITE_P(
    Bytes, CsvReaderCases,
    ::testing::Values(Case{"a NUL costs its row", "a,b\nc\0,d\ne,f"s, "1:[a|b] !2:nul(c\0,d) 3:[e|f]"s},
                      Case{"a NUL in quotes too", "a,b\n\"c\n\0\",d\ne,f"s, "1:[a|b] !2:nul(\"c\n\0\",d) 4:[e|f]"s},
                      Case{"Windows-1252 cell by cell", "Beyonc\xe9,\x93Halo\x94,Beyonc\xc3\xa9",
                           "1:[Beyoncé|“Halo”|Beyoncé]"},
                      Case{"cut inside a character", "a,\xc3\nb,\xe2\x82", "1:[a|Ã] 2:[b|â‚]"}));

TEST(CsvReader, SaysOnceThatTheTextWasWindows1252) {
  const auto bytes = bytes_of("\xc3\xa9\nplain\n\xe9\n");
  CsvReader csv(*bytes, "t");
  csv.next();
  EXPECT_FALSE(csv.latin1());
  csv.next();
  EXPECT_FALSE(csv.latin1());
  csv.next();
  EXPECT_TRUE(csv.latin1());
}

TEST(CsvReader, StaysAtTheEnd) {
  const auto bytes = bytes_of("a\n");
  CsvReader csv(*bytes, "t");
  EXPECT_EQ(csv.next(), CsvReader::Step::kRecord);
  EXPECT_EQ(csv.next(), CsvReader::Step::kEnd);
  EXPECT_EQ(csv.next(), CsvReader::Step::kEnd);
}

constexpr CsvLimits kSmall = {.cell = 8, .record = 20, .cells = 4};

TEST(CsvReaderLimits, TakeWhatFitsExactly) {
  EXPECT_EQ(read("12345678,2\n", kSmall), "1:[12345678|2]");
  EXPECT_EQ(read("\"123456\",2\n", kSmall), "1:[123456|2]");
  EXPECT_EQ(read("1234567,1234567,1234\n", kSmall), "1:[1234567|1234567|1234]");
  EXPECT_EQ(read("1,2,3,4\n", kSmall), "1:[1|2|3|4]");
}

TEST(CsvReaderLimits, ReportWhatDoesNotAndGoOnAtTheNextLine) {
  EXPECT_EQ(read("a\n123456789,2\nb\n", kSmall), "1:[a] !2:long(12345678) 3:[b]");
  EXPECT_EQ(read("1234567,1234567,12345\r\nb", kSmall), "!1:long(1234567,1234) 2:[b]");
  EXPECT_EQ(read("1,2,3,4,5\nb", kSmall), "!1:long(1,2,3,4,) 2:[b]");
  EXPECT_EQ(read("\"123456789\",2\nb", kSmall), "!1:long(\"1234567) 2:[b]") << "the line is long, not the quote stray";
  EXPECT_EQ(read("\"12\n34\",\"1\",123456789\nb", kSmall), "!1:long(\"12\n34\",\"1\",) 3:[b]");
}

TEST(CsvReaderLimits, EndAQuoteThatRunsOn) {
  EXPECT_EQ(read("\"1\n2\n3\n4\n5\n6\n", kSmall), "!1:quote(\"1\n2\n3\n4) 2:[2] 3:[3] 4:[4] 5:[5] 6:[6]");
  EXPECT_EQ(read("x,\"1\n2\"\n3,4\n", kSmall), "1:[x|1\n2] 3:[3|4]");
}

TEST(CsvReaderLimits, HoldInPiecesOfAnySize) {
  const std::string text = "a,\"bb\nc\"\n12345678901234567890123456789\n\"x\ny\n1234\n5678\nlast,\"\"\n1,2,3,4,5\r\nz";
  for (std::size_t piece = 1; piece < 12; ++piece) EXPECT_EQ(read(text, kSmall, piece), read(text, kSmall)) << piece;
}

/// Gives the same line for ever, as far as anybody reads, and notes how much was asked for at once.
class Endless : public ByteSource {
 public:
  Endless(std::string head, std::string line, std::uint64_t size)
      : rest_(std::move(head)), line_(std::move(line)), size_(size) {}
  std::size_t read(char* buffer, std::size_t size) override {
    std::size_t count = 0;
    while (count < size && given_ < size_) {
      if (rest_.empty()) rest_ = line_;
      const std::size_t part = std::min(size - count, rest_.size());
      rest_.copy(buffer + count, part);
      rest_.erase(0, part);
      count += part;
      given_ += part;
    }
    return count;
  }
  std::uint64_t consumed() const override { return given_; }
  std::optional<std::uint64_t> total() const override { return std::nullopt; }

 private:
  std::string rest_;
  std::string line_;
  std::uint64_t size_;
  std::uint64_t given_ = 0;
};

struct Counts {
  std::uint64_t records = 0;
  std::uint64_t defects = 0;
};
Counts count(ByteSource& bytes) {
  CsvReader csv(bytes, "t");
  Counts counts;
  for (;;) {
    const CsvReader::Step step = csv.next();
    if (step == CsvReader::Step::kEnd) return counts;
    ++(step == CsvReader::Step::kRecord ? counts.records : counts.defects);
  }
}

TEST(CsvReaderLimits, ALineOfTenMegabytesCostsOneRow) {
  std::string text = "a,b\n";
  text.resize(10'000'000, 'x');
  text += "\nc,d\n";
  Pieces bytes(std::move(text), 4096);
  const Counts counts = count(bytes);
  EXPECT_EQ(counts.records, 2u);
  EXPECT_EQ(counts.defects, 1u);
}

TEST(CsvReaderLimits, AStrayQuoteInAnEndlessFileCostsOneRow) {
  Endless bytes("a,b\nc,\"d\n", "song,artist\n", 24'000'000);
  const Counts counts = count(bytes);
  EXPECT_EQ(counts.defects, 1u);
  EXPECT_EQ(counts.records, 1 + (24'000'000 - 10) / 12 + 1);
}

// Each line leaves a quote open whether it is read from its beginning or inside a quote; every one of them would be
// followed to a limit and read again, were it not that reading resumes behind the last one that opened.
TEST(CsvReaderLimits, LinesThatAllOpenQuotesAreReadInBoundedTime) {
  Endless bytes("a,b\n", "x\",\"y\n", 12'000'000);
  const Counts counts = count(bytes);
  EXPECT_GT(counts.records + counts.defects, 2u);
  EXPECT_LT(counts.defects, 20u);
}

TEST(CsvReaderLimits, QuotesWithNothingElse) {
  Endless bytes("", "\"", 12'000'001);
  const Counts counts = count(bytes);
  EXPECT_EQ(counts.records, 0u);
  EXPECT_EQ(counts.defects, 1u);
}

}  // namespace
}  // namespace segue::sources
