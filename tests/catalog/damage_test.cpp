#include "invented.h"
#include "temp_folder.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/base/sha1.h"
#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"

namespace segue::catalog {
namespace {

const TextModelName kModel{"0123456789abcdef", "words", "en"};

SongReading invented_reading(SongId song, const std::string& words) {
  SongReading reading;
  reading.song = song;
  reading.digest = sha1_hex(words);
  reading.reader = 1;
  reading.language = "en";
  reading.precision = "float32";
  reading.tokens = 2;
  reading.sentiment = {0.25, 0.25, 0.5};
  reading.embedding = {0.6F, 0.8F};
  return reading;
}

/// Does with a file all that a catalog can do. A damaged one may read as something else or end in an Error of a kind
/// that fits; anything else (a crash, another exception) fails the test.
/// `keep`: what is written is committed, which takes the disk's time.
void use(const std::filesystem::path& path, bool keep, int& errors) {
  try {
    Catalog catalog = Catalog::open(path);
    const auto attempt = [&](const std::function<void()>& action) {
      try {
        action();
      } catch (const Error& error) {
        ++errors;
        EXPECT_TRUE(error.kind() == ErrorKind::kBadData || error.kind() == ErrorKind::kFailed) << error.what();
        EXPECT_NE(std::string(error.what()).find(path.string()), std::string::npos) << error.what();
      }
    };
    attempt([&] { catalog.summary(); });
    attempt([&] { catalog.for_each_song([](const Song&) {}, true); });
    attempt([&] { catalog.songs(std::vector<SongId>{{1}, {2}, {3}}); });
    attempt([&] { catalog.songs_titled("halo"); });
    attempt([&] { catalog.find_by_id({"spotify", "1"}); });
    attempt([&] { catalog.values({1}); });
    attempt([&] { catalog.lyrics({1}); });
    attempt([&] { catalog.playlists(); });
    attempt([&] {
      for (const RecipeSummary& recipe : catalog.recipes()) catalog.read_recipe(recipe.id);
    });
    attempt([&] { catalog.find_recipe("default"); });
    attempt([&] { catalog.text_models(); });
    attempt([&] { catalog.languages(); });
    attempt([&] { catalog.songs_to_read(kModel.fingerprint, {true, true}, 1); });
    attempt([&] { catalog.for_each_embedding(kModel.fingerprint, [](SongId, std::span<const float>) {}); });
    attempt([&] { catalog.reading({1}, kModel.fingerprint); });
    attempt([&] {
      Catalog::Transaction transaction(catalog);
      SongRecord told = test::record("Halo", {"Nova", "Ben"}, {{"spotify", "1"}, {"isrc", "new"}});
      told.values[Variable::kTempo] = 120;
      told.lyrics = "la";
      const SongId song = catalog.write(told, {.update = true}).song;
      PlaylistMention mention;
      mention.name = "Morning";
      catalog.write_playlist(mention, std::vector<SongId>{song});
      catalog.write_recipe("default", {});
      catalog.write_readings(kModel, std::vector<SongReading>{invented_reading(song, told.lyrics)});
      if (keep) transaction.commit();
    });
  } catch (const Error&) {
    ++errors;
  }
}

class Damage : public testing::Test {
 protected:
  void spoil_and_use(const std::string& bytes) {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_.string() + suffix);
    test::write_bytes(path_, bytes);
    use(path_, uses_++ % 10 == 0, errors_);
  }

  const std::string good_ = test::bytes_of_file(std::filesystem::path(SEGUE_TESTS_DIR) / "data" / "catalog-v1.db");
  test::TempFolder folder_;
  const std::filesystem::path path_ = folder_ / "catalog.db";
  int errors_ = 0;
  int uses_ = 0;
};

TEST_F(Damage, NoneGivesNoError) {
  ASSERT_FALSE(good_.empty());
  spoil_and_use(good_);
  EXPECT_EQ(errors_, 0);
}

TEST_F(Damage, ByTruncationIsAnError) {
  for (std::size_t size = 1; size < good_.size(); size += good_.size() / 60 + 1) {
    errors_ = 0;
    spoil_and_use(good_.substr(0, size));
    EXPECT_GT(errors_, 0) << size;
  }
}

TEST_F(Damage, ByGarbageBehindTheHeaderIsAnError) {
  Rng rng(1);
  for (int round = 0; round < 10; ++round) {
    std::string bytes = good_;
    for (std::size_t i = 100; i < bytes.size(); ++i) bytes[i] = static_cast<char>(rng.below(256));
    errors_ = 0;
    spoil_and_use(bytes);
    EXPECT_GT(errors_, 0);
  }
}

TEST_F(Damage, ByFlippedBytesNeverCrashes) {
  Rng rng(2);
  for (std::size_t at = 0; at < good_.size(); at += 1 + rng.below(2 * good_.size() / 400)) {
    std::string bytes = good_;
    bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1 + rng.below(255)));
    spoil_and_use(bytes);
  }
  EXPECT_GT(errors_, 0);
}

TEST_F(Damage, OfTheSchemaAndManyBytesNeverCrashes) {
  Rng rng(3);
  for (int round = 0; round < 200; ++round) {
    std::string bytes = good_;
    const std::size_t flips = 1 + rng.below(20);
    const std::size_t end = round % 2 == 0 ? bytes.size() : std::min<std::size_t>(bytes.size(), 8192);
    for (std::size_t i = 0; i < flips; ++i) bytes[rng.below(end)] = static_cast<char>(rng.below(256));
    spoil_and_use(bytes);
  }
  EXPECT_GT(errors_, 0);
}

TEST_F(Damage, OfReadingsNeverCrashes) {
  const std::filesystem::path path = folder_ / "readings.db";
  {
    Catalog catalog = Catalog::open(path);
    for (int i = 0; i < 20; ++i) {
      SongRecord told = test::record("Song " + std::to_string(i), {"X"});
      told.lyrics = "la la " + std::to_string(i);
      const SongId song = catalog.write(told, {.add_songs = true}).song;
      catalog.write_readings(kModel, std::vector<SongReading>{invented_reading(song, told.lyrics)});
    }
    catalog.use_text_models(kModel, kModel);
  }
  Database(path, Database::Access::kReadWrite, std::chrono::seconds(1))
      .execute("PRAGMA journal_mode = DELETE; PRAGMA page_size = 1024; VACUUM; PRAGMA journal_mode = WAL");
  const std::string good = test::bytes_of_file(path);
  errors_ = 0;
  spoil_and_use(good);
  EXPECT_EQ(errors_, 0);
  Rng rng(4);
  for (int round = 0; round < 200; ++round) {
    std::string bytes = good;
    for (std::size_t i = 0; i < 10; ++i)
      bytes[1024 + rng.below(good.size() - 1024)] = static_cast<char>(rng.below(256));
    spoil_and_use(bytes);
  }
  EXPECT_GT(errors_, 0);
}

}  // namespace
}  // namespace segue::catalog
