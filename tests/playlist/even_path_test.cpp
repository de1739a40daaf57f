#include "segue/playlist/even_path.h"

#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::playlist {
namespace {

using ::testing::ElementsAre;

const auto kNothingRefused = [](std::span<const std::size_t>) { return std::vector<std::size_t>{}; };

/// Songs 0, 1, 2, ... on a line; every one may stand at every point.
struct Line {
  explicit Line(std::vector<float> places) {
    for (const float place : places) vectors.push_back({place});
  }
  std::vector<std::vector<StopCandidate>> everywhere(std::size_t points) const {
    std::vector<StopCandidate> all;
    for (std::size_t i = 0; i < vectors.size(); ++i) all.push_back({i, vectors[i]});
    return std::vector(points, all);
  }
  std::vector<std::vector<float>> vectors;
};

TEST(EvenPath, WaypointsAreEven) {
  const std::vector<float> from = {0, 0};
  const std::vector<float> to = {4, 8};
  const auto points = waypoints(from, to, 3);
  EXPECT_THAT(points.values(), ElementsAre(1, 2, 2, 4, 3, 6));
  EXPECT_EQ(waypoints(from, to, 0).rows(), 0U);
}

TEST(EvenPath, TakesTheSongsAtThePoints) {
  const Line line({9, 2.1F, 1, 4, 2.9F, 3.6F});
  const std::vector<float> from = {0};
  const std::vector<float> to = {5};
  EXPECT_THAT(even_path(from, to, waypoints(from, to, 4), line.everywhere(4), kNothingRefused),
              ElementsAre(2, 1, 4, 3));
}

TEST(EvenPath, WhatIsRefusedGivesWay) {
  const Line line({1, 1.05F, 2, 3});
  const std::vector<float> from = {0};
  const std::vector<float> to = {4};
  const auto not_song_0 = [](std::span<const std::size_t> songs) {
    std::vector<std::size_t> wrong;
    for (std::size_t i = 0; i < songs.size(); ++i) {
      if (songs[i] == 0) wrong.push_back(i);
    }
    return wrong;
  };
  EXPECT_THAT(even_path(from, to, waypoints(from, to, 3), line.everywhere(3), not_song_0), ElementsAre(1, 2, 3));
}

TEST(EvenPath, APointWithoutCandidatesIsLeftOut) {
  const Line line({1, 2});
  const std::vector<float> from = {0};
  const std::vector<float> to = {4};
  const auto no_repeats = [](std::span<const std::size_t> songs) {
    std::vector<std::size_t> wrong;
    for (std::size_t i = 1; i < songs.size(); ++i) {
      if (std::find(songs.begin(), songs.begin() + static_cast<std::ptrdiff_t>(i), songs[i]) !=
          songs.begin() + static_cast<std::ptrdiff_t>(i))
        wrong.push_back(i);
    }
    return wrong;
  };
  EXPECT_EQ(even_path(from, to, waypoints(from, to, 3), line.everywhere(3), no_repeats).size(), 2U);
  EXPECT_TRUE(even_path(from, to, waypoints(from, to, 2), {{}, {}}, kNothingRefused).empty());
  EXPECT_TRUE(even_path(from, to, waypoints(from, to, 0), {}, kNothingRefused).empty());
}

}  // namespace
}  // namespace segue::playlist
