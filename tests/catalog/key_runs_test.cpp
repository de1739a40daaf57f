#include "segue/catalog/key_runs.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

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
using testing::HasSubstr;
using testing::IsEmpty;

const std::filesystem::path kPath = "catalog.db";

TEST(KeyBlocks, ReadAsTheyWereWritten) {
  const std::int64_t last = std::numeric_limits<std::int64_t>::max();
  KeyBlock block;
  EXPECT_TRUE(block.empty());
  block.add("", std::vector<SongId>{{1}});
  block.add(std::string("a\0b", 3), std::vector<SongId>{{1}, {127}, {128}, {last}});
  block.add(std::string(300, 'a'), std::vector<SongId>{{last}});
  block.add("\xff", std::vector<SongId>(1000, SongId{7}));
  KeyBlockReader reader(block.bytes(), kPath);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.key(), "");
  EXPECT_THAT(reader.songs(), ElementsAre(SongId{1}));
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.key(), std::string("a\0b", 3));
  EXPECT_THAT(reader.songs(), ElementsAre(SongId{1}, SongId{127}, SongId{128}, SongId{last}));
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.key(), std::string(300, 'a'));
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.songs().size(), 1000U);
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.next());
}

TEST(KeyBlocks, AreReadFromAKeyOn) {
  KeyBlock block;
  for (const char* key : {"b", "d", "f"}) block.add(key, std::vector<SongId>{{1}});
  KeyBlockReader reader(block.bytes(), kPath);
  for (const auto& [key, first] : std::map<std::string, std::string>{{"a", "b"}, {"b", "b"}, {"c", "d"}, {"f", "f"}}) {
    ASSERT_TRUE(reader.go_to(key));
    EXPECT_EQ(reader.key(), first);
  }
  EXPECT_FALSE(reader.go_to("g"));
  EXPECT_FALSE(KeyBlockReader({}, kPath).go_to("a"));
}

TEST(KeyBlocks, TellWhatKeysBeginWithOnce) {
  KeyBlock block;
  for (int i = 100; i < 200; ++i) block.add(fmt::format("the same beginning {}", i), std::vector<SongId>{{1}});
  EXPECT_LT(block.bytes().size(), 700U) << "of 2,200 bytes";
  block.clear();
  block.add("the same beginning", std::vector<SongId>{{1}});
  KeyBlockReader reader(block.bytes(), kPath);
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.key(), "the same beginning") << "nothing of the block before is needed";
}

TEST(KeyBlocks, DamagedOnesEndInAnErrorOrInOtherKeys) {
  Rng rng(5);
  KeyBlock block;
  for (int i = 100; i < 200; ++i) block.add(fmt::format("song {}", i), std::vector<SongId>{{i}, {1000 * i}});
  int refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::byte> bytes(block.bytes().begin(), block.bytes().end());
    bytes.resize(bytes.size() - (rng.below(2) == 0 ? rng.below(bytes.size()) : 0));
    for (auto flips = rng.below(4); flips > 0 && !bytes.empty(); --flips) {
      bytes[rng.below(bytes.size())] = static_cast<std::byte>(rng.below(256));
    }
    try {
      for (KeyBlockReader reader(bytes, kPath); reader.next();) EXPECT_LE(reader.key().size(), bytes.size());
    } catch (const Error& error) {
      ++refused;
      EXPECT_EQ(error.kind(), ErrorKind::kBadData);
      EXPECT_THAT(error.what(), HasSubstr("catalog.db is damaged"));
    }
  }
  EXPECT_GT(refused, 2000);
}

class RunsOfKeys : public testing::Test {
 protected:
  void write_run(std::uint8_t kind, const std::map<std::string, std::set<SongId>>& keys) {
    KeyRuns::Writer run(runs_, kind);
    for (const auto& [key, songs] : keys) {
      for (const SongId song : songs) {
        run.add(key, song);
        run.add(key, song);
      }
    }
    run.finish();
  }
  std::set<SongId> found(std::uint8_t kind, const std::string& key) {
    std::vector<SongId> songs;
    runs_.find(kind, key, songs);
    return {songs.begin(), songs.end()};
  }
  std::int64_t count(const std::string& table) {
    return database_->read_integer(fmt::format("SELECT COUNT(*) FROM {}", table));
  }

  test::TempFolder folder_;
  std::unique_ptr<Database> database_ = open_or_create(folder_ / "catalog.db", {}, migrations());
  KeyRuns runs_{*database_, 100};
};

