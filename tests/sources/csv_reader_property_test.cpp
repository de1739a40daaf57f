#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "table_maker.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/sources/csv/csv_reader.h"

namespace segue::sources {
namespace {

using Table = std::vector<std::vector<std::string>>;

/// Writes a table as RFC 4180 has it, quoting what must be and now and then what need not.
std::string written(const Table& table, char separator, std::string_view line_end, Rng& rng) {
  std::string text;
  for (const auto& row : table) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c > 0) text += separator;
      const bool must = row[c].find_first_of("\"\r\n,;\t") != std::string::npos || (row.size() == 1 && row[c].empty());
      if (!must && rng.below(4) > 0) {
        text += row[c];
        continue;
      }
      text += '"';
      for (const char letter : row[c]) text += letter == '"' ? std::string("\"\"") : std::string(1, letter);
      text += '"';
    }
    text += line_end;
  }
  return text;
}

Table random_table(Rng& rng) {
  static constexpr std::string_view kLetters[] = {"a",  "B",  " ",    "\"", ",",  ";", "\t",
                                                  "\n", "\r", "\r\n", "é",  "日", "'", "1"};
  Table table(1 + rng.below(8));
  const std::size_t columns = 1 + rng.below(6);
  for (auto& row : table) {
    row.resize(columns);
    for (std::string& cell : row) {
      for (std::uint64_t n = rng.below(9); n > 0; --n) cell += kLetters[rng.below(std::size(kLetters))];
    }
  }
  // The header decides the separator: names without any.
  for (std::size_t c = 0; c < columns; ++c) table[0][c] = "c" + std::to_string(c);
  return table;
}

Table read(const std::string& text, std::size_t piece) {
  Pieces bytes(text, piece);
  CsvReader csv(bytes, "t");
  Table table;
  for (;;) {
    const CsvReader::Step step = csv.next();
    if (step == CsvReader::Step::kEnd) return table;
    EXPECT_EQ(step, CsvReader::Step::kRecord);
    // Every record begins at the line its text has so many breaks before; the tables below check the text itself.
    table.emplace_back(csv.record().cells.begin(), csv.record().cells.end());
  }
}

TEST(CsvReaderProperty, ReadsBackWhatWasWritten) {
  Rng rng(20);
  for (int round = 0; round < 2000; ++round) {
    const Table table = random_table(rng);
    const char separator = ",;\t"[rng.below(3)];
    const std::string_view line_end = std::vector<std::string_view>{"\n", "\r\n", "\r"}[rng.below(3)];
    std::string text = written(table, separator, line_end, rng);
    if (rng.below(2) == 0) text.resize(text.size() - line_end.size());
    if (table.size() == 1 && table[0].size() > 1 && separator != ',') text += line_end;
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1 + rng.below(12)}, text.size() + 1}) {
      ASSERT_EQ(read(text, piece), table) << text << "\npieces of " << piece;
    }
  }
}

TEST(CsvReaderProperty, ReadsAnyBytesAlikeInPiecesOfAnySize) {
  Rng rng(21);
  for (int round = 0; round < 3000; ++round) {
    std::string text = "a,b\n";
    for (std::uint64_t n = rng.below(60); n > 0; --n) text += "\"\",\n\r ax\xe9"[rng.below(9)];
    std::vector<std::string> told;
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
      Pieces bytes(text, piece);
      CsvReader csv(bytes, "t", {.cell = 10, .record = 25, .cells = 6});
      std::string all;
      std::uint64_t line = 0;
      for (CsvReader::Step step = csv.next(); step != CsvReader::Step::kEnd; step = csv.next()) {
        const bool record = step == CsvReader::Step::kRecord;
        const std::uint64_t begins = record ? csv.record().line : csv.defect().line;
        ASSERT_GT(begins, line) << text;
        line = begins;
        all += (record ? " " : " !") + std::to_string(line) + ":";
        if (!record) all += csv.defect().found;
        if (record) {
          for (const std::string_view cell : csv.record().cells) all.append("|").append(cell);
        }
      }
      told.push_back(all);
    }
    ASSERT_EQ(told[0], told[1]) << text;
    ASSERT_EQ(told[0], told[2]) << text;
  }
}

}  // namespace
}  // namespace segue::sources
