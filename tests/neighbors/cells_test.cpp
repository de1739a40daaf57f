#include "segue/neighbors/cells.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "index_scene.h"
#include <gtest/gtest.h>

namespace segue::neighbors {
namespace {

using test::Kind;
using test::random_vectors;

std::size_t nearest_centroid(const Cells& cells, std::span<const float> point) {
  std::vector<float> distances(cells.count());
  numeric::squared_distances(point, cells.centroids(), distances);
  return static_cast<std::size_t>(std::ranges::min_element(distances) - distances.begin());
}

TEST(Cells, AreAboutAsManyAsWereAskedFor) {
  Rng rng(1);
  for (const std::size_t count : {1, 2, 15, 40, 500}) {
    for (const std::size_t wanted : {std::size_t{1}, std::size_t{2}, std::size_t{33}, count, 2 * count}) {
      for (int kind = 0; kind < static_cast<int>(Kind::kKinds); ++kind) {
        const auto vectors = random_vectors(rng, count, 3, static_cast<Kind>(kind));
        const Cells cells = Cells::train(vectors.rows, wanted, 7, 1);
        const std::size_t most = std::min(wanted, count);
        ASSERT_GE(cells.count(), 1U);
        ASSERT_LE(cells.count(), count);
        // A group has one cell at least, so that there may be some more, one a group at most.
        ASSERT_LE(cells.count(), most + static_cast<std::size_t>(std::sqrt(static_cast<double>(most))) + 1);
        ASSERT_GE(cells.count() + 1, std::min<std::size_t>(most, 2));
        ASSERT_EQ(cells.dimension(), 3U);
        for (std::size_t i = 0; i < count; ++i) ASSERT_LT(cells.cell_of(vectors.rows.row(i)), cells.count());
        for (std::size_t c = 0; c < cells.count(); ++c) {
          for (const float x : cells.centroids().row(c)) ASSERT_TRUE(std::isfinite(x));
        }
      }
    }
  }
}

TEST(Cells, OneHoldsEverything) {
  const Cells one = Cells::one(5);
  EXPECT_EQ(one.count(), 1U);
  EXPECT_EQ(one.dimension(), 5U);
  EXPECT_EQ(one.cell_of(std::vector<float>{1, -2, 3, 1e15F, 0}), 0U);
  const Cells none = Cells::train(numeric::MatrixView{nullptr, 0, 4}, 10, 1, 1);
  EXPECT_EQ(none.count(), 1U);
  EXPECT_EQ(none.dimension(), 4U);
}

TEST(Cells, AreTheSameWhateverTheNumberOfThreads) {
  Rng rng(2);
  const auto vectors = random_vectors(rng, 9000, 6, Kind::kClustered);
  const Cells one = Cells::train(vectors.rows, 90, 5, 1);
  const auto values = [](const Cells& cells) {
    const auto view = cells.centroids();
    return std::vector<float>(view.data, view.data + view.rows * view.cols);
  };
  for (const std::size_t threads : {1, 2, 3}) {
    EXPECT_EQ(values(Cells::train(vectors.rows, 90, 5, threads)), values(one)) << threads;
  }
  EXPECT_NE(values(Cells::train(vectors.rows, 90, 6, 1)), values(one)) << "the seed changes nothing";
}

TEST(Cells, APointIsNearlyAlwaysInTheNearest) {
  Rng rng(3);
  for (const Kind kind : {Kind::kNormal, Kind::kClustered}) {
    for (const std::size_t dimension : {2, 8, 24}) {
      const auto vectors = random_vectors(rng, 6000, dimension, kind);
      const Cells cells = Cells::train(vectors.rows, 120, 9, 2);
      const auto others = random_vectors(rng, 1000, dimension, Kind::kNormal);
      std::size_t right = 0;
      for (std::size_t i = 0; i < 1000; ++i) {
        const auto point = kind == Kind::kNormal ? others.rows.row(i) : vectors.rows.row(i);
        right += cells.cell_of(point) == nearest_centroid(cells, point) ? 1 : 0;
      }
      EXPECT_GE(right, 950U) << "kind " << static_cast<int>(kind) << ", " << dimension << " dimensions";
    }
  }
}

TEST(Cells, SeparateClustersAreFound) {
  // 20 clusters, far from each other: no cell holds points of two of them.
  Rng rng(4);
  numeric::Matrix rows(2000, 2);
  for (std::size_t i = 0; i < 2000; ++i) {
    rows(i, 0) = static_cast<float>(100.0 * static_cast<double>(i % 20) + rng.normal());
    rows(i, 1) = static_cast<float>(rng.normal());
  }
  const Cells cells = Cells::train(rows, 200, 3, 1);
  std::vector<std::size_t> owner(cells.count(), SIZE_MAX);
  std::size_t mixed = 0;
  for (std::size_t i = 0; i < 2000; ++i) {
    std::size_t& cluster = owner[cells.cell_of(rows.row(i))];
    if (cluster == SIZE_MAX) cluster = i % 20;
    mixed += cluster == i % 20 ? 0 : 1;
  }
  EXPECT_EQ(mixed, 0U);
}

TEST(Cells, EndWhereTheyAreCancelled) {
  Rng rng(5);
  const auto vectors = random_vectors(rng, 300, 2);
  Cancellation cancellation;
  cancellation.request();
  for (const std::size_t cells : {2, 100}) {
    test::expect_error(ErrorKind::kInterrupted, "", [&] { Cells::train(vectors.rows, cells, 1, 2, cancellation); });
  }
}

}  // namespace
}  // namespace segue::neighbors
