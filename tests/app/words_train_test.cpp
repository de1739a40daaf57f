#include <cmath>

#include "app_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/app/recommend.h"
#include "segue/app/song_numbers.h"
#include "segue/app/train.h"
#include "segue/base/error.h"
#include "segue/base/sha1.h"

namespace segue::app {
namespace {

constexpr int kSongs = 60;
constexpr std::size_t kWidth = 16;

/// Songs in a line by their sound; the even ones have words, which lie on a circle: song i and song i + 30 read alike.
class WordsTrainTest : public AppTest {
 protected:
  void SetUp() override {
    AppTest::SetUp();
    catalog_.emplace(open());
    import(*catalog_, file("line.csv", line_of_songs(kSongs)));
    std::string words = "title,artist,lyrics\n";
    for (int i = 0; i < kSongs; i += 2) {
      words +=
          "Song " + std::to_string(i) + ",Artist " + std::to_string(i) + ",words of song " + std::to_string(i) + "\n";
    }
    import(*catalog_, file("words.csv", words));
    std::vector<catalog::SongReading> readings;
    for (const auto& song : catalog_->songs_with_lyrics()) readings.push_back(reading_of(song.song));
    ASSERT_EQ(readings.size(), kSongs / 2U);
    ASSERT_EQ(catalog_->write_readings(model_, readings), readings.size());
    catalog_->use_text_models(model_, std::nullopt);
  }

  catalog::SongReading reading_of(SongId song) const {
    catalog::SongReading reading;
    reading.song = song;
    reading.digest = sha1_hex(catalog_->lyrics(song).value());
    reading.reader = 1;
    reading.precision = "float32";
    reading.tokens = 4;
    reading.windows = 1;
    const double angle = 2 * 3.14159265358979 * static_cast<double>(number_of(song) % 30) / 30;
    reading.embedding.assign(kWidth, 0.1F);
    reading.embedding[0] = static_cast<float>(std::cos(angle));
    reading.embedding[1] = static_cast<float>(std::sin(angle));
    reading.embedding[2] = static_cast<float>(std::cos(2 * angle));
    return reading;
  }

  int number_of(SongId song) const {
    return std::stoi(catalog_->songs(std::vector{song}).front().facts.title.substr(5));
  }

  std::vector<int> answers(const std::string& seed, std::int64_t length) const {
    RecommendOptions options;
    options.seeds = {seed};
    options.length = length;
    std::vector<int> numbers;
    for (const auto& song : recommend(*catalog_, options).playlist.songs) {
      numbers.push_back(std::stoi(song.song.facts.title.substr(5)));
    }
    return numbers;
  }

  static TrainOptions options(double weight) {
    TrainOptions options;
    options.training.epochs = 60;
    options.fewest_steps = 1500;
    options.k_max = 6;
    options.lyrics_weight = weight;
    return options;
  }

  catalog::TextModelName model_{"0123456789abcdef", "test", "en"};
  std::optional<catalog::Catalog> catalog_;
};

TEST_F(WordsTrainTest, TheRecipeSaysWhoseWordsItRestsOn) {
  const auto report = train(*catalog_, options(0.4));
  ASSERT_TRUE(report.recipe.words.has_value());
  EXPECT_EQ(report.recipe.words->songs, kSongs / 2U);
  EXPECT_EQ(report.recipe.words->model, model_);
  EXPECT_EQ(report.recipe.words->weight, 0.4);
  EXPECT_EQ(report.recipe.words->shape.inputs, kWidth);
  EXPECT_EQ(report.songs, static_cast<std::size_t>(kSongs)) << "songs without words are placed too";
  EXPECT_EQ(Recipe::from_json(report.recipe.to_json(), "x").to_json(), report.recipe.to_json());
}

TEST_F(WordsTrainTest, TheStoredEncoderMakesTheStoredVectors) {
  const auto report = train(*catalog_, options(0.4));
  const auto stored = catalog_->read_recipe(report.id);
  const auto encoder = Encoder::load(stored, "autoencoder");
  const auto numbers = load_numbers(*catalog_);
  const auto vectors =
      encoder.encode(features::make_table(numbers, features::model_columns()), load_embeddings(*catalog_));
  EXPECT_EQ(vectors.values(), stored.vectors);
  EXPECT_EQ(encoder.clusters_of(vectors), stored.clusters);
  EXPECT_EQ(encoder.dimension(), stored.dimension);
}

TEST_F(WordsTrainTest, WordsBringSongsTogetherThatSoundDifferent) {
  train(*catalog_, options(0));
  EXPECT_THAT(answers("Song 10,Artist 10", 4), testing::Not(testing::Contains(40)));
  train(*catalog_, options(0.95));
  EXPECT_EQ(answers("Song 10,Artist 10", 1).front(), 40) << "its words are those of song 10";
}

TEST_F(WordsTrainTest, ASongWithoutWordsIsAnsweredBySoundAlone) {
  train(*catalog_, options(0));
  const auto by_sound = answers("Song 11,Artist 11", 20);
  train(*catalog_, options(0.6));
  EXPECT_EQ(answers("Song 11,Artist 11", 20), by_sound);
}

TEST_F(WordsTrainTest, WithoutWeightTheWordsTakeNoPart) {
  const auto report = train(*catalog_, options(0));
  EXPECT_FALSE(report.recipe.words.has_value());
  EXPECT_THROW(train(*catalog_, options(1.5)), Error);
}

TEST_F(WordsTrainTest, TwoSongsWithWordsAreTooFew) {
  SongEmbeddings words = load_embeddings(*catalog_);
  words.songs.resize(2);
  words.vectors =
      numeric::Matrix(2, kWidth, {words.vectors.values().begin(), words.vectors.values().begin() + 2 * kWidth});
  const auto numbers = load_numbers(*catalog_);
  const auto fitted = fit_encoder(features::make_table(numbers, features::tabular_columns()), words, options(0.5));
  EXPECT_FALSE(fitted.encoder.recipe().words.has_value());
}

}  // namespace
}  // namespace segue::app
