#include "segue/playlist/tilt.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::playlist {
namespace {

constexpr std::size_t kSongs = 200;
constexpr std::size_t kSize = 3;

float distance(std::span<const float> a, std::span<const float> b) {
  float sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
  return std::sqrt(sum);
}

struct Sky {
  Sky() : vectors(kSongs, kSize) {
    Rng rng(8);
    for (float& value : vectors.values()) value = static_cast<float>(rng.normal());
    for (std::size_t i = 0; i < kSongs; ++i) plain.push_back(distance(vectors.row(0), vectors.row(i)));
  }
  std::vector<float> tilted(const std::vector<Pull>& pulls) const {
    auto distances = plain;
    tilt(distances, vectors, pulls);
    return distances;
  }
  numeric::Matrix vectors;
  std::vector<float> plain;  // to song 0
};

TEST(Tilt, WithoutPullsNothingChanges) {
  const Sky sky;
  EXPECT_EQ(sky.tilted({}), sky.plain);
}

TEST(Tilt, ChangesOnlyWhatIsNearerToThePull) {
  const Sky sky;
  for (const double weight : {0.5, -0.5, -1.0}) {
    const auto after = sky.tilted({{sky.vectors.row(1), weight}});
    std::size_t changed = 0;
    for (std::size_t i = 0; i < kSongs; ++i) {
      const float to_pull = distance(sky.vectors.row(1), sky.vectors.row(i));
      if (to_pull >= sky.plain[i]) {
        EXPECT_EQ(after[i], sky.plain[i]);
      } else {
        EXPECT_NEAR(after[i], static_cast<double>(sky.plain[i]) - weight * static_cast<double>(sky.plain[i] - to_pull),
                    1e-5);
        ++changed;
      }
    }
    EXPECT_GT(changed, 0U);
    EXPECT_LT(changed, kSongs);
  }
}

TEST(Tilt, TheStrongestPullCounts) {
  const Sky sky;
  const auto one = sky.tilted({{sky.vectors.row(1), 0.5}});
  const auto two = sky.tilted({{sky.vectors.row(1), 0.5}, {sky.vectors.row(1), 0.25}});
  EXPECT_EQ(one, two);
  const auto both = sky.tilted({{sky.vectors.row(1), 0.5}, {sky.vectors.row(1), -0.5}});
  for (std::size_t i = 0; i < kSongs; ++i) EXPECT_NEAR(both[i], sky.plain[i], 1e-5);
}

TEST(Tilt, NoDistanceGetsBelowZero) {
  const Sky sky;
  for (const float d : sky.tilted({{sky.vectors.row(1), 5.0}, {sky.vectors.row(2), 1.0}})) EXPECT_GE(d, 0);
}

}  // namespace
}  // namespace segue::playlist
