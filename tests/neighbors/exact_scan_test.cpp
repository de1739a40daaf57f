#include "segue/neighbors/exact_scan.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"

namespace segue::neighbors {

void PrintTo(const Neighbor& neighbor, std::ostream* out) {
  *out << neighbor.id << " at " << neighbor.distance;
}

namespace {

using numeric::Matrix;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

struct Scene {
  std::vector<std::int64_t> ids;
  Matrix vectors;

  // With doubles, by sorting everything. The order is exact where the distances are (vectors of small integers).
  std::vector<Neighbor> brute_force(const std::vector<float>& query, std::size_t k, const Filter& filter = {}) const {
    std::vector<std::pair<double, std::int64_t>> all;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (filter && !filter(ids[i])) continue;
      double sum = 0;
      for (std::size_t j = 0; j < query.size(); ++j) {
        const double difference = double{query[j]} - double{vectors(i, j)};
        sum += difference * difference;
      }
      all.emplace_back(std::sqrt(sum), ids[i]);
    }
    std::sort(all.begin(), all.end());
    all.resize(std::min(k, all.size()));
    std::vector<Neighbor> found;
    for (const auto& [distance, id] : all) found.push_back({id, static_cast<float>(distance)});
    return found;
  }
};

// Vectors of a few small integers: many equal vectors, many equal distances, many zero vectors.
Scene crowded_scene(Rng& rng, std::size_t count, std::size_t cols) {
  Scene scene{{}, Matrix(count, cols)};
  std::int64_t id = 0;
  for (std::size_t i = 0; i < count; ++i) {
    id += static_cast<std::int64_t>(1 + rng.below(3));
    scene.ids.push_back(id);
    if (rng.below(5) == 0) continue;
    for (std::size_t j = 0; j < cols; ++j) scene.vectors(i, j) = static_cast<float>(rng.below(3));
  }
  return scene;
}

TEST(ExactScan, AgreesWithBruteForceAmongDuplicatesAndTies) {
  Rng rng(1);
  for (int round = 0; round < 300; ++round) {
    const std::size_t cols = 1 + rng.below(9);
    const Scene scene = crowded_scene(rng, rng.below(round % 10 == 0 ? 3000 : 60), cols);
    const ExactScan index(scene.ids, scene.vectors);
    std::vector<float> query(cols);
    for (float& x : query) x = static_cast<float>(rng.below(3));
    const std::size_t k = rng.below(40);
    ASSERT_EQ(index.search(query, k), scene.brute_force(query, k));
    const std::int64_t modulus = static_cast<std::int64_t>(1 + rng.below(50));
    const Filter filter = [&](std::int64_t id) { return id % modulus == 0; };
    ASSERT_EQ(index.search(query, k, filter), scene.brute_force(query, k, filter));
  }
}

TEST(ExactScan, AgreesWithBruteForceOnRandomVectors) {
  Rng rng(2);
  for (const std::size_t cols : {1, 4, 10, 26, 54, 100}) {
    Scene scene{{}, Matrix(2500, cols)};
    for (std::size_t i = 0; i < 2500; ++i) scene.ids.push_back(static_cast<std::int64_t>(10 * i));
    for (float& x : scene.vectors.values()) x = static_cast<float>(rng.normal());
    const ExactScan index(scene.ids, scene.vectors);
    EXPECT_EQ(index.size(), 2500U);
    EXPECT_EQ(index.dimension(), cols);
    std::vector<float> query(cols);
    for (float& x : query) x = static_cast<float>(rng.normal());
    const auto found = index.search(query, 50);
    const auto expected = scene.brute_force(query, 50);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_NEAR(found[i].distance, expected[i].distance, 1e-5 * expected[i].distance);
    }
    // The nearest of a vector of the index is itself, at exactly zero.
    EXPECT_EQ(index.search(scene.vectors.row(1234), 1), (std::vector<Neighbor>{{12340, 0}}));
  }
}

TEST(ExactScan, DistancesThatAreEqualAsFloatsAreTies) {
  // The squares of these differ in the last bit, their roots as floats do not: the lower id goes first although its
  // square is the larger.
  const float near = 1.0F;
  const float far = std::nextafter(near, 2.0F);
  ASSERT_EQ(std::sqrt(near), std::sqrt(far));
  // Distances squared 1 and 1 + 2^-23 from the origin: (1, 0) and (1, 2^-11.5).
  Matrix vectors(3, 2);
  vectors(0, 0) = 1;
  vectors(0, 1) = std::sqrt(far - near);
  vectors(1, 0) = 1;
  vectors(2, 0) = 1;
  const ExactScan index({3, 5, 9}, vectors);
  const std::vector<float> origin{0, 0};
  EXPECT_EQ(index.search(origin, 3), (std::vector<Neighbor>{{3, 1}, {5, 1}, {9, 1}}));
  EXPECT_EQ(index.search(origin, 1), (std::vector<Neighbor>{{3, 1}}));
}

