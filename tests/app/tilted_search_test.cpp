#include "segue/app/tilted_search.h"

#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/neighbors/build_index.h"

namespace segue::app {
namespace {

numeric::Matrix random_rows(std::size_t rows, std::size_t cols, Rng& rng) {
  numeric::Matrix matrix(rows, cols);
  for (float& value : matrix.values()) value = static_cast<float>(rng.normal());
  return matrix;
}

TEST(TiltedSearch, FindsWhatAScanOfAllFinds) {
  Rng rng(1);
  for (const std::size_t songs : {1U, 7U, 400U, 3000U}) {
    std::vector<std::int64_t> ids(songs);
    for (std::size_t i = 0; i < songs; ++i) ids[i] = static_cast<std::int64_t>(3 * i + 1);
    const auto vectors = random_rows(songs, 6, rng);
    const neighbors::ExactScan scan(ids, vectors);
    for (int trial = 0; trial < 40; ++trial) {
      auto questions = random_rows(4, 6, rng);
      // From outside, much lies nearer to what draws than to the question.
      if (trial % 2 == 0) {
        for (float& value : questions.row(0)) value *= 3;
      }
      std::vector<playlist::Pull> pulls;
      const auto count = 1 + rng.below(3);
      for (std::size_t i = 0; i < count; ++i) {
        const double weights[] = {1, 0.8, 0.2, -1, -0.8, -0.2};
        pulls.push_back({questions.row(i + 1), weights[rng.below(6)]});
      }
      neighbors::Filter filter;
      if (trial % 3 == 1) filter = [](std::int64_t id) { return id % 5 == 0; };
      if (trial % 3 == 2) filter = [](std::int64_t) { return false; };
      for (const std::size_t k : {0U, 1U, 10U, 300U, 1000U, 5000U}) {
        EXPECT_EQ(tilted_search(scan, questions.row(0), k, filter, pulls),
                  tilted_scan(scan, questions.row(0), k, filter, pulls))
            << songs << " songs, k " << k << ", trial " << trial;
      }
    }
  }
}

TEST(TiltedSearch, OfAnInvertedFileThatLooksAtAllCellsIsTheScanOfItsVectors) {
  Rng rng(2);
  const std::size_t songs = 2000;
  std::vector<std::int64_t> ids(songs);
  for (std::size_t i = 0; i < songs; ++i) ids[i] = static_cast<std::int64_t>(i);
  const auto vectors = random_rows(songs, 8, rng);
  neighbors::BuildOptions options;
  options.cells = 20;
  options.recall = 1;
  const auto index = neighbors::build_index(neighbors::VectorsInMemory(ids, vectors), options);
  numeric::Matrix stored(songs, 8);
  for (std::size_t i = 0; i < songs; ++i) index.read_vector(ids[i], stored.row(i));
  const neighbors::ExactScan scan(ids, stored);
  const auto questions = random_rows(30, 8, rng);
  for (std::size_t i = 0; i + 2 < 30; i += 3) {
    const std::vector<playlist::Pull> pulls{{questions.row(i + 1), 0.8}, {questions.row(i + 2), -0.8}};
    EXPECT_EQ(tilted_search(index, questions.row(i), 25, {}, pulls),
              tilted_scan(scan, questions.row(i), 25, {}, pulls));
  }
}

}  // namespace
}  // namespace segue::app
