#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/base/unicode.h"
#include "segue/base/utf8.h"

namespace segue {
namespace {

TEST(Fold, WhatPeopleTypeAgrees) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"  Two\t\n words ", "two words"},
      {"Beyoncé", "beyonce"},
      {"BEYONCE\u0301", "beyonce"},
      {"Sigur Rós – Ágætis", "sigur ros - agaetis"},
      {"Motörhead", "motorhead"},
      {"Straße STRASSE ẞ", "strasse strasse ss"},
      {"İstanbul ISPARTA ı", "istanbul isparta i"},
      {"Łódź Øystein Đorđe Þór Œuvre", "lodz oystein dorde thor oeuvre"},
      {"ﬁn ﬀ Ⅳ ½ ①", "fin ff iv 1\u20442 1"},
      {"ＦＵＬＬ　ｗｉｄｔｈ", "full width"},
      {"Don’t ‘you’ “know” «it» `x´", "don't 'you' \"know\" \"it\" 'x'"},
      {"a—b‐c−d", "a-b-c-d"},
      {"…", "..."},
      {"ΟΔΟΣ ὁδός", "οδοσ οδοσ"},
      {"Ёлка Йод", "елка иод"},
      {"がく ガク ｶﾞｸ", "がく ガク ガク"},
      {"强 강남", "强 강남"},
      {"हिन्दी", "हिन्दी"},
      {"a\u200b\u00adb\ufeff", "ab"},
      {"A\u00a0\u2003B", "a b"},
      {"❤️", "❤"},
      {"\u0301", ""},
      {"a\xff", "a\ufffd"},
  };
  for (const auto& [text, folded] : cases) EXPECT_EQ(fold(text), folded) << text;
}

TEST(FoldWords, KeepsWordsOnly) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"AC/DC", "ac dc"},
      {"Don't Stop", "dont stop"},
      {"Don’t Stop", "dont stop"},
      {"Guns N' Roses", "guns n roses"},
      {"Simon & Garfunkel", "simon and garfunkel"},
      {"R&B", "r and b"},
      {"& Juliet", "and juliet"},
      {"Florence + The Machine", "florence and the machine"},
      {"+ High", "high"},
      {"Kamiyada+", "kamiyada"},
      {"P!nk", "pink"},
      {"Wham!", "wham"},
      {"Ke$ha", "kesha"},
      {"A$AP Rocky", "asap rocky"},
      {"Joey Bada$$", "joey badass"},
      {"Too $hort", "too short"},
      {"$100", "100"},
      {"$. A. N. T.", "a n t"},
      {"M.I.A.", "m i a"},
      {"...Baby One More Time", "baby one more time"},
      {"!!!", "!!!"},
      {"†††", "†††"},
      {"+", "+"},
      {"&", "&"},
      {"÷", "÷"},
      {"$$$", "$$$"},
      {"'", "'"},
      {"日本語（ライブ）", "日本語 ライブ"},
      {"हिन्दी!", "हिन्दी"},
      {"\u1100'\u1161", "가"},
      {"", ""},
  };
  for (const auto& [text, words] : cases) EXPECT_EQ(fold_words(text), words) << text;
}

std::string random_text(Rng& rng) {
  static const std::vector<std::string> pieces = {
      "a", "É", " ",  "'", "´",          "\u0301", "ß",    "İ",        "Σ", "ｶ", "ﾞ",  "\u1e9e", "&", "+",
      "$", "!", "ᄀ", "ᅡ", "👨\u200d👩", "\u0345", "\xff", "\xe2\x82", "-", "—", "\n", "7",      "Ø", "\u0338"};
  std::string text;
  for (std::uint64_t n = rng.below(8); n > 0; --n) {
    if (rng.below(3) > 0) {
      text += pieces[rng.below(pieces.size())];
    } else {
      const auto c = static_cast<char32_t>(rng.below(rng.below(2) == 0 ? 0x3000 : 0x110000));
      if (c < 0xd800 || c > 0xdfff) append_utf8(text, c);
    }
  }
  return text;
}

void expect_lasting(const std::string& text) {
  for (const auto& function : {fold, fold_words}) {
    const std::string once = function(text);
    ASSERT_TRUE(is_valid_utf8(once));
    ASSERT_EQ(function(once), once) << "from \"" << text << "\"";
    ASSERT_FALSE(once.starts_with(' ') || once.ends_with(' ') || once.find("  ") != std::string::npos) << text;
  }
}

TEST(Fold, IsIdempotentOnEveryCharacter) {
  for (char32_t c = 0; c < 0x30000; ++c) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    if (c == 0x3400) c = 0x4d00;  // the ideographs are all alike
    if (c == 0x4e10) c = 0x9f00;
    if (c == 0x20000) c = 0x2f700;
    std::string text;
    append_utf8(text, c);
    expect_lasting(text);
  }
}

TEST(Fold, IsIdempotentAndValidOnRandomText) {
  Rng rng(2);
  for (int i = 0; i < 20000; ++i) expect_lasting(random_text(rng));
}

TEST(Fold, TakesAnyBytes) {
  Rng rng(3);
  for (int i = 0; i < 5000; ++i) {
    std::string bytes;
    for (std::uint64_t n = rng.below(20); n > 0; --n) bytes += static_cast<char>(rng.below(256));
    expect_lasting(bytes);
    EXPECT_TRUE(is_valid_utf8(lower(bytes)));
    EXPECT_TRUE(is_valid_utf8(printable(bytes)));
    EXPECT_TRUE(is_valid_utf8(shorten(bytes, rng.below(12))));
    display_width(bytes);
    edit_distance(bytes, "abc", 5);
  }
}

// The way taken for ASCII and the way through ICU must not differ: a kanji in front forces the second.
TEST(Fold, AsciiTakesNoOtherWay) {
  Rng rng(4);
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (std::uint64_t n = rng.below(12); n > 0; --n) text += static_cast<char>(rng.below(128));
    EXPECT_EQ("字x" + fold("x" + text).substr(1), fold("字x" + text)) << text;
    EXPECT_EQ("字" + lower(text), lower("字" + text)) << text;
  }
}

}  // namespace
}  // namespace segue
