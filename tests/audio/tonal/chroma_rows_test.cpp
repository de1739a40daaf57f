#include "segue/audio/tonal/chroma_rows.h"

#include <algorithm>
#include <array>
#include <numeric>

#include <gtest/gtest.h>

namespace segue::audio {
namespace {

FineChroma note(std::size_t step) {
  FineChroma chroma{};
  chroma[step] = 1;
  return chroma;
}

std::array<double, kFineSteps> fine(std::size_t step) {
  std::array<double, kFineSteps> chroma{};
  chroma[step] = 1;
  return chroma;
}

TEST(Fold, ANoteInTuneIsOneClass) {
  for (std::size_t k = 0; k < 12; ++k) {
    const auto classes = fold(fine(10 * k), 0);
    for (std::size_t i = 0; i < 12; ++i) EXPECT_NEAR(classes[i], i == k ? 1 : 0, 1e-12);
  }
}

TEST(Fold, TuningMovesTheClasses) {
  // 40 cents sharp, and tuned 40 cents sharp; just below C in a flat tuning.
  EXPECT_NEAR(fold(fine(74), 0.4)[7], 1, 1e-12);
  EXPECT_NEAR(fold(fine(116), -0.4)[0], 1, 1e-12);
  EXPECT_NEAR(fold(fine(4), 0.4)[0], 1, 1e-12);
}

TEST(Fold, HalfWaySpeaksForBoth) {
  const auto classes = fold(fine(115), 0);
  EXPECT_NEAR(classes[11], classes[0], 1e-12);
  EXPECT_GT(classes[0], 0.1);
  EXPECT_NEAR(classes[1], 0, 1e-12);
}

TEST(ChromaRows, ThreeFramesMakeARow) {
  ChromaRows rows;
  for (std::size_t k = 0; k < 7; ++k) rows.add(note(10 * (k / 3)), 0.5);
  const auto folded = rows.folded(0);
  ASSERT_EQ(folded.size(), 3U);
  for (std::size_t r = 0; r < 3; ++r) {
    for (std::size_t i = 0; i < 12; ++i) EXPECT_NEAR(folded[r][i], i == r ? 1 : 0, 1e-6);
  }
}

TEST(ChromaRows, FramesCountByTheirWeight) {
  ChromaRows rows;
  rows.add(note(0), 3);
  rows.add(note(50), 1);
  rows.add(FineChroma{}, 0);
  const auto folded = rows.folded(0);
  ASSERT_EQ(folded.size(), 1U);
  EXPECT_NEAR(folded[0][0], 0.75, 1e-6);
  EXPECT_NEAR(folded[0][5], 0.25, 1e-6);
}

TEST(ChromaRows, SilentRowsAreZero) {
  ChromaRows rows;
  for (int i = 0; i < 6; ++i) rows.add(FineChroma{}, 0);
  const auto folded = rows.folded(0.3);
  ASSERT_EQ(folded.size(), 2U);
  EXPECT_EQ(*std::max_element(folded[1].begin(), folded[1].end()), 0);
}

TEST(ChromaRows, HalvesWhenFullAndLosesNothing) {
  ChromaRows rows;
  constexpr std::size_t kFrames = ChromaRows::kMaxRows * ChromaRows::kFramesPerRow;
  for (std::size_t i = 0; i < kFrames; ++i) rows.add(note(10 * ((i / (kFrames / 4)) % 12)), 1);
  EXPECT_EQ(rows.frames_per_row(), ChromaRows::kFramesPerRow);
  EXPECT_EQ(rows.folded(0).size(), ChromaRows::kMaxRows);
  rows.add(note(110), 1);
  EXPECT_EQ(rows.frames_per_row(), 2 * ChromaRows::kFramesPerRow);
  const auto folded = rows.folded(0);
  ASSERT_EQ(folded.size(), ChromaRows::kMaxRows / 2 + 1);
  for (std::size_t quarter = 0; quarter < 4; ++quarter) {
    EXPECT_NEAR(folded[(2 * quarter + 1) * ChromaRows::kMaxRows / 16][quarter], 1, 1e-6);
  }
  EXPECT_NEAR(folded.back()[11], 1, 1e-6);
}

TEST(ChromaRows, StaysBounded) {
  ChromaRows rows;
  for (std::size_t i = 0; i < 60000; ++i) {
    rows.add(note(i % kFineSteps), 1);
  }
  EXPECT_EQ(rows.frames_per_row(), 8 * ChromaRows::kFramesPerRow);
  EXPECT_EQ(rows.folded(0).size(), 2500U);
}

}  // namespace
}  // namespace segue::audio
