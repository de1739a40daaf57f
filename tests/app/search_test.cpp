#include "segue/app/search.h"

#include <fstream>

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/app/search_data.h"
#include "segue/base/error.h"
#include "segue/embedding/activation.h"

namespace segue::app {
namespace {

using testing::HasSubstr;

Architecture network(std::size_t latent, std::vector<std::size_t> layers, std::string_view activations) {
  const std::size_t count = layers.size();
  return {{0, std::move(layers), embedding::activations_named(activations, count, "activations"), latent}, {}, {}};
}

SearchOptions small_search() {
  SearchOptions options;
  options.plan.name = "small";
  options.plan.architectures = {network(2, {6, 4}, "relu"), network(1, {5}, "tanh")};
  options.plan.seeds = 2;
  options.plan.training.epochs = 4;
  options.plan.training.patience = 0;
  options.plan.training.keep_last = true;
  return options;
}

/// What a search found, but for the seconds.
std::string table_of(SearchReport report) {
  std::string text;
  for (auto& row : report.rows) {
    for (auto& finished : row.trials) {
      finished.trial.seconds = 0;
      text += finished.trial.to_json() + "\n";
    }
  }
  return text;
}

/// Interrupts a search after some trials.
class StopAfter final : public Progress {
 public:
  StopAfter(Cancellation& cancellation, std::uint64_t trials) : cancellation_(cancellation), trials_(trials) {}
  void begin(std::string_view, std::optional<std::uint64_t>, std::string_view) override {}
  void advance(std::uint64_t done) override {
    if (done >= trials_) cancellation_.request();
  }
  void end() override {}

