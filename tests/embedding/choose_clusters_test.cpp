#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/embedding/kmeans.h"

namespace segue::embedding {
namespace {

numeric::Matrix blobs(std::size_t count, std::size_t per_blob, double spread) {
  numeric::Matrix rows(count * per_blob, 2);
  Rng rng(3);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const double angle = 6.2831853 * static_cast<double>(i % count) / static_cast<double>(count);
    rows(i, 0) = static_cast<float>(std::cos(angle) + spread * rng.normal());
    rows(i, 1) = static_cast<float>(std::sin(angle) + spread * rng.normal());
  }
  return rows;
}

TEST(ChooseClusters, FindsTheNumberOfWellSeparatedBlobs) {
  for (std::size_t count : {2, 3, 5, 7}) {
    const ChosenClusters chosen = choose_clusters(blobs(count, 60, 0.03), 2, 10, {});
    EXPECT_EQ(chosen.k, count);
    EXPECT_EQ(chosen.clusters.sizes, std::vector<std::size_t>(count, 60));
    EXPECT_EQ(chosen.tried.size(), 9U);
    EXPECT_EQ(chosen.scores[count - 2], *std::ranges::max_element(chosen.scores));
    for (const double score : chosen.scores) EXPECT_TRUE(score >= -1 && score <= 1);
  }
}

TEST(ChooseClusters, ScoreIsTheSimplifiedSilhouette) {
  const numeric::Matrix rows(4, 1, {0, 2, 10, 14});
  const ChosenClusters chosen = choose_clusters(rows, 2, 2, {});
  // Centroids 1 and 12: distances to the own 1, 1, 2, 2, to the other 12, 10, 9, 13.
  EXPECT_NEAR(chosen.scores.at(0), (11.0 / 12 + 9.0 / 10 + 7.0 / 9 + 11.0 / 13) / 4, 1e-6);
}

TEST(ChooseClusters, CellsOfOnePointDoNotLookPerfect) {
  const numeric::Matrix rows(4, 1, {0, 1, 10, 11});
  const ChosenClusters chosen = choose_clusters(rows, 2, 4, {});
  EXPECT_EQ(chosen.k, 2U);
  EXPECT_EQ(chosen.scores.back(), 0);
}

TEST(ChooseClusters, TheRangeIsClippedToTheDistinctRows) {
  const numeric::Matrix rows(5, 1, {0, 0, 1, 1, 5});
  EXPECT_EQ(choose_clusters(rows, 2, 20, {}).tried, (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(choose_clusters(rows, 8, 20, {}).tried, (std::vector<std::size_t>{3}));
  const numeric::Matrix same(5, 1, 2.0F);
  EXPECT_EQ(choose_clusters(same, 4, 24, {}).k, 1U);
}

TEST(ChooseClusters, TheSameWithAnyNumberOfThreads) {
  const numeric::Matrix rows = blobs(4, 5000, 0.3);
  KMeansOptions options;
  options.restarts = 2;
  options.max_iterations = 10;
  const ChosenClusters one = choose_clusters(rows, 2, 5, options);
  options.threads = 3;
  const ChosenClusters three = choose_clusters(rows, 2, 5, options);
  EXPECT_EQ(one.scores, three.scores);
  EXPECT_EQ(one.clusters.assignment, three.clusters.assignment);
}

TEST(ChooseClusters, RefusesWhatMakesNoSense) {
  const numeric::Matrix rows(3, 1, {0, 1, 2});
  EXPECT_THROW(choose_clusters(rows, 0, 3, {}), Error);
  EXPECT_THROW(choose_clusters(rows, 3, 2, {}), Error);
  EXPECT_THROW(choose_clusters(numeric::Matrix(0, 1), 2, 3, {}), Error);
}

}  // namespace
}  // namespace segue::embedding
