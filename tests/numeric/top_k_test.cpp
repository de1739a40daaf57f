#include "segue/numeric/top_k.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::numeric {

bool operator==(const Scored& a, const Scored& b) {
  return a.index == b.index && a.score == b.score;
}
void PrintTo(const Scored& scored, std::ostream* out) {
  *out << scored.index << ':' << scored.score;
}

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

std::vector<Scored> by_sorting(const std::vector<float>& scores, std::size_t k) {
  std::vector<Scored> all;
  for (std::uint32_t i = 0; i < scores.size(); ++i) {
    if (!std::isnan(scores[i])) all.push_back({i, scores[i]});
  }
  std::stable_sort(all.begin(), all.end(), [](const Scored& a, const Scored& b) { return a.score < b.score; });
  all.resize(std::min(k, all.size()));
  return all;
}

TEST(TopK, AgreesWithAStableSortWhereManyAreEqual) {
  Rng rng(3);
  for (int round = 0; round < 400; ++round) {
    const std::size_t n = rng.below(200);
    const std::uint64_t different = 1 + rng.below(12);
    std::vector<float> scores(n);
    for (float& score : scores) {
      score = static_cast<float>(rng.below(different)) - 3;
      if (rng.below(20) == 0) score = kNaN;
      if (rng.below(20) == 0) score = rng.below(2) == 0 ? kInfinity : -kInfinity;
    }
    const std::size_t k = rng.below(n + 5);
    ASSERT_EQ(smallest(scores, k), by_sorting(scores, k)) << "n " << n << " k " << k;
  }
}

TEST(TopK, AgreesOnSortedInputs) {
  std::vector<float> scores(1000);
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = static_cast<float>(i / 3);
  for (const std::size_t k : {1, 2, 10, 999, 1000}) {
    EXPECT_EQ(smallest(scores, k), by_sorting(scores, k));
    std::vector<float> falling(scores.rbegin(), scores.rend());
    EXPECT_EQ(smallest(falling, k), by_sorting(falling, k));
  }
}

TEST(TopK, Boundaries) {
  EXPECT_TRUE(smallest({}, 3).empty());
  const std::vector<float> scores{2, 1};
  EXPECT_TRUE(smallest(scores, 0).empty());
  EXPECT_EQ(smallest(scores, std::numeric_limits<std::size_t>::max()), (std::vector<Scored>{{1, 1}, {0, 2}}));
  EXPECT_EQ(smallest(std::vector<float>{kInfinity, kInfinity}, 1), (std::vector<Scored>{{0, kInfinity}}));
  EXPECT_TRUE(smallest(std::vector<float>{kNaN, kNaN}, 1).empty());
  EXPECT_EQ(smallest(std::vector<float>{0.0F, -0.0F}, 1), (std::vector<Scored>{{0, 0}}));
  EXPECT_TRUE(smallest(std::vector<float>{-kInfinity}, 0).empty());
}

TEST(TopK, RunningKeepsNoNaN) {
  RunningSmallest best(2);
  EXPECT_FALSE(best.wants(0, kNaN));
  best.offer(0, kNaN);
  best.offer(1, kInfinity);
  best.offer(2, kNaN);
  EXPECT_EQ(best.take(), (std::vector<Scored>{{1, kInfinity}}));
}

TEST(TopK, RunningTakesThemInAnyOrder) {
  Rng rng(4);
  for (int round = 0; round < 200; ++round) {
    std::vector<float> scores(1 + rng.below(60));
    for (float& score : scores) score = static_cast<float>(rng.below(6));
    std::vector<std::uint32_t> order(scores.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    rng.shuffle(std::span(order));
    const std::size_t k = rng.below(scores.size() + 2);
    RunningSmallest best(k);
    for (const std::uint32_t i : order) {
      const bool wanted = best.wants(i, scores[i]);
      if (scores[i] > best.limit()) {
        ASSERT_FALSE(wanted);
      }
      best.offer(i, scores[i]);
    }
    ASSERT_EQ(best.take(), by_sorting(scores, k));
    ASSERT_TRUE(best.take().empty());
  }
}

}  // namespace
}  // namespace segue::numeric
