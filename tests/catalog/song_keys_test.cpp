#include "segue/catalog/song_keys.h"

#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "invented.h"
#include "temp_folder.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/catalog/migrations.h"
#include "segue/catalog/opening.h"

namespace segue::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class KeysOfSongs : public testing::Test {
 protected:
  std::int64_t rows(const std::string& table) {
    return database_->read_integer(fmt::format("SELECT COUNT(*) FROM {}", table));
  }
  std::int64_t keys_in_runs() { return database_->read_integer("SELECT SUM(keys) FROM song_key_runs"); }

  test::TempFolder folder_;
  const std::filesystem::path path_ = folder_ / "catalog.db";
  const OpenOptions options_{.wait = std::chrono::milliseconds(1)};
  std::unique_ptr<Database> database_ = open_or_create(path_, options_, migrations());
  SongKeys keys_{*database_, 50};
};

TEST_F(KeysOfSongs, ANameThatIsTakenStaysWhereItLeads) {
  EXPECT_TRUE(keys_.add_unless_taken(KeyKind::kName, "halo", {3}));
  EXPECT_FALSE(keys_.add_unless_taken(KeyKind::kName, "halo", {4}));
  keys_.settle();
  EXPECT_FALSE(keys_.add_unless_taken(KeyKind::kName, "halo", {5}));
  EXPECT_EQ(keys_.find(KeyKind::kName, "halo"), SongId{3});
  EXPECT_TRUE(keys_.add_unless_taken(KeyKind::kId, "halo", {6})) << "another kind is another key";
}

TEST_F(KeysOfSongs, AnIdIsItsSchemeAndItsValue) {
  EXPECT_NE(key_of_id({"spotify", "1"}), key_of_id({"spotify1", ""}));
  EXPECT_NE(key_of_id({"a", "bc"}), key_of_id({"ab", "c"}));
}

TEST_F(KeysOfSongs, SettlingChangesNothingThatIsFound) {
  // Beside a map, whatever comes after what.
  SongKeys keys(*database_, 8);
  std::map<std::pair<KeyKind, std::string>, std::set<SongId>> expected;
  Rng rng(7);
  std::size_t settled = 0;
  bool in_batch = false;
  auto before = expected;
  for (int step = 0; step < 6000; ++step) {
    // Now and then a batch, of which one in three is taken back.
    if (in_batch && rng.below(40) == 0) {
      in_batch = false;
      if (rng.below(3) == 0) {
        database_->execute("ROLLBACK");
        keys.roll_back();
        expected = before;
      } else {
        keys.flush();
        database_->execute("COMMIT");
        keys.commit();
      }
    } else if (!in_batch && rng.below(40) == 0) {
      in_batch = true;
      database_->execute("BEGIN");
      keys.begin();
      before = expected;
    }
    const auto kind = static_cast<KeyKind>(rng.below(3));
    const std::string key = fmt::format("key {}", rng.below(60));
    const SongId song{static_cast<std::int64_t>(rng.below(20)) + 1};
    auto& songs = expected[{kind, key}];
    const auto what = rng.below(100);
    if (what < 2) {
      if (in_batch) continue;
      keys.settle();
      EXPECT_EQ(rows("song_keys"), 0);
      ++settled;
    } else if (what < 40) {
      EXPECT_EQ(keys.add_unless_taken(kind, key, song), songs.empty());
      if (songs.empty()) songs.insert(song);
    } else if (what < 55) {
      if (kind == KeyKind::kTitle) {
        keys.add(kind, key, song);
        songs.insert(song);
      }
    } else if (what < 75) {
      keys.remove(kind, key, song);
      songs.erase(song);
    } else {
      ASSERT_THAT(keys.find_all(kind, key), testing::ElementsAreArray(songs));
      const auto found = keys.find(kind, key);
      ASSERT_EQ(found.has_value(), !songs.empty());
      ASSERT_TRUE(!found || songs.contains(*found));
    }
  }
  EXPECT_GT(settled, 20U);
}