 private:
  Cancellation& cancellation_;
  std::uint64_t trials_;
};

class Search : public AppTest {
 protected:
  catalog::Catalog songs() {
    auto catalog = open();
    import(catalog, file("line.csv", line_of_songs(60)));
    return catalog;
  }
};

TEST_F(Search, TrainsEveryNetworkFromEverySeed) {
  auto catalog = songs();
  const auto report = search(catalog, small_search());
  EXPECT_EQ(report.songs, 60U);
  EXPECT_EQ(report.inputs, 3U);
  EXPECT_EQ(report.pool, 0U);  // no playlists
  ASSERT_EQ(report.rows.size(), 2U);
  for (const auto& row : report.rows) {
    ASSERT_EQ(row.trials.size(), 2U);
    for (const auto& [trial, latents, found] : row.trials) {
      EXPECT_FALSE(found);
      EXPECT_EQ(trial.problem, "");
      EXPECT_EQ(trial.history.training.size(), 4U);
      EXPECT_EQ(trial.training_loss(), static_cast<double>(trial.history.training.back()));
      EXPECT_EQ(trial.validation_loss(), static_cast<double>(trial.history.validation.back()));
      EXPECT_EQ(latents.size(), 60 * trial.shape.latent);
      EXPECT_FALSE(trial.measures.p_at_10);
      EXPECT_LT(trial.measures.explained_variance, 1);
    }
    EXPECT_NE(row.trials[0].trial.training_loss(), row.trials[1].trial.training_loss());
  }
  EXPECT_TRUE(report.best);
}

TEST_F(Search, TheNumberOfThreadsChangesNothing) {
  auto catalog = songs();
  auto options = small_search();
  const auto one = table_of(search(catalog, options));
  std::filesystem::create_directory(folder_ / "other");
  auto other = catalog::Catalog::open(folder_ / "other" / "catalog.db");
  import(other, file("line.csv", line_of_songs(60)));
  options.threads = 3;
  EXPECT_EQ(table_of(search(other, options)), one);
}

TEST_F(Search, InterruptedAndRunAgainItGivesTheSameTable) {
  auto catalog = songs();
  const auto whole = table_of(search(catalog, small_search()));
  std::filesystem::create_directory(folder_ / "other");
  auto other = catalog::Catalog::open(folder_ / "other" / "catalog.db");
  import(other, file("line.csv", line_of_songs(60)));
  Cancellation cancellation;
  StopAfter stop(cancellation, 2);
  EXPECT_THROW(search(other, small_search(), stop, cancellation), Error);
  EXPECT_EQ(other.trials("tabular").size(), 2U);
  const auto resumed = search(other, small_search());
  EXPECT_EQ(table_of(resumed), whole);
  std::size_t found = 0;
  for (const auto& row : resumed.rows) {
    for (const auto& finished : row.trials) found += finished.found ? 1 : 0;
  }
  EXPECT_EQ(found, 2U);
}

TEST_F(Search, OtherSongsAreSearchedAnew) {
  auto catalog = songs();
  search(catalog, small_search());
  import(catalog, file("more.csv", "title,artist,energy\nOne more,Somebody,0.3\n"));
  const auto report = search(catalog, small_search());
  EXPECT_FALSE(report.rows[0].trials[0].found);
  EXPECT_EQ(catalog.trials("tabular").size(), 8U);
}

TEST_F(Search, ALossThatIsNoNumberEndsItsTrialAndNotTheSearch) {
  auto catalog = songs();
  auto options = small_search();
  options.plan.architectures[0].learning_rate = 1e30;
  const auto report = search(catalog, options);
  EXPECT_THAT(report.rows[0].trials[0].trial.problem, HasSubstr("no longer a finite number in epoch"));
  EXPECT_EQ(report.rows[0].trials[0].trial.training_loss(), std::nullopt);
  EXPECT_EQ(report.rows[1].trials[0].trial.problem, "");
  EXPECT_EQ(report.best, 1U);
  // And it is remembered.
  EXPECT_TRUE(search(catalog, options).rows[0].trials[0].found);
}

TEST_F(Search, AnImpossibleNetworkIsNamedBeforeAnyIsTrained) {
  auto catalog = songs();
  auto options = small_search();
  options.plan.architectures.push_back(network(0, {5}, "relu"));
  try {
    search(catalog, options);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_THAT(error.what(), HasSubstr("network 3"));
  }
  EXPECT_TRUE(catalog.trials("tabular").empty());
}

TEST_F(Search, MeasuresOnPlaylistsWithTheArtistFilterOnAndOff) {
  auto catalog = open();
  std::string table = "title,artist,energy,valence,playlist_id,playlist_name\n";
  // Forty playlists of twelve songs, of which each artist has two: some are for training, some for testing.
  for (int list = 0; list < 40; ++list) {
    for (int i = 0; i < 12; ++i) {
      table += "Song " + std::to_string(list * 12 + i) + ",Artist " + std::to_string(list * 6 + i / 2) + ",0." +
               std::to_string(10 + 2 * list) + ",0." + std::to_string(100 + (i * 37) % 90) + ",list" +
               std::to_string(list) + ",List\n";
    }
  }
  import(catalog, file("lists.csv", table));
  auto options = small_search();
  options.with_artist = true;
  const auto report = search(catalog, options);
  EXPECT_GT(report.pool, 0U);
  EXPECT_GT(report.training_pool, 0U);
  EXPECT_EQ(report.inputs, 2 + kArtistCode);
  const auto& measures = report.rows[0].trials[0].trial.measures;
  ASSERT_TRUE(measures.p_at_10 && measures.p_at_10_training && measures.p_at_10_unfiltered);
  EXPECT_GE(measures.p_at_10_unfiltered->value, measures.p_at_10->value);
}

TEST_F(Search, HalvingTrainsTheBetterThirdForThriceAsManyEpochs) {
  auto catalog = songs();
  auto options = small_search();
  options.plan.strategy = SearchStrategy::kHalving;
  options.plan.trials = 9;
  options.plan.seeds = 1;
  options.plan.training.epochs = 9;
  const auto report = search(catalog, options);
  ASSERT_EQ(report.rows.size(), 9U);
  EXPECT_EQ(report.finalists, 3U);
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_EQ(report.rows[i].trials[0].trial.training.epochs, i < 3 ? 9U : 3U) << i;
  }
  EXPECT_EQ(catalog.trials("tabular").size(), 12U);
  EXPECT_EQ(report.best, 0U);
}

TEST_F(Search, RandomDrawsAndMinutesEndIt) {
  auto catalog = songs();
  auto options = small_search();
  options.plan.strategy = SearchStrategy::kRandom;
  options.plan.trials = 4;
  EXPECT_EQ(search(catalog, options).rows.size(), 4U);
  // What earlier searches spent counts: nothing is left of a microsecond.
  options.plan.trials = 8;
  options.plan.minutes = 1e-8;
  const auto report = search(catalog, options);
  EXPECT_EQ(report.rows.size(), 4U);
  EXPECT_EQ(report.skipped, 8U);
}

TEST(ArtistCode, FollowsFromTheNameAlone) {
  EXPECT_EQ(artist_code("Björk"), artist_code("BJÖRK"));
  EXPECT_NE(artist_code("Björk"), artist_code("Bjork"));
  for (const float number : artist_code("")) {
    EXPECT_GE(number, 0);
    EXPECT_LT(number, 1);
  }
}

TEST(ReportPlan, HasTheTablesOfTheReport) {
  const auto tabular = report_plan(SearchKind::kTabular);
  ASSERT_EQ(tabular.architectures.size(), 6U);
  EXPECT_EQ(tabular.architectures[1].shape.text(), "20,10 → 5 sigmoid,relu");
  EXPECT_EQ(tabular.training.epochs, 100U);
  EXPECT_EQ(tabular.training.batch, 32U);
  const auto lyrics = report_plan(SearchKind::kLyrics);
  EXPECT_EQ(lyrics.architectures[1].shape.text(), "200,150,100,50,10 → 5 sigmoid,relu,sigmoid,relu,sigmoid");
  EXPECT_EQ(lyrics.architectures[5].published->validation, 1888.5);
}

TEST(DrawArchitectures, AreDifferentAndTheSameForTheSameSeed) {
  const auto space = default_space(SearchKind::kTabular);
  const auto drawn = draw_architectures(space, 50, 3);
  ASSERT_EQ(drawn.size(), 50U);
  EXPECT_EQ(draw_architectures(space, 20, 3)[19].shape.text(), drawn[19].shape.text());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    EXPECT_TRUE(std::ranges::is_sorted(drawn[i].shape.layers, std::greater<>()));
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(drawn[i].shape.text(), drawn[j].shape.text());
  }
  // A space of two networks has no third.
  EXPECT_EQ(draw_architectures({{1, 2}, 1, 1, {4}, {"relu"}, {}}, 10, 0).size(), 2U);
}

