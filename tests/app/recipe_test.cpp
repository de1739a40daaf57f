#include "segue/app/recipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"

namespace segue::app {
namespace {

Recipe example() {
  Recipe recipe;
  recipe.inputs = {{"energy", 0.5, 0.1, 0.8}, {"tempo", 120, 60, 140}};
  recipe.left_out = {{{"liveness"}, true}, {{"key"}, false}};
  recipe.shape = {2, {7, 3}, {embedding::Activation::kElu, embedding::Activation::kTanh}, 2};
  recipe.training.seed = 18446744073709551615ULL;
  recipe.history.training = {0.1F, 0.012345678F};
  recipe.history.validation = {0.2F, 0.02F};
  recipe.history.best_epoch = 1;
  recipe.songs = 10;
  recipe.tried_k = {2, 3};
  recipe.silhouettes = {0.5, 0.25};
  recipe.cluster_sizes = {6, 4};
  return recipe;
}

TEST(RecipeTest, ComesBackFromItsDocument) {
  const auto text = example().to_json();
  const auto back = Recipe::from_json(text, "test");
  EXPECT_EQ(back.to_json(), text);
  EXPECT_EQ(back.history.training[1], 0.012345678F);
  EXPECT_EQ(back.training.seed, 18446744073709551615ULL);
  EXPECT_TRUE(back.left_out[0].constant);
}

TEST(RecipeTest, RefusesEveryFieldThatIsMissingOrOfAnotherType) {
  const auto document = nlohmann::ordered_json::parse(example().to_json());
  const auto expect_refused = [](const nlohmann::ordered_json& broken, const std::string& field) {
    try {
      Recipe::from_json(broken.dump(), "recipe 'x'");
      ADD_FAILURE() << "took a document with a broken " << field;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kBadData);
      EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("recipe 'x'"), testing::HasSubstr(field)));
    }
  };
  for (const auto& [field, value] : document.items()) {
    auto broken = document;
    broken.erase(field);
    expect_refused(broken, field);
    broken[field] = nullptr;
    expect_refused(broken, field);
  }
  for (const char* field : {"layers", "activations", "latent"}) {
    auto broken = document;
    broken["network"][field] = "many";
    expect_refused(broken, field);
  }
  auto broken = document;
  broken["inputs"][0]["scale"] = 0;
  expect_refused(broken, "scale");
  broken = document;
  broken["network"]["latent"] = 1000000000;
  expect_refused(broken, "latent");
}

TEST(RecipeTest, TakesACountOnlyForWhatItIsWrittenAs) {
  auto learned = nlohmann::ordered_json::parse(R"({
    "version": 3, "kind": "learned", "songs": 3, "inputs": ["sound"],
    "clusters": {"sizes": [2, 1], "tried": [2], "scores": [0.5]}})");
  EXPECT_EQ(Recipe::from_json(learned.dump(), "x").cluster_sizes, (std::vector<std::size_t>{2, 1}));
  // A conversion of any of these to a whole number is undefined or another number.
  for (const char* count : {"1e300", "-1", "2.5", "true", "\"2\"", "null"}) {
    auto broken = learned;
    broken["clusters"]["sizes"][1] = nlohmann::ordered_json::parse(count);
    EXPECT_THROW(Recipe::from_json(broken.dump(), "x"), Error) << count;
    broken = learned;
    broken["songs"] = nlohmann::ordered_json::parse(count);
    EXPECT_THROW(Recipe::from_json(broken.dump(), "x"), Error) << count;
  }
}

TEST(RecipeTest, SaysWhenANewerSegueMadeIt) {
  auto document = nlohmann::ordered_json::parse(example().to_json());
  document["version"] = 99;
  try {
    Recipe::from_json(document.dump(), "recipe 'x'");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("newer segue"));
  }
  EXPECT_THROW(Recipe::from_json("", "x"), Error);
  EXPECT_THROW(Recipe::from_json("[1]", "x"), Error);
  EXPECT_THROW(Recipe::from_json("{\"version\": 1", "x"), Error);
}

}  // namespace
}  // namespace segue::app
