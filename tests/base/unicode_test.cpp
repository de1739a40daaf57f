#include "segue/base/unicode.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/base/utf8.h"

namespace segue {
namespace {

TEST(Utf8, ValidIsWhatUnicodeSays) {
  for (const char* valid :
       {"", "abc", "é", "日本", "🎵", "\x7f", "\xc2\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_TRUE(is_valid_utf8(valid)) << valid;
  }
  for (const char* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
                          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xc3", "\xe2\x82",
                          "\xe2\x82"
                          "a",
                          "\xf0\x9f\x8e"}) {
    EXPECT_FALSE(is_valid_utf8(bad));
  }
  EXPECT_TRUE(is_valid_utf8(std::string_view("a\0b", 3)));
}

// One U+FFFD per maximal subpart: table 3-8 of the Unicode standard.
TEST(Utf8, BadBytesBecomeReplacementCharacters) {
  const std::string r = "\ufffd";
  EXPECT_EQ(valid_utf8("\xc0\xaf\xe0\x80\xbf\xf0\x81\x82"
                       "A"),
            r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(valid_utf8("\xed\xa0\x80\xed\xbf\xbf\xed\xaf"
                       "A"),
            r + r + r + r + r + r + r + r + "A");
  EXPECT_EQ(valid_utf8("\xe1\x80\xe2\xf0\x91\x92\xf1\xbf"
                       "A"),
            r + r + r + r + "A");
}

TEST(Utf8, EveryScalarValueSurvivesTheRoundTrip) {
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    std::string text;
    append_utf8(text, c);
    std::size_t at = 0;
    ASSERT_EQ(next_code_point(text, at), c);
    ASSERT_EQ(at, text.size());
  }
}

TEST(Windows1252, AllBytes) {
  EXPECT_EQ(utf8_from_windows_1252(""), "");
  EXPECT_EQ(utf8_from_windows_1252("Beyonc\xe9 \x96 \x93Hal\xf6\x94 \x80"), "Beyoncé – “Halö” €");
  EXPECT_EQ(utf8_from_windows_1252("\x81\x8d\x8f\x90\x9d"), "\ufffd\ufffd\ufffd\ufffd\ufffd");
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = utf8_from_windows_1252(std::string(1, static_cast<char>(byte)));
    EXPECT_TRUE(is_valid_utf8(text));
    if (byte < 0x80) {
      EXPECT_EQ(text, std::string(1, static_cast<char>(byte)));
    }
  }
}

std::string from_points(const std::string& hex) {
  std::istringstream points(hex);
  std::string text;
  for (unsigned long point = 0; points >> std::hex >> point;) append_utf8(text, static_cast<char32_t>(point));
  return text;
}

TEST(Lower, AgreesWithPython) {
  std::ifstream golden(SEGUE_TESTS_DIR "/goldens/lower.txt");
  ASSERT_TRUE(golden);
  std::set<std::string> changing;
  for (std::string line; std::getline(golden, line);) {
    const std::size_t tab = line.find('\t');
    const std::string text = from_points(line.substr(0, tab));
    EXPECT_EQ(lower(text), from_points(line.substr(tab + 1))) << line;
    changing.insert(text);
  }
  EXPECT_GT(changing.size(), 1200U);
  for (char32_t c = 0; c < 0x10000; ++c) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    std::string text;
    append_utf8(text, c);
    if (!changing.contains(text)) {
      EXPECT_EQ(lower(text), text) << std::hex << static_cast<std::uint32_t>(c);
    }
  }
}

TEST(Lower, BadBytesBecomeReplacementCharacters) {
  EXPECT_EQ(lower("A\xff"
                  "B"),
            "a\ufffdb");
}

// The definition, without limit or band.
std::size_t slow_distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

TEST(EditDistance, KnownValues) {
  EXPECT_EQ(edit_distance("", "", 3), 0U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 9), 3U);
  EXPECT_EQ(edit_distance("wonderwall", "wonderwlal", 9), 1U);
  EXPECT_EQ(edit_distance("Beyonce", "Beyoncé", 9), 1U);
  EXPECT_EQ(edit_distance("", "日本", 9), 2U);
  EXPECT_EQ(edit_distance("abc", "xyz", 1), 2U);
  EXPECT_EQ(edit_distance("a", "b", 0), 1U);
  EXPECT_EQ(edit_distance("same", "same", 0), 0U);
  EXPECT_EQ(edit_distance("abc", "", static_cast<std::size_t>(-1)), 3U);
}

TEST(EditDistance, AgreesWithTheDefinition) {
  Rng rng(1);
  const std::u32string letters = U"abé日";
  for (int round = 0; round < 3000; ++round) {
    std::u32string words[2];
    std::string texts[2];
    for (int side = 0; side < 2; ++side) {
      for (std::uint64_t n = rng.below(9); n > 0; --n) {
        words[side] += letters[rng.below(letters.size())];
        append_utf8(texts[side], words[side].back());
      }
    }
    const std::size_t limit = rng.below(9);
    EXPECT_EQ(edit_distance(texts[0], texts[1], limit), std::min(slow_distance(words[0], words[1]), limit + 1))
        << texts[0] << " " << texts[1] << " " << limit;
  }
}

}  // namespace
}  // namespace segue
