#include "segue/neighbors/inverted_file.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

#include "index_scene.h"
#include <gtest/gtest.h>

#include "segue/neighbors/exact_scan.h"

namespace segue::neighbors {
namespace {

using test::brute_force;
using test::build;
using test::expect_error;
using test::expect_exact;
using test::Kind;
using test::random_query;
using test::random_vectors;
using test::Vectors;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

void expect_exact_everywhere(std::size_t count, std::size_t dimension, std::size_t cells, Kind kind, Rng& rng,
                             int queries) {
  const Vectors vectors = random_vectors(rng, count, dimension, kind);
  const InvertedFile index = build(vectors, cells);
  SCOPED_TRACE(testing::Message() << "kind " << static_cast<int>(kind));
  ASSERT_EQ(index.size(), count);
  ASSERT_EQ(index.dimension(), dimension);
  ASSERT_EQ(index.ids(), vectors.ids);
  for (int i = 0; i < queries; ++i) {
    const auto query = random_query(rng, vectors.rows, kind);
    for (const std::size_t k : {std::size_t{1}, 1 + rng.below(20), count, count + 5}) {
      ASSERT_NO_FATAL_FAILURE(expect_exact(index, query, k));
      ASSERT_EQ(index.search(query, k), brute_force(index, query, k)) << "recall 1 looks at all cells";
    }
  }
}

TEST(InvertedFile, AllCellsFindWhatBruteForceFinds) {
  Rng rng(1);
  for (const std::size_t count : {0, 1, 15, 16, 17, 100}) {
    for (const std::size_t dimension : {0, 1, 3, 7, 16, 64, 65}) {
      for (const std::size_t cells : {std::size_t{1}, std::size_t{2}, count / 10, count}) {
        const auto kind = static_cast<Kind>(rng.below(static_cast<std::uint64_t>(Kind::kKinds)));
        ASSERT_NO_FATAL_FAILURE(expect_exact_everywhere(count, dimension, cells, kind, rng, 2));
      }
    }
  }
}

TEST(InvertedFile, AllCellsFindWhatBruteForceFindsInEveryKindOfVectors) {
  Rng rng(2);
  for (int kind = 0; kind < static_cast<int>(Kind::kKinds); ++kind) {
    for (const std::size_t dimension : {1, 2, 5, 20, 64}) {
      for (const std::size_t cells : {1, 7, 30}) {
        ASSERT_NO_FATAL_FAILURE(expect_exact_everywhere(600, dimension, cells, static_cast<Kind>(kind), rng, 4));
      }
    }
  }
}

TEST(SlowInvertedFile, AllCellsFindWhatBruteForceFindsAmongThousands) {
  Rng rng(3);
  for (int kind = 0; kind < static_cast<int>(Kind::kKinds); ++kind) {
    for (const std::size_t dimension : {1, 3, 7, 16, 64, 65}) {
      const std::size_t cells = 1 + rng.below(200);
      ASSERT_NO_FATAL_FAILURE(expect_exact_everywhere(5000, dimension, cells, static_cast<Kind>(kind), rng, 8));
    }
  }
  ASSERT_NO_FATAL_FAILURE(expect_exact_everywhere(3000, 8, 3000, Kind::kNormal, rng, 4));
}

TEST(InvertedFile, ACentroidThatIsCodedFartherThanItIsHidesNothing) {
  // Three rows around a centre whose code is longer than itself by half a step in 63 columns, and a fourth row that is
  // a little farther from the query than the nearest of them: their cell must not be passed over.
  constexpr std::size_t kDimension = 65;
  const float step = 1.0F / 32'512;
  for (const float ratio : {1e-5F, 2e-5F, 3e-5F, 5e-5F, 1e-4F}) {
    Vectors vectors{{1, 2, 3, 4}, numeric::Matrix(4, kDimension)};
    for (std::size_t j = 0; j + 1 < kDimension; ++j) {
      const float centre = j == 0 ? 1 : 4096.52F * step;
      vectors.rows(0, j) = 0.99F * centre;
      vectors.rows(1, j) = 1.005F * centre;
      vectors.rows(2, j) = 1.005F * centre;
    }
    std::vector<float> stored(kDimension);
    build(vectors, 1).read_vector(1, stored);
    double square = 0;
    for (const float x : stored) square += double{x} * double{x};
    vectors.rows(3, kDimension - 1) = static_cast<float>(std::sqrt(square * (1 + double{ratio})));
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      BuildOptions options;
      options.cells = 2;
      options.recall = 1;
      options.seed = seed;
      const InvertedFile index = build_index(vectors.source(), options);
      const std::vector<float> origin(kDimension, 0);
      ASSERT_NO_FATAL_FAILURE(expect_exact(index, origin, 1)) << "seed " << seed << ", ratio " << ratio;
    }
  }
}

TEST(InvertedFile, SomeCellsFindWhatTheyHold) {
  Rng rng(4);
  for (int round = 0; round < 12; ++round) {
    const auto kind = round % 2 == 0 ? Kind::kNormal : Kind::kClustered;
    const std::size_t dimension = 1 + rng.below(20);
    const Vectors vectors = random_vectors(rng, 900, dimension, kind);
    const InvertedFile index = build(vectors, 2 + rng.below(20));
    for (int i = 0; i < 10; ++i) {
      const auto query = random_query(rng, vectors.rows, kind);
      const std::size_t probes = 1 + rng.below(index.cells());
      constexpr std::size_t kMost = 10;
      const auto expected = brute_force(index, query, kMost, {}, probes);
      if (expected.size() < kMost) continue;  // it looks farther then
      ASSERT_EQ(index.search_cells(query, kMost, probes), expected) << probes << " of " << index.cells();
    }
  }
}

TEST(InvertedFile, StoredVectorsAreThoseThatWerePutIn) {
  Rng rng(5);
  for (int kind = 0; kind < static_cast<int>(Kind::kKinds); ++kind) {
    const Vectors vectors = random_vectors(rng, 120, 13, static_cast<Kind>(kind));
    const InvertedFile index = build(vectors, 7);
    std::vector<float> stored(13);
    for (std::size_t i = 0; i < 120; ++i) {
      ASSERT_TRUE(index.contains(vectors.ids[i]));
      ASSERT_FALSE(index.contains(vectors.ids[i] + 1));
      index.read_vector(vectors.ids[i], stored);
      float largest = 0;
      for (const float x : vectors.rows.row(i)) largest = std::max(largest, std::abs(x));
      for (std::size_t j = 0; j < 13; ++j) {
        ASSERT_NEAR(stored[j], vectors.rows(i, j), 1.6e-5 * double{largest} + 1e-25);
      }
    }
    ASSERT_FALSE(index.contains(0));
    ASSERT_FALSE(index.contains(std::numeric_limits<std::int64_t>::min()));
    ASSERT_FALSE(index.contains(std::numeric_limits<std::int64_t>::max()));
  }
}

TEST(InvertedFile, AlongItsAxesStoredVectorsAreThoseThatWerePutIn) {
  Rng rng(17);
  for (int kind = 0; kind < static_cast<int>(Kind::kKinds); ++kind) {
    constexpr std::size_t kDimension = 40;
    const Vectors vectors = random_vectors(rng, 200, kDimension, static_cast<Kind>(kind));
    const InvertedFile index = build(vectors, 7);
    const bool has_axes = index.header().has_axes == 1;
    if (static_cast<Kind>(kind) == Kind::kClustered || static_cast<Kind>(kind) == Kind::kOne) {
      EXPECT_TRUE(has_axes) << kind;
      EXPECT_LT(index.header().leading, kDimension);
    }
    if (static_cast<Kind>(kind) == Kind::kNormal) {
      EXPECT_FALSE(has_axes) << "no direction is longer than another";
    }
    EXPECT_EQ(index.header().leading < kDimension, has_axes);
    std::vector<float> stored(kDimension);
    for (std::size_t i = 0; i < vectors.ids.size(); ++i) {
      index.read_vector(vectors.ids[i], stored);
      double length = 0;
      for (const float x : vectors.rows.row(i)) length += double{x} * double{x};
      for (std::size_t j = 0; j < kDimension; ++j) {
        // A column along the axes is at most as long as the vector, and each of them is off by half a step of it.
        ASSERT_NEAR(stored[j], vectors.rows(i, j), 1.6e-5 * std::sqrt(kDimension * length) + 1e-24) << kind;
      }
    }
  }
}

TEST(InvertedFile, AgreesWithAnExactScanOfWhatWasPutIn) {
  Rng rng(6);
  for (const std::size_t dimension : {1, 7, 64, 65}) {
    for (const Kind kind : {Kind::kNormal, Kind::kClustered}) {
      const Vectors vectors = random_vectors(rng, 1000, dimension, kind);
      const ExactScan exact(vectors.ids, vectors.rows);
      const InvertedFile index = build(vectors, 12);
      float largest = 0;
      for (const float x : vectors.rows.values()) largest = std::max(largest, std::abs(x));
      // By the triangle inequality a distance changes by no more than the vector did.
      // Along axes the largest column may be as long as the vector.
      const double along = index.header().has_axes == 1 ? std::sqrt(static_cast<double>(dimension)) : 1;
      const double allowed = 1.6e-5 * double{largest} * along * std::sqrt(static_cast<double>(dimension));
      for (int i = 0; i < 10; ++i) {
        const auto query = random_query(rng, vectors.rows, kind);
        const auto expected = exact.search(query, 25);
        const auto found = index.search(query, 25);
        ASSERT_EQ(found.size(), expected.size());
        for (std::size_t r = 0; r < found.size(); ++r) {
          ASSERT_NEAR(found[r].distance, expected[r].distance, allowed + 2e-5 * double{expected[r].distance});
          if (found[r].id == expected[r].id) continue;
          const auto row = vectors.rows.row(static_cast<std::size_t>(found[r].id / 3 - 1));
          ASSERT_NEAR(std::sqrt(numeric::squared_distance(query, row)), expected[r].distance, 2 * allowed)
              << "another id than " << expected[r].id << " though it is no tie";
        }
      }
    }
  }
}

TEST(InvertedFile, EqualDistancesAreInOrderOfId) {
  Rng rng(7);
  const Vectors vectors = random_vectors(rng, 500, 6, Kind::kOne);
  const InvertedFile index = build(vectors, 20);
  const std::vector<float> query(6, 1);
  const auto found = index.search(query, 40);
  ASSERT_EQ(found.size(), 40U);
  for (std::size_t i = 0; i < 40; ++i) EXPECT_EQ(found[i].id, vectors.ids[i]);
  const auto own = index.search(vectors.rows.row(17), 3);
  EXPECT_NEAR(own[0].distance, 0, 1.6e-5 * 2.5 * std::sqrt(6)) << "as it is stored";
  EXPECT_EQ(own[0].id, vectors.ids[0]);
}

TEST(InvertedFile, NoneWantedNoneFound) {
  Rng rng(8);
  const Vectors vectors = random_vectors(rng, 50, 4);
  const InvertedFile index = build(vectors, 3);
  const std::vector<float> query(4, 0);
  EXPECT_TRUE(index.search(query, 0).empty());
  EXPECT_EQ(index.search(query, 50).size(), 50U);
  EXPECT_EQ(index.search(query, std::numeric_limits<std::size_t>::max()).size(), 50U);
  EXPECT_EQ(index.search_cells(query, 5, 0).size(), 5U) << "at least one cell";
  EXPECT_EQ(index.search_cells(query, 50, 1).size(), 50U) << "fewer only if there are fewer";
  const InvertedFile empty = build(random_vectors(rng, 0, 4), 3);
  EXPECT_EQ(empty.size(), 0U);
  EXPECT_TRUE(empty.search(query, 5).empty());
  EXPECT_TRUE(empty.ids().empty());
  EXPECT_FALSE(empty.contains(0));
  EXPECT_EQ(empty.cell_of(0), std::nullopt);
}

TEST(InvertedFile, FiltersOfEverySelectivityFindAsManyAsPass) {
  Rng rng(9);
  constexpr std::size_t kCount = 5000;
  const Vectors vectors = random_vectors(rng, kCount, 5, Kind::kClustered);
  const InvertedFile index = build(vectors, 60, 0.5);
  ASSERT_LT(index.probes(), index.cells());
  for (const double share : {0.0, 0.0002, 0.002, 0.02, 0.2, 0.45, 0.7, 0.99, 1.0}) {
    IdSet passing(0, 3 * (kCount + 1));
    for (const std::int64_t id : vectors.ids) {
      if (rng.uniform() < share) passing.add(id);
    }
    const Filter by_predicate([&](std::int64_t id) { return passing.contains(id); });
    const Filter by_set(passing);
    for (int i = 0; i < 6; ++i) {
      const auto query = random_query(rng, vectors.rows, Kind::kClustered);
      for (const std::size_t k : {std::size_t{1}, std::size_t{10}, std::size_t{300}, kCount}) {
        for (const Filter& filter : {by_predicate, by_set}) {
          ASSERT_NO_FATAL_FAILURE(expect_exact(index, query, k, filter));
          const auto found = index.search(query, k, filter);
          ASSERT_EQ(found.size(), std::min(k, passing.size())) << share;
          ASSERT_TRUE(std::is_sorted(found.begin(), found.end(), test::nearer));
          std::set<std::int64_t> distinct;
          std::vector<float> row(5);
          for (const Neighbor& neighbor : found) {
            ASSERT_TRUE(passing.contains(neighbor.id));
            ASSERT_TRUE(distinct.insert(neighbor.id).second) << neighbor.id << " twice";
            index.read_stored(neighbor.id, row);
            ASSERT_EQ(neighbor.distance, std::sqrt(numeric::squared_distance(index.as_stored(query), row)));
          }
        }
      }
    }
  }
}

TEST(InvertedFile, ASetMayHoldIdsThatTheIndexDoesNot) {
  Rng rng(10);
  const Vectors vectors = random_vectors(rng, 300, 5);
  const InvertedFile index = build(vectors, 5, 0.5);
  for (const std::int64_t first : {-10'000, 0, 500}) {
    IdSet ids(first, first + 12'000);
    for (std::int64_t id = first; id < first + 12'000; id += 2) ids.add(id);
    const auto query = random_query(rng, vectors.rows, Kind::kNormal);
    ASSERT_NO_FATAL_FAILURE(expect_exact(index, query, 20, ids));
    IdSet few(first, first + 12'000);
    for (std::int64_t id = first; id < first + 1500; ++id) few.add(id);
    ASSERT_NO_FATAL_FAILURE(expect_exact(index, query, 20, few));
    ASSERT_EQ(index.search(query, 1000, few), brute_force(index, query, 1000, few)) << "few are measured one by one";
  }
}

TEST(InvertedFile, IdsMayBeAnything) {
  constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kHighest = std::numeric_limits<std::int64_t>::max();
  const std::int64_t wide = std::int64_t{1} << 32;
  const std::vector<std::vector<std::int64_t>> cases = {{kLowest, -7, -1, 0, 1, wide, kHighest},
                                                        {kLowest, kLowest + 1},
                                                        {kHighest - 1, kHighest},
                                                        {-5, -4, 3},
                                                        {-wide, 0},
                                                        {0, wide - 1},
                                                        {0, wide},
                                                        {kHighest}};
  for (const auto& ids : cases) {
    Vectors vectors{ids, numeric::Matrix(ids.size(), 2)};
    for (std::size_t i = 0; i < ids.size(); ++i) vectors.rows(i, 0) = static_cast<float>(i);
    const InvertedFile index = build(vectors, 2);
    const auto span = static_cast<std::uint64_t>(ids.back()) - static_cast<std::uint64_t>(ids.front());
    EXPECT_EQ(index.header().id_bytes, span < (std::uint64_t{1} << 32U) ? 4U : 8U);
    EXPECT_EQ(index.ids(), ids);
    const auto found = index.search(std::vector<float>{0, 0}, 10);
    ASSERT_EQ(found.size(), ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      EXPECT_EQ(found[i].id, ids[i]);
      EXPECT_TRUE(index.contains(ids[i]));
      EXPECT_TRUE(index.cell_of(ids[i]).has_value());
    }
    EXPECT_FALSE(index.contains(17));
    index.image().check_all("test");
  }
}

TEST(InvertedFile, EveryVectorLiesInOneCell) {
  Rng rng(11);
  const Vectors vectors = random_vectors(rng, 700, 3, Kind::kCrowded);  // cells without rows among them
  const InvertedFile index = build(vectors, 300);
  std::size_t in_first_cells = 0;
  for (const std::int64_t id : vectors.ids) {
    const auto cell = index.cell_of(id);
    ASSERT_TRUE(cell && *cell < index.cells());
    in_first_cells += *cell < 10 ? 1 : 0;
    const std::size_t place = index.image().find(id);
    const auto first = index.image().first_blocks();
    ASSERT_GE(place, first[*cell] * 16);
    ASSERT_LT(place, first[*cell + 1] * 16);
  }
  EXPECT_LT(in_first_cells, 700U);
  EXPECT_EQ(index.cell_of(1), std::nullopt);
}

TEST(InvertedFile, CellRanksAreAnOrder) {
  Rng rng(12);
  const Vectors vectors = random_vectors(rng, 500, 9);
  const InvertedFile index = build(vectors, 37);
  for (int i = 0; i < 20; ++i) {
    const auto query = random_query(rng, vectors.rows, Kind::kNormal);
    const auto ranks = index.cell_ranks(query);
    ASSERT_EQ(ranks.size(), index.cells());
    std::vector<double> by_rank(ranks.size(), -1);
    for (std::size_t c = 0; c < ranks.size(); ++c) {
      ASSERT_LT(ranks[c], ranks.size());
      ASSERT_EQ(by_rank[ranks[c]], -1) << "two cells of one rank";
      by_rank[ranks[c]] =
          std::sqrt(numeric::squared_distance(index.as_stored(query), index.image().centroids().row(c)));
    }
    // From bytes, so that cells that are about as far may change places.
    for (std::size_t r = 1; r < by_rank.size(); ++r) ASSERT_GE(by_rank[r], by_rank[r - 1] * 0.95 - 0.1);
  }
}

TEST(InvertedFile, NumbersThatAreNoneAreRefused) {
  Rng rng(13);
  Vectors vectors = random_vectors(rng, 40, 3);
  const InvertedFile index = build(vectors, 2);
  for (const float bad : {kNaN, kInfinity, -kInfinity, 2e15F}) {
    for (std::size_t j = 0; j < 3; ++j) {
      std::vector<float> query(3, 1);
      query[j] = bad;
      expect_error(ErrorKind::kBadData, "finite", [&] { index.search(query, 1); });
      expect_error(ErrorKind::kBadData, "finite", [&] { index.search(query, 0); });
      expect_error(ErrorKind::kBadData, "finite", [&] { index.cell_ranks(query); });
      InvertedFile changed = build(vectors, 2);
      expect_error(ErrorKind::kBadData, "id 77", [&] { changed.insert(77, query); });
      EXPECT_FALSE(changed.contains(77));
      expect_error(ErrorKind::kBadData, "id 3", [&] { changed.insert(3, query); });
      EXPECT_TRUE(changed.contains(3)) << "what was there is lost";
    }
    Vectors damaged = vectors;
    damaged.rows(20, 1) = bad;
    for (const std::size_t cells : {1, 5}) {
      expect_error(ErrorKind::kBadData, "id 63", [&] { build(damaged, cells); });
    }
  }
}

TEST(InvertedFile, MovesToAnotherName) {
  Rng rng(14);
  const Vectors vectors = random_vectors(rng, 100, 8);
  InvertedFile first = build(vectors, 4);
  first.insert(1, vectors.rows.row(5));
  first.remove(6);
  const auto query = random_query(rng, vectors.rows, Kind::kNormal);
  const auto expected = first.search(query, 30);
  InvertedFile second = std::move(first);
  EXPECT_EQ(second.search(query, 30), expected);
  InvertedFile third = build(random_vectors(rng, 3, 8), 1);
  third = std::move(second);
  EXPECT_EQ(third.search(query, 30), expected);
  EXPECT_EQ(third.changes(), 2U);
}

TEST(InvertedFile, ThreadsSearchAtOnce) {
  Rng rng(15);
  const Vectors vectors = random_vectors(rng, 800, 12);
  const InvertedFile index = build(vectors, 9);
  std::vector<std::vector<float>> queries;
  std::vector<std::vector<Neighbor>> expected;
  for (int i = 0; i < 30; ++i) {
    queries.push_back(random_query(rng, vectors.rows, Kind::kNormal));
    expected.push_back(index.search(queries.back(), 10));
  }
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (int& of_thread : wrong) {
    threads.emplace_back([&] {
      for (std::size_t i = 0; i < queries.size(); ++i) of_thread += index.search(queries[i], 10) == expected[i] ? 0 : 1;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(InvertedFile, SaysWhatASearchCost) {
  Rng rng(16);
  const Vectors vectors = random_vectors(rng, 2000, 16);
  const InvertedFile index = build(vectors, 20);
  const auto query = random_query(rng, vectors.rows, Kind::kNormal);
  SearchCost one;
  SearchCost all;
  index.search_cells(query, 5, 1, {}, &one);
  index.search_cells(query, 5, index.cells(), {}, &all);
  EXPECT_EQ(one.cells, 1U);
  EXPECT_GT(all.cells, 1U);
  EXPECT_LE(all.cells, index.cells());
  EXPECT_LE(one.rows, all.rows);
  EXPECT_LE(all.rows, index.image().places());
  EXPECT_GE(all.rescored, 5U);
  EXPECT_LT(all.rescored, 2000U) << "bytes throw nothing away";
}

}  // namespace
}  // namespace segue::neighbors
