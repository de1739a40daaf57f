#include <thread>

#include "invented.h"
#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "segue/base/rng.h"
#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"

namespace segue::catalog {
namespace {

using namespace std::chrono_literals;
using test::dump;
using test::error_of;
using test::record;
using testing::HasSubstr;

class Transactions : public testing::Test {
 protected:
  static SongRecord numbered(int i) {
    SongRecord told = record("Song " + std::to_string(i), {"X"}, {{"spotify", std::to_string(i)}});
    told.values[Variable::kEnergy] = 0.5;
    told.lyrics = "la";
    return told;
  }

  test::TempFolder folder_;
  const std::filesystem::path path_ = folder_ / "catalog.db";
  Catalog catalog_ = Catalog::open(path_);
};

TEST_F(Transactions, AreKeptWhenCommitted) {
  {
    Catalog::Transaction transaction(catalog_);
    for (int i = 0; i < 10; ++i) catalog_.write(numbered(i), {});
    transaction.commit();
  }
  EXPECT_EQ(Catalog::open_existing(path_).song_count(), 10);
}

TEST_F(Transactions, AreLostWholeWhenNot) {
  const SongId kept = catalog_.write(numbered(0), {}).song;
  const std::string before = dump(catalog_);
  {
    Catalog::Transaction transaction(catalog_);
    for (int i = 0; i < 10; ++i) catalog_.write(numbered(i), {.update = true});
    PlaylistMention mention;
    mention.name = "P";
    catalog_.write_playlist(mention, std::vector<SongId>{kept});
    StoredRecipe recipe;
    catalog_.write_recipe("r", recipe);
    EXPECT_EQ(catalog_.song_count(), 10);
  }
  EXPECT_EQ(dump(catalog_), before);
  EXPECT_FALSE(catalog_.current_recipe());
  Catalog::Transaction next(catalog_);
  EXPECT_EQ(catalog_.write(numbered(1), {}).outcome, WriteOutcome::kAdded);
  next.commit();
}

TEST_F(Transactions, OfAnotherAreNotSeenBeforeTheirEnd) {
  const Catalog reader = Catalog::open_existing(path_);
  Catalog::Transaction transaction(catalog_);
  catalog_.write(numbered(0), {});
  EXPECT_EQ(reader.song_count(), 0) << "a reader neither waits nor sees";
  transaction.commit();
  EXPECT_EQ(reader.song_count(), 1);
}

TEST_F(Transactions, AReadingSeesOneStateToItsEnd) {
  for (int i = 0; i < 3; ++i) catalog_.write(numbered(i), {});
  Catalog writer = Catalog::open(path_);
  int visited = 0;
  catalog_.for_each_values([&](SongId, const KnownValues&) {
    writer.write(numbered(100 + visited), {});
    ++visited;
  });
  EXPECT_EQ(visited, 3);
  EXPECT_EQ(catalog_.song_count(), 6);
}

TEST_F(Transactions, ASecondWriterGivesUpAfterItsWait) {
  Catalog other = Catalog::open(path_, {.wait = 30ms});
  Catalog::Transaction transaction(catalog_);
  catalog_.write(numbered(0), {});
  const auto begin = std::chrono::steady_clock::now();
  const Error error = error_of([&] { other.write(numbered(1), {}); });
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 25ms);
  EXPECT_EQ(error.kind(), ErrorKind::kFailed);
  EXPECT_THAT(error.what(), HasSubstr("another segue is writing"));
  EXPECT_THAT(error.what(), HasSubstr(path_.string()));
  EXPECT_THAT(error_of([&] { Catalog::Transaction blocked(other); }).what(), HasSubstr("another segue is writing"));
  transaction.commit();
  EXPECT_EQ(other.write(numbered(1), {}).outcome, WriteOutcome::kAdded);
}

TEST_F(Transactions, ASecondWriterWaitsForItsTurn) {
  std::thread writer;
  {
    Catalog::Transaction transaction(catalog_);
    catalog_.write(numbered(0), {});
    writer = std::thread([this] { Catalog::open(path_).write(numbered(1), {}); });
    std::this_thread::sleep_for(50ms);
    transaction.commit();
  }
  writer.join();
  EXPECT_EQ(catalog_.song_count(), 2);
}

TEST_F(Transactions, ManyMayCreateTheSameCatalogAtOnce) {
  const std::filesystem::path fresh = folder_ / "fresh.db";
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&, i] { Catalog::open(fresh).write(numbered(i), {}); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Catalog::open_existing(fresh).song_count(), 8);
}

