#include "segue/evaluation/report.h"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace segue::evaluation {
namespace {

Protocol four_songs() {
  Protocol protocol;
  protocol.pool = {0, 1, 2, 3};
  protocol.artist = {0, 1, 2, 3};
  protocol.member = {{0}, {0}, {1}, {0, 1}};
  protocol.training_playlists = 5;
  protocol.test_playlists = 2;
  protocol.songs = 9;
  return protocol;
}

TEST(Report, StartsWithTheProtocolsNumbers) {
  const Report report = make_report(four_songs());
  EXPECT_EQ(report.pool, 4U);
  EXPECT_EQ(report.queries, 4U);
  EXPECT_EQ(report.songs, 9U);
  EXPECT_EQ(report.training_playlists, 5U);
  EXPECT_EQ(report.test_playlists, 2U);
  EXPECT_TRUE(report.rows.empty());
}

TEST(Report, ComparesWholeCatalogWithWithinCluster) {
  Report report = make_report(four_songs());
  const numeric::Matrix vectors(9, 1, {0, 1, 2, 3, 0, 0, 0, 0, 0});
  const std::vector<std::int32_t> clusters = {3, 8, 3, 3, 0, 0, 0, 0, 0};
  measure_with_clusters(report, "line", four_songs(), vectors, clusters, {.resamples = 500, .seed = 1});
  ASSERT_EQ(report.rows.size(), 2U);
  EXPECT_EQ(report.rows[0].method, "line");
  EXPECT_EQ(report.rows[1].method, "line-within-cluster");
  EXPECT_NEAR(report.rows[0].p_at_10, 0.2, 1e-12);
  EXPECT_NEAR(report.rows[1].p_at_10, 0.1, 1e-12);
  ASSERT_EQ(report.comparisons.size(), 1U);
  const Comparison& comparison = report.comparisons[0];
  EXPECT_EQ(comparison.method, "line");
  EXPECT_EQ(comparison.against, "line-within-cluster");
  // Per query 0.1, 0.2, 0 and 0.1.
  EXPECT_NEAR(comparison.p_at_10.mean, 0.1, 1e-7);
  EXPECT_GE(comparison.p_at_10.low, 0);
  EXPECT_LE(comparison.p_at_10.high, 0.2 + 1e-7);
  EXPECT_EQ(comparison.p_at_10.queries, 4U);
}

}  // namespace
}  // namespace segue::evaluation
