#include <algorithm>
#include <cmath>

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/app/explain.h"
#include "segue/app/ready_similarity.h"
#include "segue/app/recommend.h"
#include "segue/app/similar.h"
#include "segue/app/song_numbers.h"
#include "segue/app/space.h"
#include "segue/app/train.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

/// Songs whose loudness says nothing and whose energy's last digit decides which playlist they stand in: what a network
/// can learn and a distance between features cannot see.
std::string songs_in_playlists(int songs) {
  std::string table = "track_name,track_artist,playlist_name,playlist_id,energy,valence,tempo,loudness\n";
  for (int i = 0; i < songs; ++i) {
    const int list = i % 12;
    const double at = static_cast<double>(list) / 12;
    table += "Song " + std::to_string(i) + ",Artist " + std::to_string(i) + ",List " + std::to_string(list) + ",l" +
             std::to_string(list) + "," + std::to_string(at) + "," + std::to_string(0.3 + 0.4 * at) + "," +
             std::to_string(80 + 60 * at) + "," + std::to_string(-20 + (i * 7919) % 17) + "\n";
  }
  return table;
}

class LearnedTest : public AppTest {
 protected:
  static TrainOptions options(Similarity similarity) {
    TrainOptions options;
    options.similarity = similarity;
    options.learning.steps = 60;
    options.learning.playlists = 8;
    options.learning.songs = 4;
    options.learning_shape = {0, {16}, 8, 2, 8};
    options.k_max = 4;
    options.name = std::string(name(similarity));
    return options;
  }
  catalog::Catalog filled(const std::string& table) {
    auto catalog = open();
    import(catalog, file("table.csv", table));
    return catalog;
  }
  static std::size_t alike(const catalog::Catalog& catalog, const std::string& recipe) {
    std::size_t right = 0;
    for (int i = 0; i < 120; i += 10) {
      for (const auto& pick : similar(catalog, "Song " + std::to_string(i), 5, recipe).nearest) {
        right += std::stoi(pick.song.facts.title.substr(5)) % 12 == i % 12 ? 1U : 0U;
      }
    }
    return right;
  }
};

TEST_F(LearnedTest, WhatPlaylistsTeachIsFoundWhereFeaturesMislead) {
  auto catalog = filled(songs_in_playlists(120));
  train(catalog, options(Similarity::kFeatures));
  train(catalog, options(Similarity::kLearned));
  const auto learned = alike(catalog, "learned");
  EXPECT_GT(learned, 48U);
  EXPECT_GT(learned, alike(catalog, "features"));
  EXPECT_EQ(similar(catalog, "Song 1", 1, "learned").similarity, Similarity::kLearned);
}

TEST_F(LearnedTest, TheSameBytesWithAnyNumberOfThreads) {
  auto catalog = filled(songs_in_playlists(120));
  auto one = options(Similarity::kLearned);
  const auto first = catalog.read_recipe(train(catalog, one).id);
  one.threads = 3;
  const auto second = catalog.read_recipe(train(catalog, one).id);
  EXPECT_EQ(first.json, second.json);
  EXPECT_EQ(first.models, second.models);
  EXPECT_EQ(first.vectors, second.vectors);
}

TEST_F(LearnedTest, VectorsAreOfLengthOneAndTheDocumentComesBack) {
  auto catalog = filled(songs_in_playlists(60));
  const auto report = train(catalog, options(Similarity::kLearned));
  const auto stored = catalog.read_recipe(report.id);
  EXPECT_EQ(stored.dimension, 8U);
  for (std::size_t i = 0; i < stored.songs.size(); ++i) {
    double square = 0;
    for (std::size_t j = 0; j < 8; ++j) square += std::pow(double{stored.vectors[i * 8 + j]}, 2);
    EXPECT_NEAR(square, 1, 1e-4);
  }
  const auto recipe = Recipe::from_json(stored.json, "it");
  EXPECT_EQ(recipe.to_json(), stored.json);
  ASSERT_TRUE(recipe.likeness);
  EXPECT_EQ(recipe.likeness->playlists, 12U);
  EXPECT_EQ(recipe.likeness->source, "own playlists");
}

TEST_F(LearnedTest, EveryKindFindsSongsThatCameLaterAndPutsThemWhereTrainingWould) {
  for (const auto similarity : {Similarity::kLearned, Similarity::kFeatures, Similarity::kAutoencoder}) {
    std::filesystem::remove(folder_ / "catalog.db");
    auto catalog = filled(songs_in_playlists(120));
    train(catalog, options(similarity));
    // The first is Song 24 under another name: the same sound.
    import(catalog, file("more.csv",
                         "title,artist,energy,valence,tempo,loudness\n"
                         "Newcomer,Nobody,0.0,0.3,80,-8\nUnheard,Nobody else,,,,\n"));
    const Space space(catalog, "");
    EXPECT_EQ(space.size(), 121U) << name(similarity);
    EXPECT_TRUE(std::ranges::is_sorted(space.scanned()->ids()));
    for (const auto id : space.scanned()->ids()) EXPECT_GE(space.cluster_of(SongId{id}), 0);

    const auto found = similar(catalog, "Newcomer", 3, "").nearest;
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(std::stoi(found[0].song.facts.title.substr(5)) % 12, 0) << name(similarity);
    const auto back = similar(catalog, found[0].song.facts.title, 121, "").nearest;
    EXPECT_TRUE(std::ranges::any_of(back, [](const auto& pick) { return pick.song.facts.title == "Newcomer"; }));

    RecommendOptions asked;
    asked.seeds = {"Newcomer"};
    asked.length = 5;
    const auto made = recommend(catalog, asked);
    EXPECT_EQ(made.similarity, similarity);
    EXPECT_EQ(made.songs_without_vector, 1);
    asked.seeds = {"Unheard"};
    EXPECT_THROW(recommend(catalog, asked), Error);
  }
}

