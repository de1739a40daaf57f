#include <cmath>
#include <limits>

#include "invented.h"
#include "temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"

namespace segue::catalog {
namespace {

using test::error_of;
using testing::HasSubstr;

StoredRecipe invented_recipe(std::size_t songs, std::size_t dimension, std::uint64_t seed) {
  Rng rng(seed);
  StoredRecipe recipe;
  recipe.json = R"({"version": 1, "name": "été"})";
  recipe.dimension = dimension;
  std::int64_t id = 0;
  for (std::size_t i = 0; i < songs; ++i) {
    id += 1 + static_cast<std::int64_t>(rng.below(3));
    recipe.songs.push_back({id});
    recipe.clusters.push_back(static_cast<std::int32_t>(rng.below(7)) - 1);
  }
  for (std::size_t i = 0; i < songs * dimension; ++i) recipe.vectors.push_back(static_cast<float>(rng.normal()));
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{100'000}}) {
    std::vector<std::byte>& model = recipe.models["model " + std::to_string(size)];
    for (std::size_t i = 0; i < size; ++i) model.push_back(static_cast<std::byte>(rng.below(256)));
  }
  return recipe;
}

void expect_equal(const StoredRecipe& a, const StoredRecipe& b) {
  EXPECT_EQ(a.json, b.json);
  EXPECT_EQ(a.models, b.models);
  EXPECT_EQ(a.songs, b.songs);
  EXPECT_EQ(a.dimension, b.dimension);
  EXPECT_EQ(a.vectors, b.vectors);
  EXPECT_EQ(a.clusters, b.clusters);
}

class Recipes : public testing::Test {
 protected:
  /// Does to the file what no segue does.
  void damage(const std::string& sql) {
    Database(catalog_.path(), Database::Access::kReadWrite, std::chrono::milliseconds(1000)).execute(sql);
  }

