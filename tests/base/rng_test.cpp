#include "segue/base/rng.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace segue {
namespace {

TEST(Rng, AgreesWithASecondImplementation) {
  std::ifstream golden(SEGUE_TESTS_DIR "/goldens/rng.txt");
  ASSERT_TRUE(golden);
  int lines = 0;
  for (std::string line; std::getline(golden, line); ++lines) {
    SCOPED_TRACE(line);
    std::istringstream words(line);
    std::string what;
    std::uint64_t seed = 0;
    std::uint64_t n = 0;
    words >> what >> seed >> n;
    Rng rng = what == "fork" ? Rng(seed).fork(n) : Rng(seed);
    int drawn = 0;
    for (std::string expected; words >> expected; ++drawn) {
      if (what == "uniform") {
        EXPECT_EQ(rng.uniform(), std::strtod(expected.c_str(), nullptr));
      } else if (what == "normal") {
        EXPECT_DOUBLE_EQ(rng.normal(), std::strtod(expected.c_str(), nullptr));
      } else {
        EXPECT_EQ(what == "below" ? rng.below(n) : rng.next(), std::strtoull(expected.c_str(), nullptr, 10));
      }
    }
    EXPECT_EQ(drawn, 8);
  }
  EXPECT_EQ(lines, 39);
}

TEST(Rng, BelowIsUniformWithinChance) {
  Rng rng(3);
  constexpr int kDraws = 70000;
  std::vector<int> seen(7);
  for (int i = 0; i < kDraws; ++i) ++seen[rng.below(7)];
  double chi_squared = 0;
  for (const int count : seen) chi_squared += std::pow(count - kDraws / 7, 2) / (kDraws / 7.0);
  EXPECT_LT(chi_squared, 22.5);  // 6 degrees of freedom, one in a thousand; the seed is fixed
}

TEST(Rng, NormalHasMeanZeroAndVarianceOne) {
  Rng rng(5);
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 100000;
  for (int i = 0; i < kDraws; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.015);
  EXPECT_NEAR(squares / kDraws, 1, 0.02);
}

TEST(Rng, ForksDependOnSeedAndStreamOnly) {
  Rng used(11);
  for (int i = 0; i < 100; ++i) used.next();
  EXPECT_EQ(used.fork(4).next(), Rng(11).fork(4).next());
  std::set<std::uint64_t> first;
  for (std::uint64_t stream = 0; stream < 1000; ++stream) first.insert(Rng(11).fork(stream).next());
  first.insert(Rng(11).next());
  EXPECT_EQ(first.size(), 1001U);
}

TEST(Rng, ShuffleReachesEveryOrderAboutEquallyOften) {
  Rng rng(13);
  std::vector<int> seen(24);
  for (int i = 0; i < 24000; ++i) {
    std::vector<int> items = {0, 1, 2, 3};
    rng.shuffle(std::span(items));
    int order = 0;
    std::vector<int> sorted = {0, 1, 2, 3};
    while (sorted != items) {
      std::next_permutation(sorted.begin(), sorted.end());
      ASSERT_LT(++order, 24);
    }
    ++seen[static_cast<std::size_t>(order)];
  }
  for (const int count : seen) EXPECT_NEAR(count, 1000, 150);
  std::vector<int> none;
  rng.shuffle(std::span(none));
}

}  // namespace
}  // namespace segue