TEST(ExactScan, AFilterThatLetsFewPassStillFillsTheList) {
  Rng rng(3);
  const Scene scene = crowded_scene(rng, 5000, 6);
  const ExactScan index(scene.ids, scene.vectors);
  const std::vector<float> query(6, 0.0F);
  std::vector<std::int64_t> allowed;
  for (std::size_t i = 0; i < 5000; i += 500) allowed.push_back(scene.ids[i + 499]);
  const Filter filter = [&](std::int64_t id) { return std::binary_search(allowed.begin(), allowed.end(), id); };
  EXPECT_EQ(index.search(query, 10, filter).size(), 10U);
  EXPECT_EQ(index.search(query, 10, filter), scene.brute_force(query, 10, filter));
  EXPECT_EQ(index.search(query, 20, filter).size(), 10U);
  EXPECT_TRUE(index.search(query, 20, [](std::int64_t) { return false; }).empty());
}

TEST(ExactScan, Boundaries) {
  const ExactScan empty({}, Matrix(0, 3));
  const std::vector<float> query{1, 2, 3};
  EXPECT_EQ(empty.size(), 0U);
  EXPECT_EQ(empty.dimension(), 3U);
  EXPECT_TRUE(empty.search(query, 5).empty());

  const ExactScan two({7, 8}, Matrix(2, 3, std::vector<float>{1, 2, 3, 1, 2, 5}));
  EXPECT_TRUE(two.search(query, 0).empty());
  EXPECT_EQ(two.search(query, 2), (std::vector<Neighbor>{{7, 0}, {8, 2}}));
  EXPECT_EQ(two.search(query, std::numeric_limits<std::size_t>::max()).size(), 2U);

  const ExactScan flat({-4, 1}, Matrix(2, 0));  // no columns: everything is at the same place
  EXPECT_EQ(flat.search({}, 1), (std::vector<Neighbor>{{-4, 0}}));
}

TEST(ExactScan, BlocksHaveNoSeams) {
  for (const std::size_t count : {1023, 1024, 1025, 2047, 2048, 2049}) {
    std::vector<std::int64_t> ids(count);
    Matrix vectors(count, 1);
    for (std::size_t i = 0; i < count; ++i) {
      ids[i] = static_cast<std::int64_t>(i);
      vectors(i, 0) = static_cast<float>(count - i);
    }
    const ExactScan index(ids, vectors);
    const auto found = index.search(std::vector<float>{0}, count);
    ASSERT_EQ(found.size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_EQ(found[i].id, static_cast<std::int64_t>(count - 1 - i));
      ASSERT_EQ(found[i].distance, static_cast<float>(i + 1));
    }
  }
}

TEST(ExactScan, FarthestAndNearestDistances) {
  // Squares that overflow to infinity, and squares among the denormals.
  const ExactScan index({1, 2, 3, 4}, Matrix(4, 1, std::vector<float>{3e38F, -3e38F, 1e-20F, 2e-20F}));
  const auto found = index.search(std::vector<float>{0}, 4);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].id, 3);
  EXPECT_EQ(found[1].id, 4);
  EXPECT_EQ(found[2], (Neighbor{1, kInfinity}));
  EXPECT_EQ(found[3], (Neighbor{2, kInfinity}));
  EXPECT_EQ(index.search(std::vector<float>{0}, 3)[2].id, 1);
}

TEST(ExactScan, RefusesWhatIsNotFinite) {
  for (const float bad : {kNaN, kInfinity, -kInfinity}) {
    Matrix vectors(3, 2);
    const ExactScan index({1, 2, 3}, vectors);
    try {
      index.search(std::vector<float>{0, bad}, 1);
      ADD_FAILURE() << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    }
    EXPECT_THROW(index.search(std::vector<float>{0, bad}, 0), Error);
    vectors(1, 1) = bad;
    try {
      ExactScan({1, 2, 3}, vectors);
      ADD_FAILURE() << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData);
      EXPECT_THAT(error.what(), ::testing::HasSubstr("id 2"));
    }
  }
}

TEST(ExactScan, CanBeSearchedFromSeveralThreads) {
  Rng rng(4);
  const Scene scene = crowded_scene(rng, 4000, 5);
  const ExactScan index(scene.ids, scene.vectors);
  const std::vector<float> query(5, 1.0F);
  const auto expected = index.search(query, 30);
  std::vector<std::vector<Neighbor>> found(4);
  {
    std::vector<std::jthread> threads;
    for (auto& result : found) threads.emplace_back([&] { result = index.search(query, 30); });
  }
  for (const auto& result : found) EXPECT_EQ(result, expected);
}

#ifndef NDEBUG
TEST(ExactScanDeathTest, AQueryOfAnotherDimensionIsOurMistake) {
  const ExactScan index({1}, Matrix(1, 2));
  EXPECT_DEATH(index.search(std::vector<float>{1}, 1), "dimension");
}

TEST(ExactScanDeathTest, IdsMustAscend) {
  EXPECT_DEATH(ExactScan({2, 2}, Matrix(2, 1)), "adjacent_find");
}
#endif

}  // namespace
}  // namespace segue::neighbors
