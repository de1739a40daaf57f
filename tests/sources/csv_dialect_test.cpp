#include "segue/sources/csv/csv_dialect.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"

namespace segue::sources {
namespace {

using ::testing::HasSubstr;

char separator_of(std::string_view head) {
  return csv_dialect(head, "t").separator;
}

std::string error_of(std::string_view head) {
  try {
    csv_dialect(head, "songs.csv");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    return std::string(error.what()) + " | " + error.hint();
  }
  return "none";
}

std::string utf16(std::string_view ascii, bool big_endian) {
  std::string text;
  for (const char c : ascii) {
    if (big_endian) text += '\0';
    text += c;
    if (!big_endian) text += '\0';
  }
  return text;
}

TEST(CsvDialect, TakesTheSeparatorTheHeaderHasMostOf) {
  EXPECT_EQ(separator_of("title,artist,album\n"), ',');
  EXPECT_EQ(separator_of("title;artist;album\n1,2,3,4,5,6"), ';');
  EXPECT_EQ(separator_of("title\tartist\talbum, or single\n"), '\t');
  EXPECT_EQ(separator_of("title;artist;length, in s;loudness, in dB\n"), ';');
}

TEST(CsvDialect, DoesNotCountWhatIsQuoted) {
  EXPECT_EQ(separator_of("\"a,b,c,d\";\"e\";f\n"), ';');
  EXPECT_EQ(separator_of("\"a\"\",,,,\"\"\";b;c\n"), ';');
  EXPECT_EQ(separator_of("\"a,,\n,,\";b;c\n"), ';');
  EXPECT_EQ(separator_of("5\" record;12\" record;x,\n"), ';') << "a quote in the middle of a cell is text";
}

TEST(CsvDialect, DecidesForCommaWhereNothingDecides) {
  EXPECT_EQ(separator_of(""), ',');
  EXPECT_EQ(separator_of("title\n"), ',');
  EXPECT_EQ(separator_of("a;b,c\n"), ',');
}

TEST(CsvDialect, SkipsBlankLinesAndTheByteOrderMark) {
  EXPECT_EQ(separator_of("\r\n\n\na;b;c\n1,2,3,4"), ';');
  EXPECT_EQ(separator_of("a;b;c\r1,2,3,4"), ';');
  EXPECT_EQ(csv_dialect("\xef\xbb\xbf\"a,b\";c", "t").bom, 3u);
  EXPECT_EQ(separator_of("\xef\xbb\xbf\"a,b\";c"), ';');
  EXPECT_EQ(csv_dialect("a,b", "t").bom, 0u);
}

TEST(CsvDialect, RefusesUtf16AndSaysWhatToDo) {
  EXPECT_THAT(error_of("\xff\xfe" + utf16("title,artist\n", false)), HasSubstr("songs.csv is UTF-16"));
  EXPECT_THAT(error_of("\xfe\xff" + utf16("title,artist\n", true)), HasSubstr("UTF-8"));
  EXPECT_THAT(error_of(utf16("title,artist\nA,B\n", false)), HasSubstr("is UTF-16"));
  EXPECT_THAT(error_of(utf16("title,artist\nA,B\n", true)), HasSubstr("is UTF-16"));
}

TEST(CsvDialect, RefusesBinaryFilesAndNamesTheUsualOnes) {
  EXPECT_THAT(error_of(std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", 20)), HasSubstr("is not text"));
  EXPECT_THAT(error_of("PK\x03\x04 and so on"), HasSubstr("save the table as CSV"));
  EXPECT_THAT(error_of("\x1f\x8b\x08 and so on"), HasSubstr("gunzip"));
  EXPECT_THAT(error_of("SQLite format 3"), HasSubstr("SQLite"));
  Rng rng(3);
  std::string noise(5000, '\0');
  for (char& c : noise) c = static_cast<char>(rng.below(256));
  EXPECT_THAT(error_of(noise), HasSubstr("is not text"));
}

TEST(CsvDialect, TakesAFewOddBytesForText) {
  EXPECT_EQ(error_of(std::string("title,artist\nA\0B,C\n", 19)), "none");
  EXPECT_EQ(error_of("title,artist\nA\x1a\x01,C\n"), "none");
  EXPECT_EQ(error_of("title,artist\r\n\tCaf\xe9,\x93Q\x94\r\n"), "none") << "Windows-1252";
}

}  // namespace
}  // namespace segue::sources
