#include "segue/catalog/waiting_keys.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::catalog {
namespace {

using Told = std::tuple<std::uint8_t, std::string, SongId>;

std::vector<Told> in_order(const WaitingKeys& keys) {
  std::vector<Told> told;
  keys.for_each_in_order(
      [&](std::uint8_t kind, std::string_view key, SongId song) { told.emplace_back(kind, std::string(key), song); });
  return told;
}

TEST(WaitingKeys, AreFoundAndToldInOrder) {
  // Beside a map. Keys that differ late, early, in length alone, in bytes above 127, and not at all.
  Rng rng(3);
  WaitingKeys keys;
  for (int round = 0; round < 3; ++round) {
    std::map<std::pair<std::uint8_t, std::string>, SongId> first;
    std::vector<Told> expected;
    for (int i = 0; i < 5000; ++i) {
      const auto kind = static_cast<std::uint8_t>(rng.below(3));
      std::string key = rng.below(2) == 0 ? fmt::format("the same beginning {}", rng.below(3000))
                                          : std::string(rng.below(12), static_cast<char>(rng.below(256)));
      if (rng.below(900) == 0) key = std::string(300'000, static_cast<char>('a' + rng.below(3)));
      const SongId song{static_cast<std::int64_t>(rng.below(1000)) + 1};
      const bool to_be_found = kind < 2;
      keys.add(kind, key, song, to_be_found);
      if (to_be_found) first.try_emplace({kind, key}, song);
      expected.emplace_back(kind, key, song);
      if (i % 50 == 0) {
        ASSERT_EQ(keys.find(kind, key), to_be_found ? std::optional(first.at({kind, key})) : std::nullopt);
      }
    }
    ASSERT_EQ(keys.size(), 5000U);
    for (const auto& [key, song] : first) ASSERT_EQ(keys.find(key.first, key.second), song);
    EXPECT_FALSE(keys.find(0, "never added"));
    EXPECT_FALSE(keys.find(1, "the same beginning"));
    std::ranges::sort(expected);
    EXPECT_EQ(in_order(keys), expected);
    keys.clear();
    EXPECT_TRUE(keys.empty());
    EXPECT_TRUE(in_order(keys).empty());
    EXPECT_FALSE(keys.find(0, first.begin()->first.second));
  }
}

TEST(WaitingKeys, NoneAreFoundWhereNoneAre) {
  const WaitingKeys keys;
  EXPECT_FALSE(keys.find(0, ""));
  EXPECT_FALSE(keys.find(1, "halo"));
  EXPECT_TRUE(in_order(keys).empty());
}

}  // namespace
}  // namespace segue::catalog