  test::TempFolder folder_;
  Catalog catalog_ = Catalog::open(folder_ / "catalog.db");
};

TEST_F(Recipes, ComeBackAsTheyWereWhateverTheirSize) {
  for (const std::size_t songs : {0, 1, 2, 4095, 4096, 4097, 8192, 10'000}) {
    for (const std::size_t dimension : {1, 10}) {
      const StoredRecipe recipe = invented_recipe(songs, dimension, songs + dimension);
      const RecipeId id = catalog_.write_recipe("default", recipe);
      expect_equal(catalog_.read_recipe(id), recipe);
    }
  }
  EXPECT_EQ(catalog_.recipes().size(), 1u);
}

TEST_F(Recipes, AreReadInParts) {
  const StoredRecipe recipe = invented_recipe(5, 3, 7);
  ASSERT_FALSE(recipe.models.empty());
  const RecipeId id = catalog_.write_recipe("default", recipe);
  const StoredRecipe document = catalog_.read_recipe(id, RecipePart::kDocument);
  EXPECT_EQ(document.json, recipe.json);
  EXPECT_TRUE(document.models.empty() && document.songs.empty() && document.vectors.empty());
  const StoredRecipe models = catalog_.read_recipe(id, RecipePart::kModels);
  EXPECT_EQ(models.models, recipe.models);
  EXPECT_TRUE(models.songs.empty() && models.vectors.empty());
  const StoredRecipe vectors = catalog_.read_recipe(id, RecipePart::kVectors);
  EXPECT_TRUE(vectors.models.empty());
  EXPECT_EQ(vectors.songs, recipe.songs);
  EXPECT_EQ(vectors.vectors, recipe.vectors);
  EXPECT_EQ(vectors.clusters, recipe.clusters);
}

TEST_F(Recipes, MayHoldNumbersThatAreNone) {
  StoredRecipe recipe = invented_recipe(2, 2, 1);
  recipe.vectors = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), -0.0F, 1e-45F};
  const StoredRecipe read = catalog_.read_recipe(catalog_.write_recipe("default", recipe));
  EXPECT_TRUE(std::isnan(read.vectors[0]));
  EXPECT_TRUE(std::isinf(read.vectors[1]));
  EXPECT_TRUE(std::signbit(read.vectors[2]));
  EXPECT_EQ(read.vectors[3], 1e-45F);
}

TEST_F(Recipes, TheLastWrittenIsCurrentUntilAnotherIsUsed) {
  EXPECT_FALSE(catalog_.current_recipe());
  const RecipeId first = catalog_.write_recipe("first", invented_recipe(3, 2, 1));
  const RecipeId second = catalog_.write_recipe("second", invented_recipe(4, 5, 2));
  EXPECT_NE(first, second);
  ASSERT_TRUE(catalog_.current_recipe());
  EXPECT_EQ(catalog_.current_recipe()->id, second);
  EXPECT_EQ(catalog_.current_recipe()->name, "second");
  EXPECT_EQ(catalog_.current_recipe()->songs, 4);
  EXPECT_EQ(catalog_.current_recipe()->dimension, 5);
  catalog_.use_recipe(first);
  EXPECT_EQ(catalog_.current_recipe()->id, first);
  catalog_.use_recipe(first);
  int current = 0;
  for (const RecipeSummary& recipe : catalog_.recipes()) current += recipe.current ? 1 : 0;
  EXPECT_EQ(current, 1);
}

TEST_F(Recipes, AnUnknownOneCannotBeUsedOrRead) {
  const RecipeId first = catalog_.write_recipe("first", invented_recipe(3, 2, 1));
  EXPECT_EQ(error_of([&] { catalog_.use_recipe({99}); }).kind(), ErrorKind::kNotFound);
  EXPECT_EQ(catalog_.current_recipe()->id, first) << "the old one stays current";
  EXPECT_EQ(error_of([&] { catalog_.read_recipe({99}); }).kind(), ErrorKind::kNotFound);
}

TEST_F(Recipes, OfTheSameNameAreReplacedWhole) {
  const RecipeId id = catalog_.write_recipe("default", invented_recipe(9000, 4, 1));
  const StoredRecipe smaller = invented_recipe(5, 3, 2);
  EXPECT_EQ(catalog_.write_recipe("default", smaller), id) << "it keeps its number";
  expect_equal(catalog_.read_recipe(id), smaller);
  EXPECT_EQ(catalog_.recipes().size(), 1u);
}

TEST_F(Recipes, AreFoundByNameOrNumber) {
  const RecipeId first = catalog_.write_recipe("first", invented_recipe(1, 1, 1));
  const RecipeId named_one = catalog_.write_recipe("1", invented_recipe(1, 1, 2));
  EXPECT_EQ(catalog_.find_recipe("first")->id, first);
  EXPECT_EQ(catalog_.find_recipe("1")->id, named_one) << "a name goes before a number";
  EXPECT_EQ(catalog_.find_recipe(std::to_string(named_one.value))->name, "1");
  for (const char* unknown : {"", "First", "3", "-1", "2x", " 2", "99999999999999999999"}) {
    EXPECT_FALSE(catalog_.find_recipe(unknown)) << unknown;
  }
}

TEST_F(Recipes, SayWhenTheyWereMade) {
  catalog_.write_recipe("default", invented_recipe(1, 1, 1));
  EXPECT_THAT(catalog_.recipes()[0].created,
              testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"));
}

TEST_F(Recipes, ThatAreDamagedAreRefused) {
  const char* damages[] = {"UPDATE recipe_vectors SET vectors = substr(vectors, 5) WHERE chunk = 1",
                           "UPDATE recipe_vectors SET vectors = zeroblob(0) WHERE chunk = 1",
                           "UPDATE recipe_vectors SET clusters = CAST(clusters || x'00' AS BLOB) WHERE chunk = 0",
                           "UPDATE recipe_vectors SET ids = substr(ids, 2) WHERE chunk = 0",
                           "UPDATE recipe_vectors SET ids = zeroblob(length(ids)) WHERE chunk = 0",
                           "UPDATE recipe_vectors SET chunk = chunk * -1",
                           "DELETE FROM recipe_vectors WHERE chunk = 1",
                           "UPDATE recipes SET dimension = 9223372036854775807",
                           "UPDATE recipes SET dimension = 0",
                           "UPDATE recipes SET songs = songs + 1"};
  for (const char* sql : damages) {
    const RecipeId id = catalog_.write_recipe("default", invented_recipe(5000, 3, 1));
    damage(sql);
    const Error error = error_of([&] { catalog_.read_recipe(id); });
    EXPECT_EQ(error.kind(), ErrorKind::kBadData) << sql;
    EXPECT_THAT(error.what(), HasSubstr("recipe 1")) << sql;
    EXPECT_THAT(error.hint(), HasSubstr("segue train")) << sql;
  }
}

}  // namespace
}  // namespace segue::catalog
