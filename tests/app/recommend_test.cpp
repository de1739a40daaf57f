#include "segue/app/recommend.h"

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/app/train.h"

namespace segue::app {
namespace {

class RecommendTest : public AppTest {
 protected:
  catalog::Catalog trained(const std::string& table) {
    auto catalog = open();
    import(catalog, file("table.csv", table));
    TrainOptions options;
    options.training.epochs = 30;
    options.training.patience = 0;
    options.k_max = 4;
    train(catalog, options);
    return catalog;
  }
  static RecommendOptions ask(const std::string& seed, std::int64_t length) {
    RecommendOptions options;
    options.seeds = {seed};
    options.length = length;
    return options;
  }
  static std::vector<std::string> titles(const Recommendation& made) {
    std::vector<std::string> result;
    for (const auto& pick : made.playlist.songs) result.push_back(pick.song.facts.title);
    return result;
  }
  static ErrorKind kind_of(const catalog::Catalog& catalog, const RecommendOptions& options) {
    try {
      recommend(catalog, options);
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::kFailed;
  }
};

TEST_F(RecommendTest, NeighborsInSoundComeFirst) {
  const auto catalog = trained(line_of_songs(100));
  const auto made = recommend(catalog, ask("song 50,artist 50", 4));
  EXPECT_THAT(titles(made), testing::UnorderedElementsAre("Song 48", "Song 49", "Song 51", "Song 52"));
  EXPECT_EQ(made.recipe, "autoencoder");
  EXPECT_EQ(made.playlist.title, "Song 50 — Artist 50");
  for (std::size_t i = 1; i < made.playlist.songs.size(); ++i) {
    EXPECT_LE(made.playlist.songs[i - 1].distance, made.playlist.songs[i].distance);
  }
}

TEST_F(RecommendTest, LengthGoesFromOneToAllOthers) {
  const auto catalog = trained(line_of_songs(20));
  EXPECT_EQ(recommend(catalog, ask("Song 3", 19)).playlist.songs.size(), 19U);
  for (const std::int64_t length : {0L, -1L, 20L, 1000000L}) {
    EXPECT_EQ(kind_of(catalog, ask("Song 3", length)), ErrorKind::kUsage) << length;
  }
}

TEST_F(RecommendTest, SeveralSeedsMeetInTheMiddle) {
  const auto catalog = trained(line_of_songs(100));
  auto options = ask("Song 40", 3);
  options.seeds.push_back("Song 44");
  options.seeds.push_back("Song 40");  // said twice, counts once
  const auto made = recommend(catalog, options);
  EXPECT_EQ(made.playlist.seeds.size(), 2U);
  EXPECT_THAT(titles(made), testing::Contains("Song 42"));
  EXPECT_THAT(titles(made), testing::Not(testing::Contains("Song 40")));
}

TEST_F(RecommendTest, OtherRecordingsCountOnce) {
  std::string table = line_of_songs(30);
  table += "Song 10 - 2011 Remaster,Artist 10,0.3334,0.1112,100\n";
  table += "Song 10 (Live),Artist 10,0.3335,0.1113,100\n";
  table += "Song 11 - Live,Artist 11,0.3668,0.1345,102\n";
  const auto catalog = trained(table);
  const auto all = titles(recommend(catalog, ask("Song 10,Artist 10", 29)));
  EXPECT_EQ(all.size(), 29U);
  EXPECT_THAT(all, testing::Not(testing::Contains(testing::StartsWith("Song 10 "))));
  EXPECT_EQ(std::ranges::count_if(all, [](const std::string& t) { return t.starts_with("Song 11"); }), 1);
}

TEST_F(RecommendTest, WithinTheClusterOnly) {
  const auto catalog = trained(line_of_songs(100));
  auto options = ask("Song 50", 99);
  options.within_cluster = true;
  const auto made = recommend(catalog, options);
  ASSERT_TRUE(made.cluster.has_value());
  EXPECT_LT(made.playlist.songs.size(), 99U);
  const auto stored = catalog.read_recipe(catalog.current_recipe()->id);
  for (const auto& pick : made.playlist.songs) {
    EXPECT_EQ(stored.clusters.at(static_cast<std::size_t>(pick.song.id.value - 1)), made.cluster);
  }
}

TEST_F(RecommendTest, AnUnknownSeedListsTheNearest) {
  const auto catalog = trained(line_of_songs(30));
  try {
    recommend(catalog, ask("Snog 17,Artist 17", 5));
    FAIL();
  } catch (const SeedError& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
    EXPECT_FALSE(error.ambiguous);
    ASSERT_FALSE(error.nearest.empty());
    EXPECT_EQ(error.nearest.front().title, "Song 17");
  }
}

TEST_F(RecommendTest, AnAmbiguousSeedListsWhatFits) {
  const auto catalog = trained(line_of_songs(30) + "Song 5,Somebody Else,0.9,0.9,130\n");
  try {
    recommend(catalog, ask("Song 5", 5));
    FAIL();
  } catch (const SeedError& error) {
    EXPECT_TRUE(error.ambiguous);
    EXPECT_EQ(error.nearest.size(), 2U);
  }
  EXPECT_EQ(recommend(catalog, ask("Song 5,Somebody Else", 5)).playlist.songs.size(), 5U);
}

TEST_F(RecommendTest, ASongAddedAfterTrainingIsASeedAndIsFound) {
  auto catalog = trained(line_of_songs(50));
  import(catalog, file("new.csv",
                       "title,artist,energy,valence,tempo,spotify_track_id\n"
                       "Newcomer,New,0.5,0.25,110,0123456789abcdefABCDEF\nMute,New,,,,\n"));
  const auto made = recommend(catalog, ask("Newcomer,New", 2));
  EXPECT_THAT(titles(made), testing::Contains("Song 25"));
  EXPECT_EQ(made.songs_without_vector, 1) << "nothing is known of Mute's sound";
  EXPECT_THAT(titles(recommend(catalog, ask("Song 25", 3))), testing::Contains("Newcomer"));
  EXPECT_EQ(titles(recommend(catalog, ask("spotify:track:0123456789abcdefABCDEF", 2))), titles(made));
  EXPECT_EQ(kind_of(catalog, ask("Mute,New", 2)), ErrorKind::kNotFound);
}

TEST_F(RecommendTest, WithoutARecipeItSaysWhatToDo) {
  auto catalog = open();
  import(catalog, file("line.csv", line_of_songs(10)));
  try {
    recommend(catalog, ask("Song 1", 3));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
    EXPECT_THAT(error.hint(), testing::HasSubstr("segue train"));
  }
  auto options = ask("Song 1", 3);
  options.recipe = "nope";
  EXPECT_EQ(kind_of(catalog, options), ErrorKind::kNotFound);
}

}  // namespace
}  // namespace segue::app
