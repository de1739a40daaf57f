// Lists from a mapped index are those from the catalog, whatever changed since the index was made.
#include "segue/app/song_index.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/app/recipes.h"
#include "segue/app/recommend.h"
#include "segue/app/similar.h"
#include "segue/app/space.h"
#include "segue/app/train.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

class SongIndexTest : public AppTest {
 protected:
  catalog::Catalog trained(int songs) const { return trained_on(line_of_songs(songs)); }
  catalog::Catalog trained_on(const std::string& table) const {
    auto catalog = open();
    import_tables(catalog, {file("table.csv", table)}, {}, [](const ItemProblem&) {});
    TrainOptions options;
    options.similarity = Similarity::kFeatures;
    options.k_max = 4;
    options.name = "features";
    train(catalog, options);
    return catalog;
  }
  /// No two distances are the same: an index, which stores vectors to a few parts in 100,000, may order ties
  /// differently.
  static std::string scattered_songs(int count) {
    std::string text = "title,artist,energy,valence,tempo\n";
    for (int i = 0; i < count; ++i) {
      const auto part = [&](double step) { return std::fmod(i * step, 1); };
      text += "Song " + std::to_string(i) + ",Artist " + std::to_string(i) + "," + std::to_string(part(0.7548777)) +
              "," + std::to_string(part(0.5698403)) + "," + std::to_string(80 + 60 * part(0.4301597)) + "\n";
    }
    return text;
  }
  static SongIndexReport index(const catalog::Catalog& catalog, bool rebuild = false) {
    SongIndexOptions options;
    options.rebuild = rebuild;
    return update_song_index(catalog, options);
  }
  static IndexState state(const catalog::Catalog& catalog) {
    const auto recipe = find_recipe(catalog, "");
    return find_song_index(catalog, recipe, catalog.read_recipe(recipe.id, catalog::RecipePart::kDocument).json).state;
  }
  static std::vector<std::string> titles(const Recommendation& made) {
    std::vector<std::string> titles;
    for (const auto& pick : made.playlist.songs) titles.push_back(pick.song.facts.title);
    return titles;
  }
  static RecommendOptions asked(const std::string& seed) {
    RecommendOptions options;
    options.seeds = {seed};
    options.length = 12;
    return options;
  }
  /// More songs of the same kind, with other names.
  void import_more(catalog::Catalog& catalog, int songs) {
    auto table = line_of_songs(songs);
    for (std::size_t at = 0; (at = table.find("\nSong", at)) != std::string::npos; at += 5)
      table.replace(at + 1, 4, "More");
    import(catalog, file("more.csv", table));
  }
};

TEST_F(SongIndexTest, ListsFromAnIndexAreThoseFromTheCatalog) {
  const auto catalog = trained_on(scattered_songs(300));
  const auto lists = [&] {
    std::vector<std::vector<std::string>> all;
    for (const char* seed : {"Song 3", "Song 150", "Song 299"}) {
      all.push_back(titles(recommend(catalog, asked(seed))));
      auto options = asked(seed);
      options.within_cluster = true;
      all.push_back(titles(recommend(catalog, options)));
      options = asked(seed);
      options.filter = "energy >= 0.4 and year is unknown";
      options.diversity = 0.5;
      options.away = {"Song 151"};
      options.order = playlist::Order::kSmooth;
      all.push_back(titles(recommend(catalog, options)));
    }
    RecommendOptions path;
    path.path = PathEnds{"Song 10", "Song 250"};
    path.length = 8;
    all.push_back(titles(recommend(catalog, path)));
    return all;
  };
  EXPECT_EQ(state(catalog), IndexState::kNone);
  const auto before = lists();
  ASSERT_FALSE(Space(catalog, "").mapped());
  const auto report = index(catalog);
  EXPECT_EQ(report.songs, 300U);
  EXPECT_TRUE(report.rebuilt);
  ASSERT_TRUE(Space(catalog, "").mapped());
  EXPECT_EQ(lists(), before);
}

TEST_F(SongIndexTest, SongsThatComeLaterAreFoundAndAddedWithoutBuilding) {
  auto catalog = trained(300);
  index(catalog);
  import_more(catalog, 20);
  auto options = asked("More 10");
  options.length = 60;
  const auto before = titles(recommend(catalog, options));
  EXPECT_THAT(before, testing::Contains(testing::StartsWith("More")));
  const auto report = index(catalog);
  EXPECT_FALSE(report.rebuilt);
  EXPECT_EQ(report.added, 20U);
  EXPECT_EQ(report.songs, 320U);
  EXPECT_EQ(Space(catalog, "").mapped()->changes(), 0U);
  EXPECT_EQ(titles(recommend(catalog, options)), before);
  EXPECT_EQ(index(catalog).added, 0U);
  // Where cells were learned from few of the songs, they are learned again.
  import_more(catalog, 60);
  EXPECT_TRUE(index(catalog).rebuilt);
}

