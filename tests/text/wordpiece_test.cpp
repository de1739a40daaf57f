#include "segue/text/wordpiece.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/base/utf8.h"

namespace segue::text {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const char* const kVocabulary =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nlove\n##ly\n##ing\nlov\n##ed\n.\n[\n]\nmask\na\n##a\n##aa\nun\n##believ\n##"
    "able\n"
    "é\ne\n##é\n我\nun\xc3\xa9\n#\n##x\nx\n##e\n";

WordPiece tokenizer(TokenizerOptions options = {}) {
  return {Vocabulary::parse(kVocabulary, "test"), options};
}

std::vector<std::string> pieces(const WordPiece& tokenizer, std::string_view text) {
  std::vector<std::string> tokens;
  for (const std::int32_t id : tokenizer.ids(text)) tokens.push_back(tokenizer.vocabulary().token(id));
  return tokens;
}

TEST(WordPiece, LongestPiecesFromTheFront) {
  const WordPiece wordpiece = tokenizer();
  EXPECT_THAT(pieces(wordpiece, "Lovely, loving LOVING."),
              ElementsAre("love", "##ly", "[UNK]", "lov", "##ing", "lov", "##ing", "."));
  // "love" is taken first, and there is no "##d": greed does not try "lov ##ed".
  EXPECT_THAT(pieces(wordpiece, "loved"), ElementsAre("[UNK]"));
  EXPECT_THAT(pieces(wordpiece, "unbelievable"), ElementsAre("un", "##believ", "##able"));
  EXPECT_THAT(pieces(wordpiece, "aaaaaa"), ElementsAre("a", "##aa", "##aa", "##a"));
}

TEST(WordPiece, AWordWithoutAPieceSomewhereIsUnknownAsAWhole) {
  EXPECT_THAT(pieces(tokenizer(), "lovelz love lovez zlove"), ElementsAre("[UNK]", "love", "[UNK]", "[UNK]"));
}

TEST(WordPiece, SongsDoNotSpeakToTheModel) {
  EXPECT_THAT(pieces(tokenizer(), "[MASK]"), ElementsAre("[", "mask", "]"));
  EXPECT_THAT(pieces(tokenizer(), "##x"), ElementsAre("#", "#", "x"));
}

TEST(WordPiece, NothingComesFromNothing) {
  for (const std::string_view text : {std::string_view(""), std::string_view(" \t\r\n"),
                                      std::string_view("\0\x01\x7f", 3), std::string_view("\xff\xfe\xed\xa0\x80"),
                                      std::string_view("\u200b\ufeff\ufffd\ue000"), std::string_view("\u0301")}) {
    EXPECT_THAT(tokenizer().ids(text), IsEmpty());
  }
}

TEST(WordPiece, LengthIsCountedInCodePoints) {
  const auto words = [](const char* letter, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += letter;
    return pieces(tokenizer({.lower_case = false}), text);
  };
  EXPECT_EQ(words("a", 100).size(), 51U);
  EXPECT_THAT(words("a", 101), ElementsAre("[UNK]"));
  EXPECT_EQ(words("é", 100).size(), 100U);
  EXPECT_THAT(words("é", 101), ElementsAre("[UNK]"));
  EXPECT_THAT(pieces(tokenizer({.longest_word = 3}), "love un aaaa aaa"),
              ElementsAre("[UNK]", "un", "[UNK]", "a", "##aa"));
}

TEST(WordPiece, CaseAndAccentsGoTogether) {
  EXPECT_THAT(pieces(tokenizer(), "É é e\u0301"), ElementsAre("e", "e", "e"));
  EXPECT_THAT(pieces(tokenizer({.lower_case = false}), "é e\u0301 E"), ElementsAre("é", "é", "[UNK]"));
}

TEST(BasicTokens, MarksByTheMillionTakeLinearTime) {
  std::string text = "a";
  for (int i = 0; i < 300'000; ++i) text += "\u0301\u0316";
  EXPECT_THAT(basic_tokens(text, true), ElementsAre("a"));
  EXPECT_EQ(basic_tokens(text, false).size(), 1U);
}

/// Text of all that is strange: letters, marks, ideographs, spaces, formats, broken bytes.
std::string strange_text(Rng& rng, std::size_t length) {
  static const std::vector<std::string> kParts = {"a",
                                                  "B",
                                                  "love",
                                                  "ly",
                                                  "É",
                                                  "e\u0301",
                                                  "\u0316",
                                                  "İ",
                                                  "Σ",
                                                  "ς",
                                                  "ß",
                                                  "ẞ",
                                                  "我",
                                                  "한",
                                                  "\u1112\u1161",
                                                  "\u11ab",
                                                  "ﬁ",
                                                  "\u0345",
                                                  " ",
                                                  "\n",
                                                  "\u00a0",
                                                  "\u3000",
                                                  "\u2028",
                                                  "\u200b",
                                                  "\u200d",
                                                  "\ufeff",
                                                  "\ufffd",
                                                  "\x01",
                                                  "\x0b",
                                                  "\xff",
                                                  "\xe2\x80",
                                                  "\xed\xa0\x80",
                                                  "!",
                                                  "'",
                                                  "’",
                                                  "…",
                                                  "$",
                                                  "#",
                                                  "[",
                                                  "]",
                                                  "👍🏽",
                                                  "é",
                                                  "x",
                                                  "un",
                                                  "\u0f73",
                                                  "\u1fef",
                                                  "\u037e",
                                                  "क\u093c"};
  std::string text;
  for (std::size_t i = 0; i < length; ++i) text += kParts[rng.below(kParts.size())];
  return text;
}

TEST(WordPieceProperties, IdsOfTextsSideBySideAreTheirIdsInTurn) {
  Rng rng(11);
  const WordPiece uncased = tokenizer();
  const WordPiece cased = tokenizer({.lower_case = false});
  for (int i = 0; i < 2000; ++i) {
    const std::string first = strange_text(rng, rng.below(12));
    const std::string second = strange_text(rng, rng.below(12));
    for (const WordPiece* wordpiece : {&uncased, &cased}) {
      std::vector<std::int32_t> expected = wordpiece->ids(first);
      const std::vector<std::int32_t> rest = wordpiece->ids(second);
      expected.insert(expected.end(), rest.begin(), rest.end());
      ASSERT_EQ(wordpiece->ids(first + " " + second), expected) << first << "|" << second;
      ASSERT_EQ(wordpiece->ids("\t" + first + "\r\n\u2003" + second + " "), expected);
    }
  }
}

TEST(WordPieceProperties, PiecesRebuildTheirWords) {
  Rng rng(12);
  const WordPiece wordpiece = tokenizer();
  for (int i = 0; i < 2000; ++i) {
    for (const std::string& word : basic_tokens(strange_text(rng, 10), true)) {
      const auto ids = wordpiece.ids(word);
      std::string rebuilt;
      for (const std::int32_t id : ids) {
        ASSERT_GE(id, 0);
        ASSERT_LT(static_cast<std::size_t>(id), wordpiece.vocabulary().size());
        const std::string& token = wordpiece.vocabulary().token(id);
        rebuilt += rebuilt.empty() ? token : token.substr(2);
      }
      if (rebuilt == "[UNK]") {
        ASSERT_EQ(ids.size(), 1U);
      } else {
        ASSERT_EQ(rebuilt, word);
      }
    }
  }
}

TEST(WordPieceProperties, WordsAreWords) {
  Rng rng(13);
  for (int i = 0; i < 2000; ++i) {
    const std::string text = strange_text(rng, 15);
    for (const bool lower_case : {true, false}) {
      for (const std::string& word : basic_tokens(text, lower_case)) {
        ASSERT_FALSE(word.empty());
        ASSERT_EQ(word, valid_utf8(word));
        ASSERT_EQ(word.find_first_of(" \t\r\n"), std::string::npos);
        ASSERT_THAT(basic_tokens(word, lower_case), ElementsAre(word)) << text;
      }
    }
  }
}

}  // namespace
}  // namespace segue::text