TEST_F(RunsOfKeys, FindWhatAMapFinds) {
  Rng rng(9);
  std::map<std::pair<std::uint8_t, std::string>, std::set<SongId>> expected;
  std::size_t merged = 0;
  for (int round = 0; round < 60; ++round) {
    const auto kind = static_cast<std::uint8_t>(rng.below(2));
    std::map<std::string, std::set<SongId>> keys;
    for (auto n = rng.below(900); n > 0; --n) {
      const std::string key = rng.below(200) == 0 ? std::string(9000, static_cast<char>('a' + rng.below(26)))
                                                  : fmt::format("key {}", rng.below(20'000));
      const SongId song{static_cast<std::int64_t>(rng.below(1'000'000)) + 1};
      keys[key].insert(song);
      expected[{kind, key}].insert(song);
    }
    write_run(kind, keys);
    for (int i = 0; i < 30; ++i) {
      const auto& [key, songs] = *std::next(expected.begin(), static_cast<std::ptrdiff_t>(rng.below(expected.size())));
      if (songs.empty()) continue;
      const SongId song = *songs.begin();
      runs_.remove(key.first, key.second, song);
      expected[key].erase(song);
    }
    if (rng.below(3) == 0 && runs_.are_many(kind)) {
      runs_.merge(kind);
      EXPECT_FALSE(runs_.are_many(kind));
      ++merged;
    }
  }
  EXPECT_GE(merged, 2U);
  EXPECT_LT(count("song_key_runs"), 30);
  for (const auto& [key, songs] : expected) ASSERT_EQ(found(key.first, key.second), songs) << key.second;
  for (const char* key : {"", "key", "key 20001", "zz"}) EXPECT_THAT(found(0, key), IsEmpty()) << key;
  std::set<std::string> told;
  runs_.for_each_key(1, [&](std::string_view key) { told.insert(std::string(key)); });
  for (const auto& [key, songs] : expected) {
    if (key.first != 1) continue;
    EXPECT_EQ(told.contains(key.second), !songs.empty()) << key.second;
  }
}

TEST_F(RunsOfKeys, ManyAreLookedForInOneGo) {
  Rng rng(2);
  std::map<std::string, SongId> expected;
  for (int run = 0; run < 4; ++run) {
    std::map<std::string, std::set<SongId>> keys;
    for (int i = 0; i < 3000; ++i) {
      const std::string key = fmt::format("key {}", rng.below(100'000));
      if (expected.try_emplace(key, SongId{i + 1}).second) keys[key] = {expected[key]};
    }
    write_run(1, keys);
  }
  std::set<std::string> asked = {"", "a", "key", "z"};
  for (int i = 0; i < 20'000; ++i) asked.insert(fmt::format("key {}", rng.below(100'000)));
  std::vector<std::string> left(asked.begin(), asked.end());
  std::map<std::string, SongId> found;
  runs_.find_each(1, left, [&](std::string_view key, SongId song) { found.emplace(key, song); });
  std::vector<std::string> nowhere;
  for (const std::string& key : asked) {
    if (expected.contains(key)) {
      ASSERT_EQ(found.at(key), expected.at(key));
    } else {
      nowhere.push_back(key);
    }
  }
  EXPECT_EQ(left, nowhere);
  EXPECT_EQ(found.size() + left.size(), asked.size());
  EXPECT_GT(found.size(), 1000U);
}

TEST_F(RunsOfKeys, OfNothingThereAreNone) {
  write_run(0, {});
  EXPECT_EQ(count("song_key_runs"), 0);
  EXPECT_EQ(count("song_key_blocks"), 0);
  std::vector<std::string> keys = {"a"};
  runs_.find_each(0, keys, [](std::string_view, SongId) { FAIL(); });
  EXPECT_THAT(keys, ElementsAre("a"));
}

TEST_F(RunsOfKeys, EightOfASizeBecomeOne) {
  for (int run = 0; run < 64; ++run) {
    EXPECT_FALSE(runs_.are_many(0)) << run;
    std::map<std::string, std::set<SongId>> keys;
    for (int i = 0; i < 120; ++i) keys[fmt::format("{} {}", i, run)] = {{run + 1}};
    write_run(0, keys);
    runs_.merge(0);
    EXPECT_EQ(count("song_key_runs"), (run + 1) / 8 % 8 + (run + 1) % 8 + (run + 1) / 64) << run;
  }
  EXPECT_EQ(database_->read_integer("SELECT SUM(keys) FROM song_key_runs"), 64 * 120);
  EXPECT_EQ(database_->read_integer("SELECT COUNT(DISTINCT run) FROM song_key_blocks"), 1);
}

TEST_F(RunsOfKeys, AreMergedWhenLookingIntoThemHasCostAsMuch) {
  for (int run = 0; run < 3; ++run) {
    std::map<std::string, std::set<SongId>> keys;
    for (int i = 0; i < 400; ++i) keys[fmt::format("{} {}", i, run)] = {{run + 1}};
    write_run(0, keys);
    write_run(1, keys);
  }
  std::vector<std::string> keys;
  for (int i = 50; i < 400; ++i) keys.push_back(fmt::format("{} 2", i));
  std::ranges::sort(keys);
  EXPECT_FALSE(runs_.are_many(0));
  runs_.find_each(0, keys, [](std::string_view, SongId) {});
  EXPECT_THAT(keys, IsEmpty());
  EXPECT_TRUE(runs_.are_many(0));
  EXPECT_FALSE(runs_.are_many(1)) << "another kind";
  runs_.merge(0);
  EXPECT_EQ(count("song_key_runs WHERE kind = 0"), 1);
  EXPECT_FALSE(runs_.are_many(0));
  for (int i = 0; i < 1000; ++i) EXPECT_THAT(found(0, "3 1"), ElementsAre(SongId{2}));
  EXPECT_FALSE(runs_.are_many(0)) << "there is but one";
  for (int i = 0; i < 400; ++i) EXPECT_THAT(found(1, "3 1"), ElementsAre(SongId{2}));
  EXPECT_TRUE(runs_.are_many(1));
}

}  // namespace
}  // namespace segue::catalog