TEST_F(KeysOfSongs, AKillBetweenKindsLosesNothing) {
  for (const KeyKind kind : {KeyKind::kName, KeyKind::kId, KeyKind::kTitle}) keys_.add(kind, "halo", {1});
  // What settle() has done once the first of its transactions is committed.
  KeyRuns runs(*database_, 1);
  KeyRuns::Writer run(runs, 0);
  run.add("halo", {1});
  run.finish();
  database_->execute("DELETE FROM song_keys WHERE kind = 0");
  for (const KeyKind kind : {KeyKind::kName, KeyKind::kId, KeyKind::kTitle}) {
    EXPECT_THAT(keys_.find_all(kind, "halo"), ElementsAre(SongId{1}));
  }
  keys_.settle();
  EXPECT_EQ(keys_in_runs(), 3);
  EXPECT_EQ(rows("song_keys"), 0);
}

TEST_F(KeysOfSongs, AreSettledOnceThereAreEnough) {
  for (int i = 0; i < 49; ++i) keys_.add(KeyKind::kName, fmt::format("{}", i), {1});
  keys_.commit();
  EXPECT_EQ(keys_in_runs(), 0);
  for (int i = 50; i < 60; ++i) keys_.add(KeyKind::kName, fmt::format("{}", i), {1});
  keys_.commit();
  EXPECT_EQ(keys_in_runs(), 59);
  EXPECT_EQ(rows("song_keys"), 0);
}

TEST_F(KeysOfSongs, OfALargeBatchAreARunAtOnce) {
  const auto write = [&](int begin, int end) {
    database_->execute("BEGIN");
    keys_.begin();
    for (int i = begin; i < end; ++i) keys_.add(KeyKind::kName, fmt::format("{:04}", i), {i + 1});
    keys_.flush();
  };
  write(0, 49);
  EXPECT_EQ(rows("song_keys"), 49);
  EXPECT_EQ(keys_in_runs(), 0);
  database_->execute("COMMIT");
  keys_.commit();

  write(100, 200);
  EXPECT_EQ(rows("song_keys"), 49);
  EXPECT_EQ(keys_in_runs(), 100);
  database_->execute("ROLLBACK");
  keys_.roll_back();
  EXPECT_EQ(rows("song_key_runs") + rows("song_key_blocks"), 0);
  EXPECT_FALSE(keys_.find(KeyKind::kName, "0100"));

  // Runs that became many are merged once the batch is committed.
  for (int begin = 1000; begin < 2000; begin += 100) {
    write(begin, begin + 100);
    database_->execute("COMMIT");
    keys_.commit();
  }
  EXPECT_EQ(keys_in_runs(), 1000);
  EXPECT_LT(rows("song_key_runs"), 8);
  for (const int i : {0, 48, 1000, 1099, 1500, 1999}) {
    EXPECT_EQ(keys_.find(KeyKind::kName, fmt::format("{:04}", i)), SongId{i + 1});
  }
}

TEST_F(KeysOfSongs, WaitWhileAnotherWriterIsAtWork) {
  SongKeys keys(*database_, 1);
  keys.add(KeyKind::kName, "halo", {1});
  {
    const auto other = open_existing_file(path_, options_, migrations());
    const TransactionScope writing(*other, TransactionScope::Kind::kWrite);
    keys.commit();
    EXPECT_EQ(rows("song_keys"), 1);
  }
  keys.add(KeyKind::kName, "gold", {2});
  keys.commit();
  EXPECT_EQ(keys_in_runs(), 2);
}

