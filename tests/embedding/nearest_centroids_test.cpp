#include "segue/numeric/nearest_centroids.h"

#include <limits>
#include <vector>

#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::numeric {
namespace {

using test::for_each_simd_target;

struct Answer {
  explicit Answer(std::size_t size) : nearest(size, -5), distance(size), second(size) {}
  std::vector<std::int32_t> nearest;
  std::vector<float> distance, second;
};

TEST(NearestCentroids, AgreesWithTheReferenceOnEveryTarget) {
  Rng rng(1);
  for (std::size_t n : {1, 15, 16, 17, 100}) {
    for (std::size_t d : {1, 2, 10, 17}) {
      for (std::size_t k : {1, 2, 7}) {
        Matrix rows(n, d), centroids(k, d);
        for (float& value : rows.values()) value = static_cast<float>(rng.normal());
        for (float& value : centroids.values()) value = static_cast<float>(rng.normal());
        const PackedPoints points(rows);
        Answer expected(n);
        nearest_centroids_reference(points, centroids, 0, n, expected.nearest, expected.distance, expected.second);
        for_each_simd_target([&](const char* target) {
          Answer actual(n);
          nearest_centroids(points, centroids, 0, n, actual.nearest, actual.distance, actual.second);
          EXPECT_EQ(actual.nearest, expected.nearest) << target;
          for (std::size_t i = 0; i < n; ++i) {
            EXPECT_NEAR(actual.distance[i], expected.distance[i], 1e-5F * expected.distance[i]) << target;
            if (k == 1) {
              EXPECT_EQ(actual.second[i], std::numeric_limits<float>::infinity()) << target;
            } else {
              EXPECT_NEAR(actual.second[i], expected.second[i], 1e-5F * expected.second[i]) << target;
            }
          }
        });
      }
    }
  }
}

TEST(NearestCentroids, TiesGoToTheLower) {
  const Matrix rows(3, 1, {0.0F, 1.0F, 2.0F});
  const Matrix centroids(4, 1, {3.0F, 1.0F, 1.0F, -1.0F});
  for_each_simd_target([&](const char* target) {
    Answer actual(3);
    nearest_centroids(PackedPoints(rows), centroids, 0, 3, actual.nearest, actual.distance, actual.second);
    EXPECT_EQ(actual.nearest, (std::vector<std::int32_t>{1, 1, 0})) << target;
    EXPECT_EQ(actual.distance, (std::vector<float>{1, 0, 1})) << target;
    EXPECT_EQ(actual.second, (std::vector<float>{1, 0, 1})) << target;
  });
}

TEST(NearestCentroids, ARangeGivesWhatTheWholeGives) {
  Rng rng(2);
  Matrix rows(70, 6), centroids(5, 6);
  for (float& value : rows.values()) value = static_cast<float>(rng.normal());
  for (float& value : centroids.values()) value = static_cast<float>(rng.normal());
  const PackedPoints points(rows);
  Answer whole(70), part(70 - 32);
  nearest_centroids(points, centroids, 0, 70, whole.nearest, whole.distance, {});
  nearest_centroids(points, centroids, 32, 70, part.nearest, part.distance, {});
  for (std::size_t i = 0; i < part.nearest.size(); ++i) {
    EXPECT_EQ(part.nearest[i], whole.nearest[32 + i]);
    EXPECT_EQ(part.distance[i], whole.distance[32 + i]);
  }
}

}  // namespace
}  // namespace segue::numeric