TEST_F(SongIndexTest, ASongThatBecomesKnownLaterIsAdded) {
  auto catalog = trained(300);
  import(catalog, file("mute.csv", "title,artist,energy,valence,tempo\nMute,Nobody,,,\n"));
  EXPECT_EQ(index(catalog).songs_without_inputs, 1U);
  EXPECT_EQ(recommend(catalog, asked("Song 5")).songs_without_vector, 1);
  EXPECT_THROW(recommend(catalog, asked("Mute")), Error);
  import(catalog, file("heard.csv", "title,artist,energy,valence,tempo\nMute,Nobody,0.5,0.25,110\n"));
  EXPECT_EQ(titles(recommend(catalog, asked("Mute"))).size(), 12U) << "asked with what is known now";
  const auto report = index(catalog);
  EXPECT_EQ(report.added, 1U);
  EXPECT_EQ(report.songs_without_inputs, 0U);
  EXPECT_TRUE(Space(catalog, "").contains(*look_up_seed(catalog, "Mute")));
}

TEST_F(SongIndexTest, AnIndexOfAnotherTrainingIsNotUsedAndTrainingMakesItAnew) {
  auto catalog = trained(300);
  index(catalog);
  const auto path = song_index_path(catalog, catalog.current_recipe()->id);
  const auto old = folder_ / "old.index";
  std::filesystem::copy_file(path, old);
  TrainOptions options;
  options.similarity = Similarity::kFeatures;
  options.k_min = options.k_max = 3;
  options.name = "features";
  const auto report = train(catalog, options);
  ASSERT_TRUE(report.index) << "it had one";
  EXPECT_EQ(state(catalog), IndexState::kUsed);
  std::filesystem::copy_file(old, path, std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(state(catalog), IndexState::kOfAnotherTraining);
  EXPECT_FALSE(Space(catalog, "").mapped());
  EXPECT_EQ(titles(recommend(catalog, asked("Song 5"))).size(), 12U);
}

TEST_F(SongIndexTest, ADamagedIndexIsNotUsedAndIsBuiltAnew) {
  const auto catalog = trained(300);
  index(catalog);
  const auto path = song_index_path(catalog, catalog.current_recipe()->id);
  std::filesystem::resize_file(path, 100);
  EXPECT_EQ(state(catalog), IndexState::kDamaged);
  EXPECT_EQ(titles(recommend(catalog, asked("Song 5"))).size(), 12U);
  std::ofstream(path) << "something else";
  EXPECT_EQ(state(catalog), IndexState::kDamaged);
  EXPECT_TRUE(index(catalog).rebuilt);
  EXPECT_EQ(state(catalog), IndexState::kUsed);
}

TEST_F(SongIndexTest, RecallIsAShare) {
  const auto catalog = trained(30);
  for (const double recall : {0.0, -1.0, 1.5}) {
    SongIndexOptions options;
    options.recall = recall;
    EXPECT_THROW(update_song_index(catalog, options), Error) << recall;
  }
  Cancellation cancelled;
  cancelled.request();
  EXPECT_THROW(update_song_index(catalog, {}, Progress::none(), cancelled), Error);
  EXPECT_EQ(state(catalog), IndexState::kNone);
}

TEST_F(SongIndexTest, ASampleIsTrainedOnAndAllAreFound) {
  auto catalog = trained(300);
  TrainOptions options;
  options.similarity = Similarity::kFeatures;
  options.k_max = 4;
  options.name = "sampled";
  options.most_songs = 50;
  const auto report = train(catalog, options);
  EXPECT_EQ(report.songs, 50U);
  ASSERT_TRUE(report.sample_of);
  EXPECT_EQ(*report.sample_of, 300);
  EXPECT_EQ(catalog.current_recipe()->songs, 50);
  // Few enough to be placed when a list is made; and in an index, when that is made.
  EXPECT_EQ(Space(catalog, "").size(), 300U);
  const auto before = titles(recommend(catalog, asked("Song 77")));
  EXPECT_EQ(index(catalog).songs, 300U);
  EXPECT_EQ(titles(recommend(catalog, asked("Song 77"))), before);
}

}  // namespace
}  // namespace segue::app
