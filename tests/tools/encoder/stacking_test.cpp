#include "stacking.h"

#include <vector>

#include <gtest/gtest.h>

namespace segue::encoder {
namespace {

std::vector<std::int64_t> stack(std::int64_t shallow, std::int64_t deep) {
  std::vector<std::int64_t> layers;
  for (std::int64_t i = 0; i < deep; ++i) layers.push_back(layer_to_stack(i, shallow, deep));
  return layers;
}

TEST(Stacking, TakesTheLayerThatStandsWhereItStands) {
  EXPECT_EQ(stack(4, 6), (std::vector<std::int64_t>{0, 1, 1, 2, 2, 3}));
  EXPECT_EQ(stack(2, 4), (std::vector<std::int64_t>{0, 0, 1, 1}));
  EXPECT_EQ(stack(1, 3), (std::vector<std::int64_t>{0, 0, 0}));
}

TEST(Stacking, KeepsTheOrderAndLeavesNoLayerOut) {
  for (std::int64_t shallow = 1; shallow < 12; ++shallow) {
    for (std::int64_t deep = shallow + 1; deep < 25; ++deep) {
      const auto layers = stack(shallow, deep);
      EXPECT_EQ(layers.front(), 0);
      EXPECT_EQ(layers.back(), shallow - 1);
      for (std::size_t i = 1; i < layers.size(); ++i) {
        EXPECT_GE(layers[i], layers[i - 1]);
        EXPECT_LE(layers[i], layers[i - 1] + 1) << shallow << " to " << deep;
      }
    }
  }
}

}  // namespace
}  // namespace segue::encoder
