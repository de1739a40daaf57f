// Real lyrics, where they are: what remains after cleaning, counted. None of their text stands here.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "segue/sources/csv/csv_reader.h"
#include "segue/text/clean_lyrics.h"
#include "segue/text/language.h"

namespace segue::text {
namespace {

std::filesystem::path data_file(const std::string& name) {
  const char* folder = std::getenv("SEGUE_DATA");
  return (folder != nullptr ? std::filesystem::path(folder)
                            : std::filesystem::path(SEGUE_TESTS_DIR) / "../../shared/data") /
         "lyrics" / name;
}

#define SKIP_WITHOUT(file)            \
  if (!std::filesystem::exists(file)) \
  GTEST_SKIP() << (file) << " is not there: set SEGUE_DATA to the folder of real data"

/// One column, behind its header; every `every`-th row.
std::vector<std::string> column(const std::filesystem::path& file, std::size_t number, std::size_t every) {
  const auto bytes = sources::open_bytes(file);
  sources::CsvReader reader(*bytes, file.string());
  std::vector<std::string> cells;
  std::size_t row = 0;
  for (auto step = reader.next(); step != sources::CsvReader::Step::kEnd; step = reader.next()) {
    if (step == sources::CsvReader::Step::kRecord && row++ % every == 1 % every &&
        reader.record().cells.size() > number) {
      cells.emplace_back(reader.record().cells[number]);
    }
  }
  return cells;
}

std::size_t count(const std::vector<std::string>& texts, std::string_view what) {
  return static_cast<std::size_t>(std::count_if(
      texts.begin(), texts.end(), [what](const std::string& text) { return text.find(what) != std::string::npos; }));
}

/// Texts with a line that is one of these words, whatever its case and punctuation.
std::size_t count_bare_marks(const std::vector<std::string>& texts) {
  const auto is_mark = [](std::string_view line) {
    std::string letters;
    for (const char c : line) {
      if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
      if (c >= 'a' && c <= 'z') letters += c;
    }
    return letters == "chorus" || letters == "prechorus" || letters == "verse" || letters == "repeatchorus" ||
           letters == "outro";
  };
  return static_cast<std::size_t>(std::count_if(texts.begin(), texts.end(), [&](const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      if (is_mark(std::string_view(text).substr(at, end - at))) return true;
      at = end + 1;
    }
    return false;
  }));
}

void expect_no_junk(const std::vector<std::string>& raw) {
  std::vector<std::string> clean;
  std::size_t bytes = 0;
  std::size_t read_bytes = 0;
  for (const std::string& text : raw) {
    clean.push_back(clean_lyrics(text));
    bytes += clean.back().size();
    read_bytes += lyrics_to_read(text).size();
    ASSERT_EQ(clean_lyrics(clean.back()), clean.back()) << text.substr(0, 100);
  }
  for (const char* junk : {"You might also like", " LiveGet tickets", " Contributor", "[", "]", "\u200b", "\u00a0",
                           "\r", "\t", "  ", "\n\n\n", "(x2)", "(x3)", "(2x)", "<br>", "&amp;", "&#x"}) {
    EXPECT_EQ(count(clean, junk), 0U) << junk << ", in the raw texts " << count(raw, junk);
  }
  EXPECT_EQ(count_bare_marks(clean), 0U) << "in the raw texts " << count_bare_marks(raw);
  const auto with_tail =
      std::count_if(clean.begin(), clean.end(), [](const auto& text) { return text.ends_with("Embed"); });
  EXPECT_EQ(with_tail, 0);
  // Songs repeat themselves, but are not mostly that.
  EXPECT_LT(read_bytes, bytes * 95 / 100);
  EXPECT_GT(read_bytes, bytes / 2);
}

TEST(SlowRealLyrics, GeniusPagesAreCleanAfterwards) {
  const auto file = data_file("genius_billboard.csv.zst");
  SKIP_WITHOUT(file);
  const auto raw = column(file, 4, 10);
  ASSERT_GT(raw.size(), 2500U);
  EXPECT_GT(count(raw, "Embed"), 2500U);
  expect_no_junk(raw);
}

TEST(SlowRealLyrics, TablesOfLyricsAreCleanAfterwards) {
  const auto file = data_file("lyrics.csv.zst");
  SKIP_WITHOUT(file);
  const auto raw = column(file, 3, 10);
  ASSERT_GT(raw.size(), 1200U);
  expect_no_junk(raw);
}

TEST(SlowRealLyrics, LanguageIsTheOneTheSiteNames) {
  const auto file = data_file("genius_billboard.csv.zst");
  SKIP_WITHOUT(file);
  const auto raw = column(file, 4, 10);
  const auto told = column(file, 2, 10);
  ASSERT_EQ(raw.size(), told.size());
  std::size_t asked = 0;
  std::size_t agree = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (told[i].empty()) continue;
    const auto language = detect_language(clean_lyrics(raw[i]));
    ++asked;
    agree += language && language->code == told[i] ? 1 : 0;
  }
  EXPECT_GT(agree, asked * 98 / 100) << "of " << asked;
}

}  // namespace
}  // namespace segue::text
