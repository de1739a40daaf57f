#include "segue/embedding/kmeans.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/embedding/lloyd.h"

namespace segue::embedding {
namespace {

numeric::Matrix random_rows(std::size_t n, std::size_t d, std::uint64_t seed) {
  numeric::Matrix rows(n, d);
  Rng rng(seed);
  for (float& value : rows.values()) value = static_cast<float>(rng.normal());
  return rows;
}

double squared(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += std::pow(static_cast<double>(a[j]) - b[j], 2);
  return sum;
}

/// The promises of the header, whatever the data.
void expect_promises(const numeric::Matrix& rows, const Clusters& clusters, std::size_t k) {
  ASSERT_EQ(clusters.centroids.rows(), k);
  ASSERT_EQ(clusters.assignment.size(), rows.rows());
  ASSERT_EQ(clusters.sizes.size(), k);
  std::vector<std::size_t> sizes(k);
  double inertia = 0;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const auto own = static_cast<std::size_t>(clusters.assignment[i]);
    ASSERT_LT(own, k);
    ++sizes[own];
    const double distance = squared(rows.row(i), clusters.centroids.row(own));
    inertia += distance;
    for (std::size_t c = 0; c < k; ++c) {
      ASSERT_LE(distance, squared(rows.row(i), clusters.centroids.row(c)) * (1 + 1e-5) + 1e-12);
    }
  }
  EXPECT_EQ(sizes, clusters.sizes);
  for (const std::size_t size : sizes) EXPECT_GT(size, 0U);
  EXPECT_NEAR(clusters.inertia, inertia, 1e-5 * inertia + 1e-9);
  EXPECT_EQ(assign(rows, clusters.centroids), clusters.assignment);
}

/// The least inertia over every way to put n points into k cells.
double best_inertia(const numeric::Matrix& rows, std::size_t k) {
  const std::size_t n = rows.rows(), d = rows.cols();
  double best = std::numeric_limits<double>::infinity();
  std::vector<std::size_t> cell(n);
  const auto count = static_cast<std::size_t>(std::pow(k, n));
  for (std::size_t code = 0; code < count; ++code) {
    std::size_t rest = code;
    for (auto& c : cell) {
      c = rest % k;
      rest /= k;
    }
    double inertia = 0;
    for (std::size_t c = 0; c < k; ++c) {
      for (std::size_t j = 0; j < d; ++j) {
        double sum = 0, squares = 0, members = 0;
        for (std::size_t i = 0; i < n; ++i) {
          if (cell[i] != c) continue;
          sum += rows(i, j);
          squares += static_cast<double>(rows(i, j)) * rows(i, j);
          ++members;
        }
        if (members > 0) inertia += squares - sum * sum / members;
      }
    }
    best = std::min(best, inertia);
  }
  return best;
}

TEST(KMeans, FindsTheBestPartitionOfTinySets) {
  KMeansOptions options;
  options.restarts = 30;
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const numeric::Matrix rows = random_rows(8, 2, seed);
    for (std::size_t k : {1, 2, 3}) {
      const Clusters clusters = kmeans(rows, k, options);
      expect_promises(rows, clusters, k);
      EXPECT_NEAR(clusters.inertia, best_inertia(rows, k), 1e-4) << seed << " " << k;
    }
  }
}

TEST(KMeans, KeepsItsPromisesOnAnyData) {
  Rng rng(1);
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const std::size_t n = 1 + rng.below(60), d = 1 + rng.below(4);
    numeric::Matrix rows(n, d);
    // Few values, so that many rows agree.
    for (float& value : rows.values()) value = static_cast<float>(rng.below(3));
    std::set<std::vector<float>> distinct;
    for (std::size_t i = 0; i < n; ++i) distinct.emplace(rows.row(i).begin(), rows.row(i).end());
    KMeansOptions options;
    options.seed = seed;
    options.max_iterations = seed % 4;
    for (std::size_t k = 1; k <= distinct.size(); ++k) expect_promises(rows, kmeans(rows, k, options), k);
    EXPECT_THROW(kmeans(rows, distinct.size() + 1, options), Error);
  }
}

TEST(KMeans, AsManyCellsAsDistinctRowsCostNothing) {
  const numeric::Matrix rows = random_rows(30, 3, 2);
  const Clusters clusters = kmeans(rows, 30, {});
  expect_promises(rows, clusters, 30);
  EXPECT_EQ(clusters.inertia, 0);
}