TEST_F(LearnedTest, EveryKindExplainsInNumbersThatAddUp) {
  auto catalog = filled(songs_in_playlists(120));
  for (const auto similarity : {Similarity::kLearned, Similarity::kFeatures}) {
    train(catalog, options(similarity));
    const auto pair = explain_pair(catalog, "Song 3", "Song 15", "");
    double sum = pair.explanation.baseline;
    for (const double share : pair.explanation.nearer_by) sum -= share;
    EXPECT_NEAR(sum, pair.explanation.distance, 1e-5) << name(similarity);
    EXPECT_EQ(pair.similarity, similarity);
  }
}

TEST_F(LearnedTest, TheBestThatTheCatalogSupportsIsChosen) {
  TrainOptions chosen;
  auto catalog = filled(line_of_songs(20));
  EXPECT_THAT(choose_similarity(catalog, {}, {}, chosen), testing::HasSubstr("no playlists"));
  EXPECT_EQ(chosen.similarity, Similarity::kFeatures);
  EXPECT_THROW(choose_similarity(catalog, Similarity::kLearned, {}, chosen), Error);
  choose_similarity(catalog, Similarity::kAutoencoder, {}, chosen);
  EXPECT_EQ(chosen.similarity, Similarity::kAutoencoder);

  import(catalog, file("lists.csv", songs_in_playlists(120)));
  EXPECT_THAT(choose_similarity(catalog, {}, {}, chosen), testing::HasSubstr("only 12 playlists"));
  EXPECT_EQ(chosen.similarity, Similarity::kFeatures);
  choose_similarity(catalog, Similarity::kLearned, {}, chosen);
  EXPECT_EQ(chosen.similarity, Similarity::kLearned);
}

TEST_F(LearnedTest, AModelThatIsThereServesACatalogWithoutPlaylists) {
  {
    auto teacher = filled(songs_in_playlists(120));
    const auto report = train(teacher, options(Similarity::kLearned));
    const auto stored = teacher.read_recipe(report.id);
    write_similarity(Likeness::load(stored.models, "it"), folder_ / "models" / kShippedSimilarity);
  }
  std::filesystem::remove(folder_ / "catalog.db");
  auto catalog = filled(line_of_songs(40));
  auto chosen = options(Similarity::kLearned);
  EXPECT_THAT(choose_similarity(catalog, {}, {folder_ / "models"}, chosen), testing::HasSubstr("comes with segue"));
  ASSERT_TRUE(chosen.ready);
  chosen.name = "ready";
  const auto report = train(catalog, chosen);
  EXPECT_EQ(report.recipe.likeness->source, "similarity");
  EXPECT_EQ(similar(catalog, "Song 20", 5, "").nearest.size(), 5U);

  file("broken", "not a model");
  std::filesystem::copy_file(folder_ / "broken", folder_ / "models" / kShippedSimilarity / "inputs.safetensors",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THROW(find_similarity({folder_ / "models"}), Error);
}

TEST_F(LearnedTest, DamagedDocumentsAreRefused) {
  auto catalog = filled(songs_in_playlists(60));
  const auto stored = catalog.read_recipe(train(catalog, options(Similarity::kLearned)).id);
  const auto kind = [&](const catalog::StoredRecipe& recipe) {
    try {
      Encoder::load(recipe, "it");
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::kFailed;
  };
  for (const char* model : {"inputs", "similarity", "clusters"}) {
    auto damaged = stored;
    damaged.models.at(model).resize(damaged.models.at(model).size() / 2);
    EXPECT_EQ(kind(damaged), ErrorKind::kBadData) << model;
  }
  auto without = stored;
  without.models.erase("inputs");
  EXPECT_EQ(kind(without), ErrorKind::kBadData);
  auto other = stored;
  other.dimension = 9;
  EXPECT_EQ(kind(other), ErrorKind::kBadData);
  for (const char* json : {"{\"version\": 3, \"kind\": \"learned\"}", "{\"version\": 3, \"kind\": \"taught\"}",
                           "{\"version\": 3, \"kind\": \"features\", \"songs\": \"many\"}"}) {
    auto told = stored;
    told.json = json;
    EXPECT_EQ(kind(told), ErrorKind::kBadData) << json;
  }
}

}  // namespace
}  // namespace segue::app
