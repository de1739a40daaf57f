#include "segue/catalog/migrations.h"

#include "invented.h"
#include "temp_folder.h"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/title.h"
#include "segue/catalog/opening.h"
#include "segue/catalog/values/variable.h"

namespace segue::catalog {
namespace {

using test::dump;
using test::error_of;
using testing::HasSubstr;

/// The version this segue makes.
int newest() {
  return static_cast<int>(migrations().size());
}

/// The steps of this segue and one more.
std::vector<Migration> with_step(const std::function<void(Database&)>& apply) {
  std::vector<Migration> steps(migrations().begin(), migrations().end());
  steps.push_back({static_cast<int>(steps.size()) + 1, "an invented step", apply});
  return steps;
}

std::filesystem::path stored(const std::string& name) {
  return std::filesystem::path(SEGUE_TESTS_DIR) / "data" / name;
}

class Migrations : public testing::Test {
 protected:
  Migrations() { std::filesystem::copy_file(stored("catalog-v1.db"), path_); }

  std::int64_t version() const {
    return Database(path_, Database::Access::kReadOnly, options_.wait).read_integer("PRAGMA user_version");
  }

  test::TempFolder folder_;
  const std::filesystem::path path_ = folder_ / "catalog.db";
  const OpenOptions options_{};
};

TEST_F(Migrations, AStoredCatalogOfVersion1ReadsRight) {
  ASSERT_EQ(version(), 1);
  const Catalog catalog = Catalog::open_existing(path_);
  EXPECT_EQ(dump(catalog), test::bytes_of_file(stored("catalog-v1.txt")));
  ASSERT_TRUE(catalog.current_recipe());
  const RecipeSummary summary = *catalog.current_recipe();
  EXPECT_EQ(summary.name, "default");
  EXPECT_EQ(summary.created, "2026-01-31 12:00:00");
  const StoredRecipe recipe = catalog.read_recipe(summary.id);
  EXPECT_EQ(recipe.json, R"({"version": 1, "kind": "invented"})");
  EXPECT_EQ(recipe.dimension, 2u);
  EXPECT_EQ(recipe.songs, (std::vector<SongId>{{1}, {2}, {3}, {4}, {5}}));
  EXPECT_EQ(recipe.vectors, (std::vector<float>{0.5F, -1, 0.25F, 2, 0, 0, -0.125F, 1, 3, 4}));
  EXPECT_EQ(recipe.clusters, (std::vector<std::int32_t>{0, 1, 1, 0, 2}));
  ASSERT_EQ(recipe.models.size(), 1u);
  EXPECT_EQ(recipe.models.at("tabular"), (std::vector<std::byte>{std::byte{1}, std::byte{2}, std::byte{254}}));
}

TEST_F(Migrations, AStoredCatalogOfVersion1CanBeWritten) {
  Catalog catalog = Catalog::open(path_);
  const std::int64_t songs = catalog.song_count();
  EXPECT_EQ(catalog.write(test::record("A new song", {"Somebody"}), {}).outcome, WriteOutcome::kAdded);
  EXPECT_EQ(catalog.song_count(), songs + 1);
}

TEST_F(Migrations, AStoredCatalogOfVersion2ReadsRight) {
  const auto path = folder_ / "two.db";
  std::filesystem::copy_file(stored("catalog-v2.db"), path);
  Catalog catalog = Catalog::open_existing(path);
  EXPECT_EQ(dump(catalog), test::bytes_of_file(stored("catalog-v2.txt")));
  const auto files = catalog.files();
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].path, "/music/Nobody - Broken.mp3");
  EXPECT_THAT(files[0].problem, HasSubstr("no audio"));
  EXPECT_TRUE(files[1].missing);
  EXPECT_EQ(files[2].song, SongId{1});
  ASSERT_TRUE(catalog.sound({1}));
  EXPECT_EQ(catalog.sound({1})->duration_s, 6);
  EXPECT_EQ(catalog.songs_without_file(), std::vector<SongId>{{7}});
  EXPECT_EQ(catalog.current_recipe()->name, "default");
  // What version 3 brings: all words are still to be read.
  EXPECT_THAT(catalog.songs_to_read("0123456789abcdef", {}, 1),
              testing::ElementsAre(SongWords{{2}, 30}, SongWords{{5}, 10}));
  EXPECT_TRUE(catalog.languages().empty());
}

TEST_F(Migrations, AStoredCatalogOfVersion3ReadsRight) {
  const auto path = folder_ / "three.db";
  std::filesystem::copy_file(stored("catalog-v3.db"), path);
  Catalog catalog = Catalog::open_existing(path);
  EXPECT_EQ(dump(catalog), test::bytes_of_file(stored("catalog-v3.txt")));
  ASSERT_TRUE(catalog.embedding_model());
  EXPECT_EQ(catalog.embedding_model()->model.name, "words");
  const auto reading = catalog.reading({2}, "c932b86d546ccaaa");
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->embedding, (std::vector<float>{0.5F, -1, 4, 1.5F}));
  EXPECT_EQ(catalog.current_recipe()->name, "default");
}

