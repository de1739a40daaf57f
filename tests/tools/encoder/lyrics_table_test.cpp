#include "lyrics_table.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/numeric/tensor_file.h"

namespace segue::encoder {
namespace {

std::vector<float> noise(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(rng.normal());
  return values;
}

TEST(LyricsTable, PiecesAreCountedLogarithmically) {
  const std::vector<std::uint16_t> ids{7, 3, 7, 7};
  const CountedText text = counted(ids);
  EXPECT_EQ(text.pieces, (std::vector<std::uint16_t>{3, 7}));
  const double sum = 2 + std::log(3.0);
  EXPECT_NEAR(static_cast<double>(text.weights.at(0)), 1 / sum, 1e-6);
  EXPECT_NEAR(static_cast<double>(text.weights.at(1)), (1 + std::log(3.0)) / sum, 1e-6);
  EXPECT_TRUE(counted({}).pieces.empty());
}

// Against differences of the loss itself.
TEST(LyricsTable, GradientsAreThoseOfTheLoss) {
  constexpr std::size_t kWidth = 5;
  std::vector<float> sides[2] = {noise(4 * kWidth, 1), noise(4 * kWidth, 2)};
  std::vector<float> gradients[2] = {std::vector<float>(4 * kWidth), std::vector<float>(4 * kWidth)};
  const auto loss = [&] {
    std::vector<float> unused[2] = {gradients[0], gradients[1]};
    return contrast(sides[0], sides[1], kWidth, 0.3, unused[0], unused[1]);
  };
  contrast(sides[0], sides[1], kWidth, 0.3, gradients[0], gradients[1]);
  for (int side = 0; side < 2; ++side) {
    for (std::size_t i = 0; i < sides[side].size(); ++i) {
      const float before = sides[side][i];
      sides[side][i] = before + 1e-2F;
      const double above = loss();
      sides[side][i] = before - 1e-2F;
      const double below = loss();
      sides[side][i] = before;
      EXPECT_NEAR(static_cast<double>(gradients[side][i]), (above - below) / 2e-2, 2e-3) << side << ' ' << i;
    }
  }
}

/// Songs of 12 artists: five words of the artist's own among thirty that all share.
TokenCorpus invented(std::uint64_t seed) {
  Rng rng(seed);
  TokenCorpus songs;
  for (std::uint32_t song = 0; song < 96; ++song) {
    const std::uint32_t artist = song % 12;
    std::vector<std::int32_t> ids;
    for (int i = 0; i < 30; ++i) ids.push_back(5 + static_cast<std::int32_t>(rng.uniform() * 60));
    for (int i = 0; i < 3; ++i) ids.push_back(65 + static_cast<std::int32_t>(artist * 5 + rng.uniform() * 5));
    songs.add(ids, 0, artist);
  }
  return songs;
}

TEST(LyricsTable, LearnsWhatArtistsHaveInCommon) {
  const auto songs = invented(1);
  TableOptions options;
  options.width = 16;
  options.pairs = 12;
  options.steps = 0;
  const auto before = train_table(songs, 130, options);
  options.steps = 120;
  options.rate = 0.05;
  std::size_t reports = 0;
  const auto table = train_table(songs, 130, options, [&](std::size_t, double loss) {
    EXPECT_TRUE(std::isfinite(loss));
    ++reports;
  });
  EXPECT_EQ(reports, 10U);
  ASSERT_EQ(table.size(), 130U * 16);
  const auto others = invented(2);
  EXPECT_GT(same_artist_rank(others, table, 16), same_artist_rank(others, before, 16) + 0.1);
  EXPECT_EQ(train_table(songs, 130, options), table) << "the same seed, other numbers";
}

TEST(LyricsTable, IsPutIntoAModelAndReplaced) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const auto file = std::filesystem::path(testing::TempDir()) / (std::string("segue_") + test->name());
  numeric::TensorFileWriter writer;
  const std::size_t shape[] = {2};
  const std::vector<float> head{1.5F, -2};
  writer.add("classifier.weight", shape, head);
  const auto bytes = writer.bytes();
  std::ofstream(file, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  const std::size_t wide[] = {3, 2};
  for (const float first : {0.25F, -7.0F}) {
    const std::vector<float> table{first, 65504, 5.9604645e-8F, -0.0F, 0.333251953125F, 1e-9F};
    put_table(table, 2, file);
    const auto read = numeric::TensorFile::read(file);
    EXPECT_EQ(read.floats("classifier.weight", shape), head);
    const std::vector<float> rounded{first, 65504, 5.9604645e-8F, -0.0F, 0.333251953125F, 0};
    EXPECT_EQ(read.floats("lyrics_table.weight", wide), rounded);
  }
  EXPECT_THROW(put_table(std::vector<float>{70000}, 1, file), std::runtime_error);
  std::ofstream(file, std::ios::binary) << "no model";
  EXPECT_THROW(put_table(std::vector<float>{1}, 1, file), std::runtime_error);
  std::filesystem::remove(file);
  EXPECT_THROW(put_table(std::vector<float>{1}, 1, file), std::runtime_error);
}

}  // namespace
}  // namespace segue::encoder
