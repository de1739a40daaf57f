#include "segue/neighbors/filter.h"

#include <cstdint>
#include <limits>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::neighbors {
namespace {

TEST(IdSet, HoldsWhatASetHolds) {
  Rng rng(1);
  for (const std::int64_t first : {std::int64_t{-200}, std::int64_t{0}, std::int64_t{63}, std::int64_t{1} << 40}) {
    for (const std::int64_t length : {1, 63, 64, 65, 500}) {
      IdSet ids(first, first + length);
      std::set<std::int64_t> expected;
      for (int i = 0; i < 400; ++i) {
        const std::int64_t id = first + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(length)));
        if (rng.below(3) == 0) {
          ids.remove(id);
          expected.erase(id);
        } else {
          ids.add(id);
          expected.insert(id);
        }
        ASSERT_EQ(ids.size(), expected.size());
      }
      for (std::int64_t id = first - 70; id < first + length + 70; ++id) {
        ASSERT_EQ(ids.contains(id), expected.contains(id)) << id;
      }
      std::vector<std::int64_t> visited;
      ids.for_each([&](std::int64_t id) { visited.push_back(id); });
      ASSERT_EQ(visited, std::vector<std::int64_t>(expected.begin(), expected.end()));
    }
  }
}

TEST(IdSet, AnyIdMayBeAskedAbout) {
  IdSet ids(-3, 4);
  ids.add(-3);
  ids.add(3);
  for (const std::int64_t id : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(),
                                std::int64_t{-4}, std::int64_t{4}, std::int64_t{1000}}) {
    EXPECT_FALSE(ids.contains(id)) << id;
    ids.remove(id);
  }
  EXPECT_EQ(ids.size(), 2U);
  const IdSet none(5, 5);
  EXPECT_EQ(none.size(), 0U);
  EXPECT_FALSE(none.contains(5));
  none.for_each([](std::int64_t id) { ADD_FAILURE() << id; });
}

TEST(Filter, IsAPredicateASetOrNothing) {
  const Filter nothing;
  EXPECT_FALSE(nothing);
  EXPECT_EQ(nothing.ids(), nullptr);
  const Filter odd = [](std::int64_t id) { return id % 2 != 0; };
  EXPECT_TRUE(odd);
  EXPECT_EQ(odd.ids(), nullptr);
  EXPECT_TRUE(odd(3));
  EXPECT_FALSE(odd(4));
  IdSet ids(0, 10);
  ids.add(4);
  const Filter of_set = ids;
  EXPECT_TRUE(of_set);
  EXPECT_EQ(of_set.ids(), &ids);
  EXPECT_TRUE(of_set(4));
  EXPECT_FALSE(of_set(3));
  const Filter copy = of_set;  // NOLINT(performance-unnecessary-copy-initialization): it is what is tested
  EXPECT_EQ(copy.ids(), &ids);
  EXPECT_TRUE(copy(4));
}

}  // namespace
}  // namespace segue::neighbors
