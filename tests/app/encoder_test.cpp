#include "segue/app/encoder.h"

#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::app {
namespace {

TEST(ScaleInputsTest, UnknownValuesStandAtTheMedianAndAreMasked) {
  features::FeatureTable table;
  table.songs = {SongId{1}, SongId{2}};
  table.columns = {{"tempo"}, {"energy"}};
  table.values = numeric::Matrix(2, 2, {100, 0.9F, 0, 0.1F});
  table.known = numeric::Matrix(2, 2, {1, 1, 0, 1});
  const auto scaled = scale_inputs({{"energy", 0.5, 0.1, 0.8}, {"tempo", 120, 60, 120}, {"key", 3, 0, 11}}, table);
  EXPECT_FLOAT_EQ(scaled.values(0, 0), 1.0F);
  EXPECT_FLOAT_EQ(scaled.values(0, 1), 40.0F / 120);
  EXPECT_FLOAT_EQ(scaled.values(1, 1), 0.5F);
  EXPECT_FLOAT_EQ(scaled.values(0, 2), 3.0F / 11);
  EXPECT_EQ(scaled.known(1, 1), 0);
  EXPECT_EQ(scaled.known(0, 2), 0) << "a column the table does not have is unknown";
}

TEST(EncoderTest, RefusesARecipeWhoseModelsAreMissingOrOfAnotherSize) {
  Recipe recipe;
  recipe.inputs = {{"energy", 0.5, 0, 1}, {"tempo", 120, 60, 140}};
  recipe.shape = {2, {3}, {embedding::Activation::kTanh}, 2};
  recipe.cluster_sizes = {4};
  const Encoder encoder(recipe, embedding::Autoencoder(recipe.shape, 0), numeric::Matrix(1, 2));
  catalog::StoredRecipe stored;
  stored.json = recipe.to_json();
  stored.models = encoder.models();
  stored.dimension = 2;
  EXPECT_EQ(Encoder::load(stored, "good").recipe().to_json(), stored.json);

  auto without = stored;
  without.models.erase("clusters");
  EXPECT_THROW(Encoder::load(without, "x"), Error);
  auto other = stored;
  other.dimension = 3;
  EXPECT_THROW(Encoder::load(other, "x"), Error);
  auto garbage = stored;
  garbage.models["autoencoder"].resize(20);
  EXPECT_THROW(Encoder::load(garbage, "x"), Error);
  recipe.cluster_sizes = {2, 2};
  auto more_clusters = stored;
  more_clusters.json = recipe.to_json();
  EXPECT_THROW(Encoder::load(more_clusters, "x"), Error);
}

}  // namespace
}  // namespace segue::app