TEST_F(Transactions, AFullDiskKeepsWhatWasStored) {
  for (int i = 0; i < 5; ++i) catalog_.write(numbered(i), {});
  const std::string before = dump(catalog_);
  Catalog full = Catalog::open(path_, {.size_limit = 800'000});
  const Error error = error_of([&] {
    Catalog::Transaction transaction(full);
    SongRecord told = numbered(0);
    told.lyrics = std::string(50'000, 'x');
    for (int i = 5; i < 1000; ++i) {
      told.facts.title = std::to_string(i);
      told.facts.ids.clear();
      full.write(told, {});
    }
    transaction.commit();
  });
  EXPECT_EQ(error.kind(), ErrorKind::kFailed);
  EXPECT_THAT(error.what(), HasSubstr("no space left"));
  EXPECT_EQ(dump(full), before);
  EXPECT_EQ(dump(Catalog::open_existing(path_)), before);
}

TEST_F(Transactions, ARecipeThatDoesNotFitLeavesTheOldOne) {
  StoredRecipe recipe;
  recipe.dimension = 1;
  recipe.songs = {{1}};
  recipe.vectors = {1.5F};
  recipe.clusters = {0};
  recipe.json = "old";
  const RecipeId id = catalog_.write_recipe("default", recipe);
  Catalog full = Catalog::open(path_, {.size_limit = 800'000});
  recipe.json = "new";
  recipe.models["big"].resize(3'000'000);
  EXPECT_EQ(error_of([&] { full.write_recipe("default", recipe); }).kind(), ErrorKind::kFailed);
  EXPECT_EQ(full.read_recipe(id).json, "old");
  EXPECT_EQ(full.read_recipe(id).vectors, (std::vector<float>{1.5F}));
  EXPECT_EQ(full.current_recipe()->id, id);
}

/// A child writes batches of ten, each in a transaction, and is killed at some point.
TEST_F(Transactions, AKilledWriterLeavesWholeTransactions) {
  { const Catalog closed = std::move(catalog_); }  // no connection of SQLite may live through a fork
  Rng rng(7);
  // On a busy machine a child may be killed before it wrote anything: then there are more rounds, and longer ones.
  std::int64_t written = 0;
  for (int round = 0; round < 12 || (written == 0 && round < 200); ++round) {
    const pid_t child = fork();
    if (child == 0) {
      try {
        Catalog mine = Catalog::open(path_);
        for (int batch = round * 1000;; ++batch) {
          Catalog::Transaction transaction(mine);
          for (int i = 0; i < 10; ++i) mine.write(numbered(batch * 10 + i), {});
          transaction.commit();
        }
      } catch (...) {
      }
      _exit(1);
    }
    std::this_thread::sleep_for(
        std::chrono::microseconds((2000 + rng.below(40'000)) * (1 + static_cast<std::uint64_t>(round) / 12)));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const Catalog after = Catalog::open(path_);
    written = after.song_count();
    EXPECT_EQ(written % 10, 0);
    Database database(path_, Database::Access::kReadOnly, 1000ms);
    Query check = database.query("PRAGMA integrity_check");
    ASSERT_TRUE(check.step());
    EXPECT_EQ(check.text(0), "ok");
  }
  EXPECT_GT(written, 0);
}

}  // namespace
}  // namespace segue::catalog
