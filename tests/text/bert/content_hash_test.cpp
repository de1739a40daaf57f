#include "segue/text/bert/content_hash.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace segue::text {
namespace {

std::uint64_t hash_of(const std::vector<std::string>& pieces) {
  ContentHash hash;
  for (const std::string& piece : pieces) hash.add(piece);
  return hash.value();
}

TEST(ContentHash, TellsPiecesApart) {
  EXPECT_EQ(hash_of({"ab", "c"}), hash_of({"ab", "c"}));
  EXPECT_NE(hash_of({"ab", "c"}), hash_of({"a", "bc"}));
  EXPECT_NE(hash_of({"ab", "c"}), hash_of({"c", "ab"}));
  EXPECT_NE(hash_of({}), hash_of({""}));
  EXPECT_NE(hash_of({"a"}), hash_of({std::string("a\0", 2)}));
}

TEST(ContentHash, StaysTheSameFromVersionToVersion) {
  // Catalogs keep it: what changes it makes every song be read anew.
  ContentHash hash;
  hash.add(std::uint64_t{7});
  hash.add(std::string(100, 'x'));
  EXPECT_EQ(hash.value(), 15806952299598404611U);
}

TEST(ContentHash, EveryBitCounts) {
  // Lengths around the blocks of 32 bytes and the words of 8.
  for (const std::size_t size : {1U, 7U, 8U, 9U, 31U, 32U, 33U, 64U, 71U, 200U}) {
    const std::string base(size, 'x');
    std::set<std::uint64_t> seen{hash_of({base})};
    for (std::size_t i = 0; i < size; ++i) {
      for (unsigned bit = 0; bit < 8; ++bit) {
        std::string changed = base;
        changed[i] = static_cast<char>(changed[i] ^ (1U << bit));
        EXPECT_TRUE(seen.insert(hash_of({changed})).second) << "byte " << i << " of " << size << ", bit " << bit;
      }
    }
  }
}

TEST(ContentHash, ExchangedBlocksCount) {
  std::string text(256, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i);
  for (std::size_t step : {8U, 32U, 64U}) {
    std::string swapped = text;
    std::swap_ranges(swapped.begin(), swapped.begin() + step, swapped.begin() + static_cast<std::ptrdiff_t>(step));
    EXPECT_NE(hash_of({text}), hash_of({swapped})) << step;
  }
}

}  // namespace
}  // namespace segue::text
