#include "segue/app/survey_networks.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/app/recipe.h"
#include "segue/app/search.h"
#include "segue/app/search_plan.h"
#include "segue/base/error.h"
#include "segue/base/sha1.h"
#include "segue/embedding/activation.h"

namespace segue::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

embedding::AutoencoderShape tanh_of(std::size_t layer) {
  return {0, {layer}, embedding::activations_named("tanh", 1, "activations"), 1};
}

class SurveyNetworks : public AppTest {
 protected:
  void SetUp() override {
    AppTest::SetUp();
    catalog_.emplace(open());
    import(*catalog_, file("line.csv", line_of_songs(40)));
    quick_.k_max = 4;
    quick_.training.epochs = 3;
  }

  /// Gives every song words that were read.
  void read_words() {
    std::string words = "title,artist,lyrics\n";
    for (int i = 0; i < 40; ++i) {
      const auto number = std::to_string(i);
      words += "Song " + number + ",Artist " + number + ",words of song " + number + "\n";
    }
    import(*catalog_, file("words.csv", words));
    const catalog::TextModelName model{"0123456789abcdef", "test", "en"};
    std::vector<catalog::SongReading> readings;
    for (const auto& song : catalog_->songs_with_lyrics()) {
      catalog::SongReading reading;
      reading.song = song.song;
      reading.digest = sha1_hex(catalog_->lyrics(song.song).value());
      reading.reader = 1;
      reading.precision = "float32";
      reading.tokens = 4;
      reading.windows = 1;
      for (int i = 1; i <= 8; ++i) {
        reading.embedding.push_back(std::sin(static_cast<float>(i) * static_cast<float>(readings.size())));
      }
      readings.push_back(std::move(reading));
    }
    catalog_->write_readings(model, readings);
    catalog_->use_text_models(model, std::nullopt);
  }

  /// The shapes that a search over networks with these layers finds, the best first.
  std::vector<std::string> searched(SearchKind kind, const std::vector<std::size_t>& layers) {
    SearchOptions options;
    options.kind = kind;
    for (const std::size_t layer : layers) options.plan.architectures.push_back({tanh_of(layer), {}, {}});
    options.plan.seeds = 2;
    options.plan.training.epochs = 3;
    options.plan.training.patience = 0;
    auto rows = search(*catalog_, options).rows;
    std::ranges::sort(rows, {}, [](const SearchRow& row) { return *row.mean_validation_loss(); });
    std::vector<std::string> shapes;
    for (const auto& row : rows) shapes.push_back(row.architecture.shape.text());
    return shapes;
  }
  std::vector<std::string> train_three() {
    return train_searched_recipes(*catalog_, quick_, Progress::none(), Notes::none(), Cancellation::never());
  }
  std::string document(const std::string& name) const {
    return catalog_->read_recipe(catalog_->find_recipe(name)->id).json;
  }
  Recipe recipe(const std::string& name) const { return Recipe::from_json(document(name), name); }

  std::optional<catalog::Catalog> catalog_;
  TrainOptions quick_;
};

TEST_F(SurveyNetworks, TheBestTheSecondAndTheThirdBecomeRecipes) {
  train(*catalog_, quick_);
  const auto shapes = searched(SearchKind::kTabular, {3, 12, 5, 8});
  EXPECT_THAT(train_three(), ElementsAre("survey-1", "survey-2", "survey-3"));
  EXPECT_EQ(recipe("survey-1").shape.text(), shapes[0]);
  EXPECT_EQ(recipe("survey-2").shape.text(), shapes[1]);
  EXPECT_EQ(recipe("survey-3").shape.text(), shapes[2]);
  EXPECT_EQ(catalog_->current_recipe()->name, "autoencoder");
}

TEST_F(SurveyNetworks, TheBestForNumbersGoesWithTheBestForWords) {
  read_words();
  const auto numbers = searched(SearchKind::kTabular, {3, 12, 5, 8});
  const auto words = searched(SearchKind::kLyrics, {2, 4, 6, 7});
  const auto names = train_three();
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(recipe(names[i]).shape.text(), numbers[i]);
    ASSERT_TRUE(recipe(names[i]).words);
    EXPECT_EQ(recipe(names[i]).words->shape.text(), words[i]);
  }
}

TEST_F(SurveyNetworks, TrainedAgainTheyFollowTheSongsAndTheSearches) {
  const auto shapes = searched(SearchKind::kTabular, {3, 12, 5, 8});
  train_three();
  EXPECT_EQ(catalog_->current_recipe()->name, "survey-1");  // there was none
  const auto before = document("survey-2");
  const auto vectors = [&] { return catalog_->read_recipe(catalog_->find_recipe("survey-2")->id).vectors; };
  const auto vectors_before = vectors();
  train_three();
  EXPECT_EQ(document("survey-2"), before);
  EXPECT_EQ(vectors(), vectors_before);
  EXPECT_EQ(catalog_->recipes().size(), 3U);
  auto other = quick_;
  other.name = "survey-2";
  other.shape = tanh_of(30);
  train(*catalog_, other);
  train_three();
  EXPECT_EQ(document("survey-2"), before);
  // As many songs, but one of them sounds otherwise than it did.
  ImportOptions options;
  options.update = true;
  import(*catalog_, file("other.csv", "title,artist,energy\nSong 7,Artist 7,0.99\n"), options);
  train_three();
  EXPECT_NE(vectors(), vectors_before);
}

TEST_F(SurveyNetworks, FewerThanThreeAreNotEnough) {
  const auto refusal = [&] {
    try {
      train_three();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
      return std::string(error.what());
    }
    return std::string("not refused");
  };
  searched(SearchKind::kTabular, {3, 12});
  EXPECT_THAT(refusal(), HasSubstr("at least 3 networks of 'segue search tabular' to compare, found 2"));
  searched(SearchKind::kTabular, {5});
  read_words();
  searched(SearchKind::kTabular, {3, 12, 5});  // words make the numbers others
  searched(SearchKind::kLyrics, {4});
  EXPECT_THAT(refusal(), HasSubstr("at least 3 networks of 'segue search lyrics' to compare, found 1"));
}

}  // namespace
}  // namespace segue::app
