#include "segue/audio/rhythm/onsets.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::audio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Onsets, PeaksAboveTheirSurroundings) {
  std::vector<float> curve(300, 1.0F);
  curve[50] = 60;
  curve[51] = 40;
  curve[120] = 80;
  curve[299] = 70;
  EXPECT_THAT(find_onsets(curve), ElementsAre(50, 120, 299));
}

TEST(Onsets, NeighboursWithinThreeFramesAreOne) {
  std::vector<float> curve(200);
  curve[50] = 60;
  curve[53] = 61;
  curve[100] = 60;
  curve[104] = 60;
  curve[150] = 60;
  curve[151] = 60;
  EXPECT_THAT(find_onsets(curve), ElementsAre(53, 100, 104, 150));
}

TEST(Onsets, SmallPeaksAreNone) {
  EXPECT_THAT(find_onsets({}), IsEmpty());
  EXPECT_THAT(find_onsets(std::vector<float>(100, 0.0F)), IsEmpty());
  EXPECT_THAT(find_onsets(std::vector<float>(100, 50.0F)), IsEmpty());
  std::vector<float> ripple(100);
  for (std::size_t i = 0; i < ripple.size(); i += 10) ripple[i] = 5;
  EXPECT_THAT(find_onsets(ripple), IsEmpty());
}

TEST(Onsets, TheThresholdFollowsTheMusic) {
  std::vector<float> curve(2000);
  for (std::size_t i = 0; i < curve.size(); i += 40) curve[i] = 200;
  curve[20] = 10;
  const auto onsets = find_onsets(curve);
  EXPECT_EQ(onsets.size(), 50U) << "10 is nothing beside 200";
}

}  // namespace
}  // namespace segue::audio