TEST_F(KeysOfSongs, OfManySearchesInVainMostAreSpared) {
  const auto search = [&] {
    for (int i = 0; i < 10'000; ++i) EXPECT_FALSE(keys_.find(KeyKind::kName, fmt::format("song {}", i)));
  };
  keys_.add(KeyKind::kName, "halo", {1});
  search();
  EXPECT_EQ(keys_.spared(), 0);
  keys_.begin();
  search();
  const auto spared = keys_.spared();
  EXPECT_GT(spared, 9'900);
  keys_.add(KeyKind::kId, "gold", {2});
  keys_.add(KeyKind::kTitle, "blue", {3});
  EXPECT_EQ(keys_.find(KeyKind::kName, "halo"), SongId{1});
  EXPECT_EQ(keys_.find(KeyKind::kId, "gold"), SongId{2});
  EXPECT_EQ(keys_.find(KeyKind::kTitle, "blue"), SongId{3});
  EXPECT_FALSE(keys_.find(KeyKind::kName, "gold"));
  keys_.roll_back();
  const auto within = keys_.spared();
  search();
  EXPECT_EQ(keys_.spared(), within) << "between batches others may write";
}

TEST_F(KeysOfSongs, WhatIsLookedForAheadIsFoundAllTheSame) {
  keys_.add(KeyKind::kId, "settled", {600});
  keys_.settle();
  for (int i = 0; i < 500; ++i) keys_.add(KeyKind::kId, fmt::format("{}", i), {i + 1});
  for (int i = 0; i < 10'000; ++i) EXPECT_FALSE(keys_.find(KeyKind::kName, fmt::format("song {}", i)));
  keys_.begin();
  keys_.add(KeyKind::kId, "new", {777});
  keys_.look_ahead(KeyKind::kId, {"7", "3", "7", "none", "new", "settled"});
  EXPECT_EQ(keys_.find(KeyKind::kId, "settled"), SongId{600});
  EXPECT_EQ(keys_.find(KeyKind::kId, "7"), SongId{8});
  EXPECT_EQ(keys_.find(KeyKind::kId, "3"), SongId{4});
  EXPECT_EQ(keys_.find(KeyKind::kId, "new"), SongId{777});
  EXPECT_FALSE(keys_.find(KeyKind::kId, "none"));
  EXPECT_FALSE(keys_.find(KeyKind::kName, "7")) << "another kind";
  EXPECT_TRUE(keys_.add_unless_taken(KeyKind::kId, "none", {9}));
  EXPECT_EQ(keys_.find(KeyKind::kId, "none"), SongId{9});
  keys_.flush();
  keys_.commit();
  // It is not remembered longer than nobody else can write.
  SongKeys other(*database_, 50);
  other.remove(KeyKind::kId, "7", {8});
  other.add(KeyKind::kId, "7", {99});
  EXPECT_EQ(keys_.find(KeyKind::kId, "7"), SongId{99});
}

TEST_F(KeysOfSongs, WhatWasLookedForAheadInRunsIsReadOnce) {
  keys_.add(KeyKind::kId, "settled", {600});
  keys_.settle();
  database_->execute("BEGIN");
  keys_.begin();
  keys_.look_ahead(KeyKind::kId, {"settled", "none"});
  database_->execute("DELETE FROM song_key_blocks");
  EXPECT_EQ(keys_.find(KeyKind::kId, "settled"), SongId{600});
  database_->execute("ROLLBACK");
  keys_.roll_back();
  EXPECT_EQ(keys_.find(KeyKind::kId, "settled"), SongId{600});
}

TEST_F(KeysOfSongs, WhatAnotherConnectionWroteIsFound) {
  database_.reset();
  Catalog one = Catalog::open(path_);
  Catalog other = Catalog::open(path_);
  const auto write = [](Catalog& catalog, int begin, int end) {
    std::int64_t added = 0;
    Catalog::Transaction batch(catalog);
    for (int i = begin; i < end; ++i) {
      const auto told = test::record(fmt::format("Song {}", i), {"Nova"}, {{"spotify", fmt::format("{}", i)}});
      added += catalog.write(told, {}).outcome == WriteOutcome::kAdded ? 1 : 0;
    }
    batch.commit();
    return added;
  };
  for (int i = 0; i < 4; ++i) EXPECT_EQ(write(one, 2000 * i, 2000 * (i + 1)), 2000);  // until it has a filter
  EXPECT_EQ(write(other, 8000, 8100), 100);
  EXPECT_EQ(write(one, 8000, 8200), 100);
  EXPECT_EQ(write(one, 0, 8200), 0);
  EXPECT_EQ(one.song_count(), 8200);
}

TEST_F(KeysOfSongs, AreFoundWhileAnotherConnectionMergesThem) {
  keys_.add(KeyKind::kName, "halo", {1});
  std::atomic<bool> done = false;
  std::thread writer([&] {
    const auto own = open_existing_file(path_, {}, migrations());
    SongKeys keys(*own, 1);
    for (int i = 0; i < 400; ++i) {
      keys.add(KeyKind::kName, fmt::format("{}", i), {2});
      for (int look = 0; look < 250; ++look) keys.find(KeyKind::kName, "halo");  // so that all runs are merged
      keys.settle();
    }
    done = true;
  });
  std::size_t looks = 0;
  while (!done) {
    EXPECT_EQ(keys_.find(KeyKind::kName, "halo"), SongId{1});
    EXPECT_THAT(keys_.find_all(KeyKind::kName, "halo"), ElementsAre(SongId{1}));
    ++looks;
  }
  writer.join();
  EXPECT_GT(looks, 100U);
}

TEST(KeyFilters, ForgetsNothingAndTakesFewForKnown) {
  KeyFilter filter(20'000);
  for (int i = 0; i < 20'000; ++i) filter.add(static_cast<std::uint8_t>(i % 2), fmt::format("key {}", i));
  EXPECT_FALSE(filter.is_full());
  int mistaken = 0;
  for (int i = 0; i < 20'000; ++i) {
    ASSERT_TRUE(filter.may_contain(static_cast<std::uint8_t>(i % 2), fmt::format("key {}", i)));
    mistaken += filter.may_contain(static_cast<std::uint8_t>(1 - i % 2), fmt::format("key {}", i)) ? 1 : 0;
    mistaken += filter.may_contain(0, fmt::format("other {}", i)) ? 1 : 0;
  }
  EXPECT_LT(mistaken, 400) << "a hundredth";
  filter.add(0, "one more");
  EXPECT_TRUE(filter.is_full());
}

TEST_F(KeysOfSongs, ACatalogSettlesThemAndFindsItsSongs) {
  database_.reset();
  Catalog catalog = Catalog::open(path_, {.new_keys = 100});
  const auto told = [](int i) {
    return test::record(fmt::format("Song {} - Moon Remix", i), {"Nova"}, {{"spotify", fmt::format("{}", i)}});
  };
  std::vector<SongId> songs;
  for (int begin = 0; begin < 300; begin += 30) {
    Catalog::Transaction batch(catalog);
    for (int i = begin; i < begin + 30; ++i) songs.push_back(catalog.write(told(i), {}).song);
    batch.commit();
  }
  database_ = open_existing_file(path_, options_, migrations());
  EXPECT_GT(keys_in_runs(), 600);
  EXPECT_EQ(keys_in_runs() + rows("song_keys"), 300 * 4) << "a name, an id, two keys of a title";
  for (int i = 0; i < 300; ++i) {
    const auto song = songs.at(static_cast<std::size_t>(i));
    EXPECT_EQ(catalog.find_by_id({"spotify", fmt::format("{}", i)}), song);
    EXPECT_EQ(catalog.write(told(i), {}).outcome, WriteOutcome::kUnchanged);
    ASSERT_THAT(catalog.songs_titled(fmt::format("song {}", i)), testing::SizeIs(1));
    EXPECT_EQ(catalog.songs_titled(fmt::format("song {}", i)).front().id, song);
  }

  // A title that changes is found by its new keys, and no longer by the old ones.
  auto renamed = told(7);
  renamed.facts.title = "Gold";
  catalog.write(renamed, {.update = true});
  EXPECT_THAT(catalog.songs_titled("song 7"), IsEmpty());
  EXPECT_THAT(catalog.songs_titled("gold"), testing::SizeIs(1));
  EXPECT_EQ(catalog.write(test::record("Song 7 - Moon Remix", {"Nova"}), {}).song, songs.at(7)) << "once filed there";
}

}  // namespace
}  // namespace segue::catalog
