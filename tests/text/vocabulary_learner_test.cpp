#include "segue/text/vocabulary_learner.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/text/wordpiece.h"

namespace segue::text {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

using Counts = std::unordered_map<std::string, std::uint64_t>;

std::vector<std::string> behind_specials(std::vector<std::string> vocabulary) {
  EXPECT_GE(vocabulary.size(), 5U);
  EXPECT_EQ(std::vector<std::string>(vocabulary.begin(), vocabulary.begin() + 5),
            std::vector<std::string>({"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}));
  vocabulary.erase(vocabulary.begin(), vocabulary.begin() + 5);
  return vocabulary;
}

TEST(LearnVocabulary, CharactersThenMergesByCount) {
  // Pairs: l ##o 9, ##o ##w 9, ##w ##e 4, ##e ##r 4, then those with the merged ones.
  const auto learned = behind_specials(learn_vocabulary({{"low", 5}, {"lower", 4}}, {}));
  EXPECT_THAT(learned, ElementsAre("l", "##e", "##o", "##r", "##w", "##ow", "low", "##er", "lower"));
}

TEST(LearnVocabulary, TiesGoToTheLowerPair) {
  const auto learned = behind_specials(learn_vocabulary({{"ba", 3}, {"ab", 3}, {"cab", 3}}, {}));
  // "##a ##b", "a ##b", "b ##a" and "c ##a" stand 3 times each.
  EXPECT_THAT(learned, ElementsAre("a", "b", "c", "##a", "##b", "##ab", "ab", "ba", "cab"));
}

TEST(LearnVocabulary, RareWordsTeachNothing) {
  const Counts counts = {{"aa", 5}, {"bb", 4}, {"cc", 1}};
  EXPECT_THAT(behind_specials(learn_vocabulary(counts, {})), ElementsAre("a", "b", "##a", "##b", "aa", "bb"));
  EXPECT_THAT(behind_specials(learn_vocabulary(counts, {.least_count = 5})), ElementsAre("a", "##a", "aa"));
  EXPECT_THAT(behind_specials(learn_vocabulary(counts, {.least_count = 6})), ElementsAre());
  EXPECT_THAT(behind_specials(learn_vocabulary({{"a", 0}}, {.least_count = 0})), ElementsAre());
}

TEST(LearnVocabulary, AlphabetHoldsTheMostFrequentCharacters) {
  const Counts counts = {{"aa", 5}, {"ab", 4}, {"bc", 3}, {"é", 2}};
  // a 14, b 7, c 3, é 2; "bc" needs a character that is not there.
  EXPECT_THAT(behind_specials(learn_vocabulary(counts, {.alphabet = 2})),
              ElementsAre("a", "b", "##a", "##b", "aa", "ab"));
  EXPECT_THAT(behind_specials(learn_vocabulary(counts, {.alphabet = 0})), ElementsAre());
}

TEST(LearnVocabulary, SizeIsNeverPassed) {
  const Counts counts = {{"aa", 5}, {"ab", 4}, {"bc", 3}};
  for (std::size_t size = 0; size < 20; ++size) {
    const auto learned = learn_vocabulary(counts, {.size = size});
    EXPECT_LE(learned.size(), std::max<std::size_t>(size, 5));
    const auto more = learn_vocabulary(counts, {.size = size + 1});
    EXPECT_LE(learned.size(), more.size());
  }
  EXPECT_EQ(learn_vocabulary(counts, {.size = 12}).size(), 12U);
}

TEST(LearnVocabulary, WhatTheTokenizerNeverAsksForTeachesNothing) {
  const Counts counts = {{"##a", 9}, {"[MASK]", 9}, {"a b", 9},     {"a\n", 9},
                         {"", 9},    {"\xff", 9},   {"a\xff", 9},   {"a\u200b", 9},
                         {"#", 9},   {"[", 9},      {"x\u2028", 9}, {std::string(101, 'y'), 9}};
  EXPECT_THAT(behind_specials(learn_vocabulary(counts, {})), ElementsAre("#", "["));
}

TEST(LearnVocabulary, OneTextFromTwoPairsIsOneToken) {
  // "abc" comes from "ab ##c" and from "a ##bc": all tokens differ, or no vocabulary could be made of them.
  const auto learned = learn_vocabulary({{"abc", 50}, {"abx", 60}, {"ybc", 55}, {"bc", 3}, {"zbc", 49}}, {.size = 100});
  EXPECT_EQ(std::set<std::string>(learned.begin(), learned.end()).size(), learned.size());
}

Counts random_counts(Rng& rng, std::size_t words) {
  static const std::vector<std::string> kLetters = {"a", "b", "c", "é", "我", "d"};
  Counts counts;
  for (std::size_t i = 0; i < words; ++i) {
    std::string word;
    for (std::size_t length = 1 + rng.below(8); length > 0; --length) word += kLetters[rng.below(kLetters.size())];
    counts[word] += 1 + rng.below(6);
  }
  return counts;
}

/// The same by its definition: all pairs are counted anew for every merge.
std::vector<std::string> learned_slowly(const Counts& counts, std::size_t size) {
  std::vector<std::pair<std::vector<std::string>, std::uint64_t>> words;
  std::map<std::string, int> begins;
  std::map<std::string, int> goes_on;
  for (const auto& [word, count] : counts) {
    if (count < 2) continue;
    std::vector<std::string> symbols;
    for (const char byte : word) {
      const bool continues = (static_cast<unsigned char>(byte) & 0xc0U) == 0x80;
      if (!continues) symbols.emplace_back(symbols.empty() ? "" : "##");
      symbols.back() += byte;
    }
    for (const std::string& symbol : symbols) ++(symbol.starts_with("##") ? goes_on : begins)[symbol];
    words.emplace_back(symbols, count);
  }
  std::vector<std::string> vocabulary = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  for (const auto& [symbol, n] : begins) vocabulary.push_back(symbol);
  for (const auto& [symbol, n] : goes_on) vocabulary.push_back(symbol);
  while (vocabulary.size() < size) {
    std::map<std::pair<std::string, std::string>, std::uint64_t> pairs;
    for (const auto& [symbols, count] : words) {
      for (std::size_t i = 0; i + 1 < symbols.size(); ++i) pairs[{symbols[i], symbols[i + 1]}] += count;
    }
    if (pairs.empty()) break;
    const auto best =
        std::max_element(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    const auto [first, second] = best->first;
    const std::string merged = first + second.substr(2);
    for (auto& [symbols, count] : words) {
      for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
        if (symbols[i] != first || symbols[i + 1] != second) continue;
        symbols[i] = merged;
        symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      }
    }
    if (std::find(vocabulary.begin(), vocabulary.end(), merged) == vocabulary.end()) vocabulary.push_back(merged);
  }
  return vocabulary;
}

TEST(LearnVocabulary, AgreesWithItsDefinition) {
  Rng rng(3);
  for (int round = 0; round < 60; ++round) {
    const Counts counts = random_counts(rng, 3 + rng.below(60));
    const std::size_t size = 20 + rng.below(120);
    ASSERT_EQ(learn_vocabulary(counts, {.size = size}), learned_slowly(counts, size)) << "round " << round;
  }
}

TEST(LearnVocabulary, TheOrderOfTheMapHasNoSay) {
  Rng rng(4);
  const Counts counts = random_counts(rng, 300);
  Counts other(10'000);
  std::vector<std::pair<std::string, std::uint64_t>> items(counts.begin(), counts.end());
  std::sort(items.rbegin(), items.rend());
  for (const auto& item : items) other.insert(item);
  EXPECT_EQ(learn_vocabulary(counts, {.size = 300}), learn_vocabulary(other, {.size = 300}));
}

TEST(LearnVocabulary, EveryWordItLearnedFromIsKnown) {
  Rng rng(6);
  const Counts counts = random_counts(rng, 200);
  const auto learned = learn_vocabulary(counts, {.size = 100});
  std::string text;
  for (const std::string& token : learned) text += token + "\n";
  const WordPiece wordpiece(Vocabulary::parse(text, "learned"), {.lower_case = false});
  for (const auto& [word, count] : counts) {
    if (count < 2) continue;
    EXPECT_THAT(wordpiece.ids(word), Not(Contains(wordpiece.vocabulary().unknown()))) << word;
  }
}

}  // namespace
}  // namespace segue::text
