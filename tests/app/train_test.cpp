#include "segue/app/train.h"

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"

namespace segue::app {
namespace {

class TrainTest : public AppTest {
 protected:
  static TrainOptions quick() {
    TrainOptions options;
    options.training.epochs = 5;
    options.k_max = 6;
    return options;
  }
};

TEST_F(TrainTest, StoresARecipeAndSaysWhatWasLeftOut) {
  auto catalog = open();
  import(catalog, file("line.csv", line_of_songs(60) + "Silent,Nobody,,,\n"));
  const auto report = train(catalog, quick());
  EXPECT_EQ(report.songs, 60U);
  EXPECT_EQ(report.songs_without_inputs, 1U);
  EXPECT_EQ(report.recipe.inputs.size(), 3U);
  EXPECT_EQ(report.recipe.left_out.size(), 23U);
  const auto current = catalog.current_recipe();
  ASSERT_TRUE(current.has_value());
  EXPECT_EQ(current->name, "autoencoder");
  const auto stored = catalog.read_recipe(current->id);
  EXPECT_EQ(stored.songs.size(), 60U);
  EXPECT_EQ(stored.vectors.size(), 60 * stored.dimension);
}

TEST_F(TrainTest, TheStoredEncoderMakesTheStoredVectors) {
  auto catalog = open();
  import(catalog, file("line.csv", line_of_songs(60)));
  const auto report = train(catalog, quick());
  const auto stored = catalog.read_recipe(report.id);
  const auto encoder = Encoder::load(stored, "autoencoder");
  std::vector<features::SongNumbers> numbers;
  catalog.for_each_values([&](SongId id, const catalog::KnownValues& known) {
    numbers.push_back({id, known.values, 0, 0});
  });
  const auto vectors = encoder.encode(features::make_table(numbers, features::model_columns()), {});
  EXPECT_EQ(vectors.values(), stored.vectors);
  EXPECT_EQ(encoder.clusters_of(vectors), stored.clusters);
}

TEST_F(TrainTest, SameSeedSameBytesWhateverTheThreads) {
  auto catalog = open();
  import(catalog, file("line.csv", line_of_songs(300)));
  auto options = quick();
  const auto first = catalog.read_recipe(train(catalog, options).id);
  options.threads = 3;
  const auto second = catalog.read_recipe(train(catalog, options).id);
  EXPECT_EQ(first.json, second.json);
  EXPECT_EQ(first.models, second.models);
  EXPECT_EQ(first.vectors, second.vectors);
  EXPECT_EQ(first.clusters, second.clusters);
  options.training.seed = 1;
  EXPECT_NE(first.vectors, catalog.read_recipe(train(catalog, options).id).vectors);
}

TEST_F(TrainTest, NothingToTrainOnIsSaid) {
  auto catalog = open();
  const auto expect_not_found = [&] {
    try {
      train(catalog, quick());
      ADD_FAILURE() << "trained on nothing";
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
      EXPECT_THAT(error.what(), testing::HasSubstr("nothing to train on"));
    }
  };
  expect_not_found();
  import(catalog, file("names.csv", "title,artist\nA,B\nC,D\nE,F\n"));
  expect_not_found();
  import(catalog, file("two.csv", "title,artist,energy\nA,B,0.1\nC,D,0.2\n"));
  expect_not_found();
  import(catalog, file("three.csv", "title,artist,energy\nE,F,0.3\n"));
  EXPECT_NO_THROW(train(catalog, quick()));
}

TEST_F(TrainTest, AnInterruptedTrainingLeavesTheOldRecipe) {
  auto catalog = open();
  import(catalog, file("line.csv", line_of_songs(60)));
  const auto old = catalog.read_recipe(train(catalog, quick()).id);
  Cancellation cancellation;
  cancellation.request();
  auto options = quick();
  options.training.seed = 5;
  EXPECT_THROW(train(catalog, options, Progress::none(), Notes::none(), cancellation), Error);
  EXPECT_EQ(catalog.read_recipe(catalog.current_recipe()->id).vectors, old.vectors);
}

}  // namespace
}  // namespace segue::app