TEST_F(Migrations, AStoredCatalogOfVersion4ReadsRight) {
  const auto path = folder_ / "four.db";
  std::filesystem::copy_file(stored("catalog-v4.db"), path);
  Catalog catalog = Catalog::open_existing(path);
  EXPECT_EQ(dump(catalog), test::bytes_of_file(stored("catalog-v4.txt")));
  // What version 6 brings.
  EXPECT_EQ(catalog.song_count(), static_cast<std::int64_t>(catalog.song_ids({}).size()));
  EXPECT_GT(catalog.song_count(), 0);
  // What version 5 brings.
  EXPECT_TRUE(catalog.trials("tabular").empty());
  catalog.write_trial({"key", "tabular", "data", "{}", {}});
  EXPECT_EQ(catalog.trials("tabular").size(), 1U);
}

TEST_F(Migrations, AStoredCatalogOfVersion6ReadsRight) {
  const auto path = folder_ / "six.db";
  std::filesystem::copy_file(stored("catalog-v6.db"), path);
  const Catalog catalog = Catalog::open_existing(path);
  EXPECT_EQ(dump(catalog), test::bytes_of_file(stored("catalog-v4.txt")));
  EXPECT_EQ(catalog.song_count(), static_cast<std::int64_t>(catalog.song_ids({}).size()));
  EXPECT_EQ(catalog.trials("tabular").size(), 1U);
}

TEST_F(Migrations, AStoredCatalogOfVersion7ReadsRight) {
  const auto path = folder_ / "seven.db";
  std::filesystem::copy_file(stored("catalog-v7.db"), path);
  Catalog catalog = Catalog::open_existing(path);
  EXPECT_EQ(dump(catalog), test::bytes_of_file(stored("catalog-v4.txt")));
  EXPECT_EQ(catalog.trials("tabular").size(), 1U);
  // What version 8 brings: which songs lack artists is known of those that were there before.
  for (const SongId id : catalog.song_ids({})) {
    const Song song = test::song_of(catalog, id);
    const auto outcome = catalog.write_to(id, test::record(song.facts.title, {"Somebody"}), {}).outcome;
    EXPECT_EQ(outcome, song.facts.artists.empty() ? WriteOutcome::kCompleted : WriteOutcome::kUnchanged) << id.value;
  }
}

TEST_F(Migrations, NamesIdsAndTitlesOfStoredCatalogsLeadWhereTheyLed) {
  // Version 7 keeps them in another table.
  for (const int version : {1, 2, 3, 4, 6, 7}) {
    const auto path = folder_ / fmt::format("led{}.db", version);
    std::filesystem::copy_file(stored(fmt::format("catalog-v{}.db", version)), path);
    Catalog catalog = Catalog::open(path);
    std::vector<Song> songs;
    catalog.for_each_song([&](const Song& song) { songs.push_back(song); }, true);
    ASSERT_GE(songs.size(), 5U);
    std::size_t ids = 0;
    for (const Song& song : songs) {
      for (const ExternalId& id : song.facts.ids) EXPECT_EQ(catalog.find_by_id(id), song.id);
      ids += song.facts.ids.size();
      for (const std::string& key : {title_key(song.facts.title), name_key(song.facts.title)}) {
        std::vector<SongId> titled;
        for (const SongName& name : catalog.songs_titled(key)) titled.push_back(name.id);
        EXPECT_THAT(titled, testing::Contains(song.id)) << key;
      }
      EXPECT_EQ(catalog.write(test::record(song.facts.title, song.facts.artists), {}).song, song.id);
    }
    EXPECT_GE(ids, 3U);
    EXPECT_EQ(catalog.song_count(), static_cast<std::int64_t>(songs.size()));
  }
}

TEST_F(Migrations, AStepIsTakenOnceAndKeepsAllData) {
  const std::string before = dump(Catalog::open_existing(path_));
  int taken = 0;
  const std::vector<Migration> steps = with_step([&](Database& database) {
    ++taken;
    database.execute("ALTER TABLE songs ADD COLUMN mood TEXT; UPDATE songs SET mood = 'calm'");
  });
  open_existing_file(path_, options_, steps);
  const auto database = open_or_create(path_, options_, steps);
  EXPECT_EQ(taken, 1);
  EXPECT_EQ(database->read_integer("PRAGMA user_version"), static_cast<std::int64_t>(steps.size()));
  EXPECT_EQ(database->read_integer("SELECT COUNT(*) FROM songs WHERE mood = 'calm'"),
            database->read_integer("SELECT COUNT(*) FROM songs"));
  EXPECT_EQ(database->read_integer("PRAGMA foreign_keys"), 1);

  // Back to a version this segue knows, to compare through the front door.
  database->execute(fmt::format("PRAGMA user_version = {}", migrations().size()));
  EXPECT_EQ(dump(Catalog::open_existing(path_)), before);
}

