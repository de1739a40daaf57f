#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/base/unicode.h"
#include "segue/base/utf8.h"

namespace segue {
namespace {

TEST(DisplayWidth, CountsCells) {
  EXPECT_EQ(display_width(""), 0U);
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("Beyoncé"), 7U);
  EXPECT_EQ(display_width("Beyonce\u0301"), 7U);
  EXPECT_EQ(display_width("日本語"), 6U);
  EXPECT_EQ(display_width("ｶﾅ"), 2U);
  EXPECT_EQ(display_width("강남"), 4U);
  EXPECT_EQ(display_width("\u1100\u1161"), 2U) << "a syllable of two jamo";
  EXPECT_EQ(display_width("🎵"), 2U);
  EXPECT_EQ(display_width("👨‍👩‍👧"), 2U);
  EXPECT_EQ(display_width("🇩🇪🇫🇷"), 4U);
  EXPECT_EQ(display_width("❤️"), 2U);
  EXPECT_EQ(display_width("a\u200bb"), 2U);
  EXPECT_EQ(display_width("a\tb\x1b"), 2U);
}

TEST(Shorten, NeverCutsInsideACharacter) {
  EXPECT_EQ(shorten("abcdef", 6), "abcdef");
  EXPECT_EQ(shorten("abcdef", 5), "abcd…");
  EXPECT_EQ(shorten("abcdef", 1), "…");
  EXPECT_EQ(shorten("abcdef", 0), "");
  EXPECT_EQ(shorten("", 0), "");
  EXPECT_EQ(shorten("日本語", 6), "日本語");
  EXPECT_EQ(shorten("日本語", 5), "日本…");
  EXPECT_EQ(shorten("日本語", 4), "日…");
  EXPECT_EQ(shorten("Beyonce\u0301x", 8), "Beyonce\u0301x");
  EXPECT_EQ(shorten("Beyonce\u0301xy", 8), "Beyonce\u0301…");
  EXPECT_EQ(shorten("👨‍👩‍👧👨‍👩‍👧", 3), "👨‍👩‍👧…");
  EXPECT_EQ(shorten("\u0301\u0301", 0), "\u0301\u0301");
}

TEST(Shorten, FitsAndIsABeginning) {
  Rng rng(7);
  const std::vector<std::string> pieces = {"a",  "é", "e\u0301", "日",     "🎵", "👨‍👩‍👧",
                                           "🇩🇪", " ", "ｶ",       "\u200d", "❤️"};
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (std::uint64_t n = rng.below(10); n > 0; --n) text += pieces[rng.below(pieces.size())];
    const std::size_t cells = rng.below(12);
    const std::string shorter = shorten(text, cells);
    EXPECT_LE(display_width(shorter), cells) << text;
    if (display_width(text) <= cells) {
      EXPECT_EQ(shorter, text);
    } else if (cells > 0) {
      ASSERT_TRUE(shorter.ends_with("…"));
      EXPECT_TRUE(text.starts_with(shorter.substr(0, shorter.size() - std::string("…").size())));
    }
  }
}

TEST(Shorten, WorksOnManyThreads) {
  std::vector<std::thread> threads;
  std::vector<std::string> results(8);
  for (std::string& result : results) {
    threads.emplace_back([&result] {
      for (int i = 0; i < 100; ++i) result = shorten("日本語の歌", 7) + fold("Café") + lower("ÉCOLE");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) EXPECT_EQ(result, "日本語…cafeécole");
}

TEST(Printable, KeepsATerminalSafe) {
  EXPECT_EQ(printable("plain text"), "plain text");
  EXPECT_EQ(printable("Café 日本 🎵"), "Café 日本 🎵");
  EXPECT_EQ(printable("a\nb\r\tc\u2028d\u0085"
                      "e"),
            "a b  c d e");
  EXPECT_EQ(printable("\x1b[31mred\x07"), "\ufffd[31mred\ufffd");
  EXPECT_EQ(printable("\u009b"
                      "31m\x7f"),
            "\ufffd31m\ufffd");
  EXPECT_EQ(printable("\u202eevil\u2066x"), "\ufffdevil\ufffdx");
  EXPECT_EQ(printable("bad\xff"), "bad\ufffd");
  EXPECT_EQ(printable(std::string_view("nul\0", 4)), "nul\ufffd");
  for (char32_t c = 0; c < 0x3000; ++c) {
    std::string text;
    append_utf8(text, c);
    const std::string safe = printable(text);
    for (const char byte : safe) EXPECT_FALSE(static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f);
    EXPECT_FALSE(safe.empty());
  }
}

}  // namespace
}  // namespace segue
