#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <vector>

#include "index_scene.h"
#include <gtest/gtest.h>

#include "segue/base/temporary_folder.h"
#include "segue/neighbors/inverted_file.h"

// An index that is changed after it was built, and saved.
namespace segue::neighbors {
namespace {

using test::build;
using test::expect_exact;
using test::Kind;
using test::random_query;
using test::random_vectors;
using test::Vectors;

constexpr std::size_t kDimension = 6;

/// What an index should hold: each vector as RowCode keeps it.
class Model {
 public:
  explicit Model(const Vectors& vectors) {
    for (std::size_t i = 0; i < vectors.ids.size(); ++i) put(vectors.ids[i], vectors.rows.row(i));
  }

  void put(std::int64_t id, std::span<const float> vector) {
    std::vector<std::uint8_t> high(vector.size());
    std::vector<std::int8_t> low(vector.size());
    std::vector<std::uint8_t> block(block_bytes(vector.size()));
    const RowCode code = encode_row(vector, vector.size(), high, low);
    put_row(high, code, 0, block.data());
    auto& stored = vectors_[id];
    stored.resize(vector.size());
    std::vector<std::uint8_t> rest(low.begin(), low.end());
    decode_row(block.data(), 0, vector.size(), rest, stored);
  }
  bool take(std::int64_t id) { return vectors_.erase(id) > 0; }
  const std::map<std::int64_t, std::vector<float>>& vectors() const { return vectors_; }

  std::vector<Neighbor> search(std::span<const float> query, std::size_t k, const Filter& filter = {}) const {
    std::vector<Neighbor> all;
    for (const auto& [id, vector] : vectors_) {
      if (filter && !filter(id)) continue;
      all.push_back({id, std::sqrt(numeric::squared_distance(query, vector))});
    }
    std::ranges::sort(all, test::nearer);
    all.resize(std::min(k, all.size()));
    return all;
  }