TEST_F(Migrations, AStepThatFailsHalfWayLeavesTheCatalogAsItWas) {
  const std::string before = dump(Catalog::open_existing(path_));
  const std::vector<Migration> steps = with_step([](Database& database) {
    database.execute("ALTER TABLE songs ADD COLUMN mood TEXT; DELETE FROM playlist_songs; DROP TABLE recipe_vectors");
    database.execute("INSERT INTO no_such_table VALUES(1)");
  });
  const Error error = error_of([&] { open_or_create(path_, options_, steps); });
  EXPECT_THAT(error.what(),
              HasSubstr(fmt::format("could not be brought to version {} (an invented step)", newest() + 1)));
  EXPECT_THAT(error.what(), HasSubstr(fmt::format("stays at version {}", newest())));
  EXPECT_THAT(error.what(), HasSubstr("no_such_table"));
  EXPECT_EQ(version(), newest());
  const Catalog catalog = Catalog::open_existing(path_);
  EXPECT_EQ(dump(catalog), before);
  EXPECT_EQ(catalog.read_recipe(catalog.current_recipe()->id).songs.size(), 5u);
}

TEST_F(Migrations, AStepThatBreaksReferencesIsUndone) {
  const std::vector<Migration> steps =
      with_step([](Database& database) { database.execute("DELETE FROM songs WHERE id = 1"); });
  const Error error = error_of([&] { open_or_create(path_, options_, steps); });
  EXPECT_EQ(error.kind(), ErrorKind::kBadData);
  EXPECT_EQ(version(), newest());
}

TEST_F(Migrations, OnlyTheStepsBeforeAFailureStay) {
  std::vector<Migration> steps = with_step([](Database& database) { database.execute("CREATE TABLE second(a)"); });
  steps.push_back({newest() + 2, "a broken step", [](Database& database) {
                     database.execute("CREATE TABLE third(a)");
                     throw Error(ErrorKind::kFailed, "no");
                   }});
  error_of([&] { open_or_create(path_, options_, steps); });
  EXPECT_EQ(version(), newest() + 1);
  Database database(path_, Database::Access::kReadOnly, options_.wait);
  EXPECT_EQ(database.read_integer("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'second'"), 1);
  EXPECT_EQ(database.read_integer("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'third'"), 0);
}

TEST_F(Migrations, ANewerCatalogIsRefusedWithBothVersions) {
  open_or_create(path_, options_, with_step([](Database&) {}));
  const std::string bytes = test::bytes_of_file(path_);
  for (const bool create : {false, true}) {
    const Error error = error_of([&] { create ? Catalog::open(path_) : Catalog::open_existing(path_); });
    EXPECT_EQ(error.kind(), ErrorKind::kBadData);
    EXPECT_THAT(error.what(), HasSubstr(fmt::format("version {}", newest() + 1)));
    EXPECT_THAT(error.what(), HasSubstr(fmt::format("versions up to {}", newest())));
    EXPECT_THAT(error.hint(), HasSubstr("newer segue"));
  }
  EXPECT_EQ(test::bytes_of_file(path_), bytes);
}

TEST_F(Migrations, AVersionThatCannotBeIsRefused) {
  Database(path_, Database::Access::kReadWrite, options_.wait).execute("PRAGMA user_version = -3");
  EXPECT_EQ(error_of([&] { Catalog::open(path_); }).kind(), ErrorKind::kBadData);
}

TEST_F(Migrations, ANewCatalogHasAColumnForEveryVariable) {
  const auto database = open_or_create(folder_ / "new.db", options_, migrations());
  for (const VariableInfo& variable : variables()) {
    Query column =
        database->query("SELECT COUNT(*) FROM pragma_table_info('song_values') WHERE name = ? AND type = 'REAL'");
    column.with(variable.name);
    ASSERT_TRUE(column.step());
    EXPECT_EQ(column.integer(0), 1) << variable.name;
  }
  EXPECT_EQ(database->read_integer("SELECT COUNT(*) FROM pragma_table_info('song_values')"),
            static_cast<std::int64_t>(kVariableCount) + 2);
}

TEST_F(Migrations, AreNumberedWithoutGaps) {
  int expected = 1;
  for (const Migration& step : migrations()) {
    EXPECT_EQ(step.version, expected++);
    EXPECT_FALSE(step.description.empty());
  }
}

TEST_F(Migrations, StoredCatalogsHaveTheSchemaOfTheirVersion) {
  // A released step that was edited would show here.
  const auto schema = [&](Database& database) {
    std::string text;
    Query rows = database.query(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name <> 'sqlite_sequence' ORDER BY type, name");
    while (rows.step()) text += std::string(rows.text(0)) + "\n";
    return text;
  };
  for (const std::size_t version : {1U, 2U, 3U, 4U, 6U}) {
    const auto copy = folder_ / fmt::format("stored{}.db", version);
    std::filesystem::copy_file(stored(fmt::format("catalog-v{}.db", version)), copy);
    const auto fresh =
        open_or_create(folder_ / fmt::format("new{}.db", version), options_, migrations().first(version));
    Database old(copy, Database::Access::kReadOnly, options_.wait);
    EXPECT_EQ(schema(*fresh), schema(old));
  }
}

}  // namespace
}  // namespace segue::catalog
