#include "segue/audio/spectral/level_store.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "segue/numeric/spectrum.h"

namespace segue::audio {
namespace {

using numeric::kFrameLanes;

/// Frame f holds the level f / 100 - 50 in column 0 and its negative in column 1.
float level_of(std::size_t frame) {
  return static_cast<float>(frame) / 100.0F - 50.0F;
}

void fill(LevelStore& store, std::size_t frames, std::size_t batch) {
  for (std::size_t first = 0; first < frames; first += batch) {
    const std::size_t count = std::min(batch, frames - first);
    std::vector<float> levels(2 * kFrameLanes, 77.0F);
    for (std::size_t lane = 0; lane < count; ++lane) {
      levels[lane] = level_of(first + lane);
      levels[kFrameLanes + lane] = -level_of(first + lane);
    }
    store.add(levels, count);
  }
}

std::vector<std::vector<float>> rows_of(const LevelStore& store, std::size_t width) {
  std::vector<std::vector<float>> rows;
  std::vector<float> levels(width * kFrameLanes);
  for (std::size_t first = 0; first < store.rows(); first += kFrameLanes) {
    const std::size_t count = store.read(first, levels);
    for (std::size_t lane = 0; lane < count; ++lane) {
      auto& row = rows.emplace_back();
      for (std::size_t column = 0; column < width; ++column) row.push_back(levels[column * kFrameLanes + lane]);
    }
  }
  return rows;
}

TEST(LevelStore, GivesBackWhatItTookWithinItsStep) {
  LevelStore store(2, 1000, 1000);
  fill(store, 37, kFrameLanes);
  const auto rows = rows_of(store, 2);
  ASSERT_EQ(rows.size(), 37U);
  EXPECT_EQ(store.stride(), 1U);
  for (std::size_t f = 0; f < rows.size(); ++f) {
    EXPECT_NEAR(rows[f][0], level_of(f), 0.00156);
    EXPECT_NEAR(rows[f][1], -level_of(f), 0.00156);
  }
}

TEST(LevelStore, KeepsEveryStrideThFrameFromTheFirstOn) {
  for (std::size_t frames = 0; frames < 700; ++frames) {
    LevelStore store(2, 20, 20);
    fill(store, frames, 7);
    const auto rows = rows_of(store, 2);
    ASSERT_LE(rows.size(), 20U);
    ASSERT_EQ(rows.size(), (frames + store.stride() - 1) / store.stride());
    if (frames > 20) {
      ASSERT_GE(rows.size(), 10U);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_NEAR(rows[i][0], level_of(i * store.stride()), 0.00156);
  }
}

TEST(LevelStore, HoldsFewerRowsOnceItIsThinned) {
  for (std::size_t frames = 21; frames < 700; ++frames) {
    LevelStore store(2, 20, 14);
    fill(store, frames, 7);
    const auto rows = rows_of(store, 2);
    ASSERT_LE(rows.size(), 14U);
    ASSERT_GE(rows.size(), 7U);
    ASSERT_EQ(rows.size(), (frames + store.stride() - 1) / store.stride());
    for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_NEAR(rows[i][0], level_of(i * store.stride()), 0.00156);
  }
}

TEST(LevelStore, RemembersAlikeAcrossItsBlocks) {
  for (const std::size_t frames : {1023U, 1024U, 1025U, 2300U, 2301U, 3400U, 4600U, 9000U}) {
    LevelStore store(2, 2300, 1700);
    fill(store, frames, kFrameLanes);
    const auto rows = rows_of(store, 2);
    ASSERT_EQ(rows.size(), (frames + store.stride() - 1) / store.stride());
    ASSERT_LE(rows.size(), store.stride() == 1 ? 2300U : 1700U);
    for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_NEAR(rows[i][1], -level_of(i * store.stride()), 0.00156);
  }
}

TEST(LevelStore, LevelsOutsideBecomeTheNearest) {
  LevelStore store(1, 16, 16);
  std::vector<float> levels(kFrameLanes, -1e30F);
  levels[1] = -100.0F;
  levels[2] = 100.0F;
  levels[3] = 1e30F;
  levels[4] = 0.0F;
  store.add(levels, 5);
  const auto rows = rows_of(store, 1);
  EXPECT_EQ(rows[0][0], -100.0F);
  EXPECT_EQ(rows[1][0], -100.0F);
  EXPECT_NEAR(rows[2][0], 100.0F, 1e-5);
  EXPECT_NEAR(rows[3][0], 100.0F, 1e-5);
  EXPECT_NEAR(rows[4][0], 0.0F, 0.00156);
}

}  // namespace
}  // namespace segue::audio
