#include "segue/text/piece_trie.h"

#include <cstdint>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::text {
namespace {

TEST(PieceTrie, NothingBeginsInAnEmptyOne) {
  PieceTrie trie;
  EXPECT_EQ(trie.longest("a").length, 0U);
  EXPECT_EQ(trie.longest("").number, -1);
  trie.add("", 3);
  EXPECT_EQ(trie.longest("").number, -1);
  EXPECT_EQ(trie.longest("a").number, -1);
}

TEST(PieceTrie, TakesTheLongest) {
  PieceTrie trie;
  trie.add("a", 0);
  trie.add("abc", 1);
  trie.add("abcdef", 2);
  EXPECT_EQ(trie.longest("abcdex").number, 1);
  EXPECT_EQ(trie.longest("abcdex").length, 3U);
  EXPECT_EQ(trie.longest("abcdefg").number, 2);
  EXPECT_EQ(trie.longest("ab").number, 0);
  EXPECT_EQ(trie.longest("b").number, -1);
  EXPECT_EQ(trie.longest(std::string_view("a\0b", 3)).length, 1U);
}

TEST(PieceTrie, FirstNumberStays) {
  PieceTrie trie;
  trie.add("x", 7);
  trie.add("x", 8);
  EXPECT_EQ(trie.longest("x").number, 7);
}

TEST(PieceTrie, AgreesWithAMapOnAllBytes) {
  Rng rng(5);
  for (int round = 0; round < 20; ++round) {
    PieceTrie trie;
    std::map<std::string, std::int32_t> map;
    const auto text_of = [&](std::size_t most) {
      std::string text;
      for (std::size_t length = rng.below(most + 1); length > 0; --length) {
        text += static_cast<char>(static_cast<unsigned char>(round % 2 == 0 ? 'a' + rng.below(3) : rng.below(256)));
      }
      return text;
    };
    for (std::int32_t i = 0; i < 500; ++i) {
      const std::string text = text_of(6);
      trie.add(text, i);
      map.emplace(text, i);
    }
    for (int i = 0; i < 2000; ++i) {
      const std::string text = text_of(9);
      PieceTrie::Match expected;
      for (std::size_t length = 1; length <= text.size(); ++length) {
        const auto place = map.find(text.substr(0, length));
        if (place != map.end()) expected = {place->second, length};
      }
      const PieceTrie::Match found = trie.longest(text);
      ASSERT_EQ(found.number, expected.number);
      ASSERT_EQ(found.length, expected.length);
    }
  }
}

}  // namespace
}  // namespace segue::text