TEST(KMeans, RowsTooCloseForAFloatsSquareStillFillEveryCell) {
  const numeric::Matrix rows(4, 1, {0.0F, 1e-30F, 2e-30F, 3e-30F});
  for (std::size_t k = 1; k <= 4; ++k) {
    const Clusters clusters = kmeans(rows, k, {});
    for (const std::size_t size : clusters.sizes) EXPECT_GT(size, 0U) << k;
  }
}

TEST(KMeans, InertiaNeverGrows) {
  const numeric::Matrix rows = random_rows(500, 3, 3);
  const Points points(rows);
  Rng rng(5);
  const numeric::Matrix starts = plus_plus_starts(points, 9, rng, 1);
  double before = std::numeric_limits<double>::infinity();
  for (std::size_t moves = 0; moves < 12; ++moves) {
    Lloyd lloyd(points, starts, 1);
    lloyd.assign();
    for (std::size_t m = 0; m < moves; ++m) {
      lloyd.move_centroids();
      lloyd.assign();
    }
    const Clusters clusters = std::move(lloyd).clusters();
    EXPECT_LE(clusters.inertia, before * (1 + 1e-6)) << moves;
    before = clusters.inertia;
  }
}

TEST(KMeans, AnEmptyCellTakesTheFarthestPoint) {
  const numeric::Matrix rows(5, 1, {0, 1, 2, 3, 10});
  const Points points(rows);
  Lloyd lloyd(points, numeric::Matrix(3, 1, {1.0F, 500.0F, 2.5F}), 1);
  lloyd.assign();
  const Clusters clusters = std::move(lloyd).clusters();
  EXPECT_EQ(clusters.centroids(1, 0), 10.0F);
  EXPECT_EQ(clusters.assignment, (std::vector<std::int32_t>{0, 0, 2, 2, 1}));
  EXPECT_EQ(clusters.sizes, (std::vector<std::size_t>{2, 1, 2}));
}

TEST(KMeans, StartsAreDistinctRowsAndFarApartOnesAreLikely) {
  numeric::Matrix rows(100, 1);
  for (std::size_t i = 0; i < 100; ++i)
    rows(i, 0) = i < 98 ? 0.01F * static_cast<float>(i) : 1000.0F * static_cast<float>(i);
  const Points points(rows);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rng rng(seed);
    const numeric::Matrix starts = plus_plus_starts(points, 3, rng, 1);
    std::set<float> values(starts.values().begin(), starts.values().end());
    EXPECT_EQ(values.size(), 3U);
    EXPECT_TRUE(values.contains(98000.0F) && values.contains(99000.0F)) << seed;
  }
}

TEST(KMeans, TheSameWithAnyNumberOfThreads) {
  const numeric::Matrix rows = random_rows(20000, 4, 4);
  KMeansOptions options;
  options.max_iterations = 15;
  for (std::size_t restarts : {1, 3}) {
    options.restarts = restarts;
    options.threads = 1;
    const Clusters one = kmeans(rows, 6, options);
    for (std::size_t threads : {2, 5}) {
      options.threads = threads;
      const Clusters more = kmeans(rows, 6, options);
      EXPECT_EQ(one.centroids.values(), more.centroids.values());
      EXPECT_EQ(one.assignment, more.assignment);
      EXPECT_EQ(one.inertia, more.inertia);
    }
  }
}

TEST(KMeans, TheSeedDecides) {
  const numeric::Matrix rows = random_rows(2000, 4, 4);
  KMeansOptions options;
  options.restarts = 1;
  options.max_iterations = 2;
  const Clusters a = kmeans(rows, 8, options), b = kmeans(rows, 8, options);
  EXPECT_EQ(a.centroids.values(), b.centroids.values());
  options.seed = 1;
  EXPECT_NE(a.centroids.values(), kmeans(rows, 8, options).centroids.values());
}

TEST(KMeans, RefusesWhatMakesNoSense) {
  const numeric::Matrix rows = random_rows(5, 2, 1);
  for (std::size_t k : {0, 6}) {
    try {
      kmeans(rows, k, {});
      ADD_FAILURE() << k;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage) << error.what();
    }
  }
  EXPECT_THROW(kmeans(numeric::Matrix(0, 2), 1, {}), Error);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), 1e30F}) {
    numeric::Matrix wrong = rows;
    wrong(2, 1) = bad;
    try {
      kmeans(wrong, 2, {});
      ADD_FAILURE() << bad;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData) << error.what();
    }
  }
}

TEST(KMeans, StopsWhenAsked) {
  Cancellation cancellation;
  cancellation.request();
  EXPECT_THROW(kmeans(random_rows(50, 2, 1), 3, {}, cancellation), Error);
}

}  // namespace
}  // namespace segue::embedding