 private:
  std::map<std::int64_t, std::vector<float>> vectors_;
};

void expect_like(const InvertedFile& index, const Model& model, Rng& rng, const Vectors& vectors, Kind kind) {
  ASSERT_EQ(index.size(), model.vectors().size());
  std::vector<std::int64_t> ids;
  std::vector<float> row(index.dimension());
  for (const auto& [id, vector] : model.vectors()) {
    ids.push_back(id);
    ASSERT_TRUE(index.contains(id)) << id;
    index.read_vector(id, row);
    ASSERT_EQ(row, vector) << id;
  }
  ASSERT_EQ(index.ids(), ids);
  IdSet some(-100, 4000);
  for (std::int64_t id = -100; id < 4000; id += 3 + static_cast<std::int64_t>(rng.below(2))) some.add(id);
  const Filter even = [](std::int64_t id) { return id % 2 == 0; };
  for (int i = 0; i < 4; ++i) {
    const auto query = random_query(rng, vectors.rows, kind);
    for (const std::size_t k : {std::size_t{1}, std::size_t{10}, model.vectors().size() + 1}) {
      ASSERT_EQ(index.search_cells(query, k, index.cells()), model.search(query, k));
      ASSERT_EQ(index.search_cells(query, k, index.cells(), even), model.search(query, k, even));
      ASSERT_EQ(index.search_cells(query, k, index.cells(), some), model.search(query, k, some));
      ASSERT_EQ(index.search_cells(query, k, 1).size(), std::min(k, model.vectors().size()));
    }
  }
}

TEST(ChangedIndex, HoldsWhatItShouldBeforeAndAfterItIsSaved) {
  const TemporaryFolder folder("test");
  Rng rng(1);
  for (int round = 0; round < 24; ++round) {
    const auto kind = static_cast<Kind>(static_cast<std::uint64_t>(round) % static_cast<std::uint64_t>(Kind::kKinds));
    SCOPED_TRACE(testing::Message() << "round " << round);
    const std::size_t count = round < 4 ? static_cast<std::size_t>(round) : 20 + rng.below(400);
    const Vectors vectors = random_vectors(rng, count, kDimension, kind);
    Model model(vectors);
    InvertedFile index = build(vectors, 1 + rng.below(12));
    const auto path = folder.path() / "index";
    for (int saves = 0; saves < 3; ++saves) {
      for (std::size_t change = rng.below(120); change > 0; --change) {
        const auto id = static_cast<std::int64_t>(rng.below(3 * count + 60)) - 20;
        if (rng.below(2) == 0) {
          numeric::Matrix one(1, kDimension);
          test::fill_vectors(rng, kind, one);
          index.insert(id, one.row(0));
          model.put(id, one.row(0));
        } else {
          ASSERT_EQ(index.remove(id), model.take(id)) << id;
        }
      }
      ASSERT_NO_FATAL_FAILURE(expect_like(index, model, rng, vectors, kind));
      index.save(path);
      ASSERT_NO_FATAL_FAILURE(expect_like(index, model, rng, vectors, kind)) << "saving changed it";
      index = InvertedFile::open(path);
      ASSERT_EQ(index.changes(), 0U);
      index.image().check_all("saved");
      ASSERT_NO_FATAL_FAILURE(expect_like(index, model, rng, vectors, kind));
    }
  }
}

TEST(ChangedIndex, ReplacedManyTimesAVectorIsThereOnce) {
  Rng rng(2);
  const Vectors vectors = random_vectors(rng, 30, kDimension);
  InvertedFile index = build(vectors, 3);
  std::vector<float> vector(kDimension, 0);
  for (int i = 0; i < 10; ++i) {
    vector[0] = static_cast<float>(i + 1);
    index.insert(9, vector);
    index.insert(1000, vector);
  }
  EXPECT_EQ(index.size(), 31U);
  vector[0] = 10;
  const auto found = index.search(vector, 2);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].id, 9);
  EXPECT_EQ(found[1], (Neighbor{1000, found[0].distance}));
  EXPECT_NEAR(found[0].distance, 0, 1.6e-5 * 10) << "as it is stored";
  EXPECT_EQ(index.cell_of(9), std::nullopt) << "in no cell until it is saved";
  EXPECT_TRUE(index.remove(9));
  EXPECT_FALSE(index.remove(9));
  EXPECT_FALSE(index.contains(9));
  EXPECT_EQ(index.search(vector, 1).front().id, 1000);
}

TEST(ChangedIndex, CanLoseAllButAFewOfItsVectors) {
  const TemporaryFolder folder("test");
  Rng rng(3);
  const Vectors vectors = random_vectors(rng, 200, kDimension);
  for (const std::size_t left : {0, 1, 3}) {
    InvertedFile index = build(vectors, 40);
    for (std::size_t i = left; i < 200; ++i) index.remove(vectors.ids[i]);
    EXPECT_EQ(index.size(), left);
    const auto query = random_query(rng, vectors.rows, Kind::kNormal);
    EXPECT_EQ(index.search(query, 10).size(), left);
    index.save(folder.path() / "index");
    InvertedFile saved = InvertedFile::open(folder.path() / "index");
    EXPECT_EQ(saved.search(query, 10), index.search(query, 10));
    saved.insert(5, query);
    EXPECT_EQ(saved.search(query, 1).front().id, 5);
    saved.save(folder.path() / "index");
    EXPECT_EQ(InvertedFile::open(folder.path() / "index").size(), left + 1);
  }
}