TEST(TrialDocument, BringsBackTheTrial) {
  Trial trial;
  trial.shape = {3, {6, 4}, {embedding::Activation::kRelu, embedding::Activation::kTanh}, 2};
  trial.training.keep_last = true;
  trial.history = {{0.5F, 0.1F}, {0.6F, 0.2F}, 1, false, 8, 2};
  trial.parameters = 99;
  trial.seconds = 0.25;
  trial.measures.trustworthiness = 0.75;
  trial.measures.p_at_10 = Precision{0.05, 0.002};
  trial.measures.pca = LinearRival{0.3, 0.5, std::nullopt};
  const auto json = trial.to_json();
  const auto back = Trial::from_json(json, "trial");
  EXPECT_EQ(back.to_json(), json);
  EXPECT_EQ(back.validation_loss(), static_cast<double>(0.2F));
  for (const std::string& broken : {std::string("{}"), std::string("nonsense"), json.substr(0, json.size() / 2)}) {
    EXPECT_THROW(Trial::from_json(broken, "trial"), Error);
  }
  const auto damaged = [&](const std::string& from, const std::string& to) {
    auto text = json;
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  EXPECT_THROW(Trial::from_json(damaged("\"kept_epoch\":2", "\"kept_epoch\":9"), "trial"), Error);
  EXPECT_THROW(Trial::from_json(damaged("\"relu\"", "\"swish\""), "trial"), Error);
  EXPECT_THROW(Trial::from_json(damaged("\"version\":1", "\"version\":9"), "trial"), Error);
  EXPECT_THROW(Trial::from_json(damaged("\"kept_epoch\":2", "\"kept_epoch\":1e300"), "trial"), Error);
  EXPECT_THROW(Trial::from_json(damaged("\"parameters\":99", "\"parameters\":-99"), "trial"), Error);
}

}  // namespace
}  // namespace segue::app