TEST(ChangedIndex, AlongItsAxesSavingChangesNothingThatIsFound) {
  const TemporaryFolder folder("test");
  Rng rng(7);
  constexpr std::size_t kLong = 40;
  const Vectors vectors = random_vectors(rng, 900, kLong, Kind::kClustered);
  InvertedFile index = build(vectors, 12);
  ASSERT_EQ(index.header().has_axes, 1U);
  for (int i = 0; i < 120; ++i) {
    index.insert(10'000 + i, random_query(rng, vectors.rows, i % 3 == 0 ? Kind::kMixed : Kind::kClustered));
    index.remove(vectors.ids[rng.below(900)]);
  }
  index.save(folder.path() / "index");
  const InvertedFile saved = InvertedFile::open(folder.path() / "index");
  saved.image().check_all("saved");
  ASSERT_EQ(saved.ids(), index.ids());
  std::vector<float> before(kLong);
  std::vector<float> after(kLong);
  for (const std::int64_t id : index.ids()) {
    index.read_stored(id, before);
    saved.read_stored(id, after);
    ASSERT_EQ(after, before);
  }
  for (int i = 0; i < 100; ++i) {
    const auto query = random_query(rng, vectors.rows, Kind::kClustered);
    ASSERT_NO_FATAL_FAILURE(expect_exact(index, query, 1 + rng.below(30)));
    ASSERT_NO_FATAL_FAILURE(expect_exact(saved, query, 1 + rng.below(30)));
    ASSERT_EQ(saved.search_cells(query, 9, saved.cells()), index.search_cells(query, 9, index.cells()));
  }
}

TEST(ChangedIndex, InsertedIdsMayBeFarFromTheOthers) {
  const TemporaryFolder folder("test");
  Rng rng(4);
  const Vectors vectors = random_vectors(rng, 20, kDimension);
  InvertedFile index = build(vectors, 2);
  ASSERT_EQ(index.header().id_bytes, 4U);
  for (const std::int64_t id : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    index.insert(id, vectors.rows.row(0));
  }
  index.save(folder.path() / "index");
  InvertedFile saved = InvertedFile::open(folder.path() / "index");
  EXPECT_EQ(saved.header().id_bytes, 8U);
  EXPECT_EQ(saved.ids(), index.ids());
  EXPECT_EQ(saved.search(vectors.rows.row(0), 30), index.search(vectors.rows.row(0), 30));
  saved.remove(std::numeric_limits<std::int64_t>::min());
  saved.remove(std::numeric_limits<std::int64_t>::max());
  saved.save(folder.path() / "index");
  EXPECT_EQ(InvertedFile::open(folder.path() / "index").header().id_bytes, 4U);
}

TEST(ChangedIndex, WhatIsInsertedFarAwayIsFoundOnceItIsSaved) {
  // Its cell reaches much farther than when it was learned.
  const TemporaryFolder folder("test");
  Rng rng(5);
  const Vectors vectors = random_vectors(rng, 500, 2, Kind::kClustered);
  InvertedFile index = build(vectors, 25);
  for (int i = 0; i < 50; ++i) {
    const std::vector<float> far{static_cast<float>(100 * rng.normal()), static_cast<float>(100 * rng.normal())};
    index.insert(10'000 + i, far);
  }
  index.save(folder.path() / "index");
  const InvertedFile saved = InvertedFile::open(folder.path() / "index");
  for (int i = 0; i < 200; ++i) {
    const std::vector<float> query{static_cast<float>(60 * rng.normal()), static_cast<float>(60 * rng.normal())};
    ASSERT_NO_FATAL_FAILURE(expect_exact(saved, query, 3));
    ASSERT_EQ(saved.search_cells(query, 3, saved.cells()), index.search_cells(query, 3, index.cells()));
  }
}

TEST(ChangedIndex, SavingKeepsWhatItsHeadSays) {
  const TemporaryFolder folder("test");
  Rng rng(6);
  const Vectors vectors = random_vectors(rng, 1000, kDimension);
  BuildOptions options;
  options.cells = 20;
  options.recall = 0.8;
  options.label.fill(0x5a);
  InvertedFile index = build_index(vectors.source(), options);
  index.remove(vectors.ids[0]);
  index.save(folder.path() / "index");
  const IndexHeader& before = index.header();
  const InvertedFile saved = InvertedFile::open(folder.path() / "index");
  const IndexHeader& after = saved.header();
  EXPECT_EQ(after.label, before.label);
  EXPECT_EQ(after.probes, before.probes);
  EXPECT_EQ(after.recall, before.recall);
  EXPECT_EQ(after.recall_k, before.recall_k);
  EXPECT_EQ(after.recall_queries, before.recall_queries);
  EXPECT_EQ(after.trained_rows, 1000U);
  EXPECT_EQ(after.rows, 999U);
}

}  // namespace
}  // namespace segue::neighbors
