#include "segue/app/embed.h"

#include <atomic>
#include <cmath>
#include <map>
#include <optional>

#include "model_places_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/app/info.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

using catalog::Variable;
using testing::HasSubstr;
using text::Precision;

class RememberedNotes final : public Notes {
 public:
  void note(std::string_view text) override { all += std::string(text) + "\n"; }
  void warn(std::string_view text) override { note(text); }
  std::string all;
};

/// Models by name whose readings are invented, in folders that only look like models.
class EmbedTest : public ModelPlacesTest {
 protected:
  void SetUp() override {
    ModelPlacesTest::SetUp();
    catalog_.emplace(open());
    for (const char* name : {"words", "mute", "feeling"}) copy_model(folder_ / "models" / name);
    options_.places = places();
  }
  SongId add(const std::string& title, const std::string& words) {
    catalog::SongRecord told;
    told.facts.title = title;
    told.facts.artists = {"X"};
    told.lyrics = words;
    return catalog_->write(told, {.add_songs = true}).song;
  }
  EmbedReport run() {
    return embed(*catalog_, options_, Progress::none(), notes_, Cancellation::never(),
                 [this](const TextModelFolder& model, Precision precision) { return load(model, precision); });
  }
  LoadedTextModel load(const TextModelFolder& model, Precision precision) {
    ++loaded_[model.name];
    const double turn = precision == Precision::kInt8 ? int8_turn_ : 0;
    const bool feels = model.name != "mute";
    const double positive = (model.name == "feeling" ? 0.75 : 0.5) + (precision == Precision::kInt8 ? int8_change_ : 0);
    return {"print of " + model.name, feels, precision, [=](std::string_view words) {
              text::Reading reading;
              const double angle = static_cast<double>(words.size()) + turn;
              reading.embedding = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
              if (feels) reading.sentiment = text::Sentiment{1 - positive, 0, positive};
              reading.tokens = 3;
              return reading;
            }};
  }
  double positive(SongId song) const {
    const auto known = catalog_->values(song);
    return known ? known->values[Variable::kSentimentPositive] : std::nan("");
  }
  Error error_of_run() {
    try {
      run();
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "nothing was thrown";
    return Error(ErrorKind::kFailed, "");
  }

  std::optional<catalog::Catalog> catalog_;
  EmbedOptions options_;
  RememberedNotes notes_;
  std::map<std::string, int> loaded_;
  double int8_turn_ = 0;
  double int8_change_ = 0;
};

TEST_F(EmbedTest, OneModelGivesBothIfItCan) {
  const SongId song = add("A", "la la");
  const auto report = run();
  EXPECT_EQ(report.songs_with_lyrics, 1);
  ASSERT_EQ(report.passes.size(), 1U);
  EXPECT_TRUE(report.passes[0].needs.embedding && report.passes[0].needs.sentiment);
  EXPECT_EQ(report.passes[0].model.language, "en");
  EXPECT_EQ(positive(song), 0.5);
  EXPECT_EQ(catalog_->embedding_model()->model.name, "words");
  EXPECT_EQ(run().passes[0].reading.read_before, 1U);
}

TEST_F(EmbedTest, WithoutWordsNoModelIsLoaded) {
  add("A", "");
  const auto report = run();
  EXPECT_EQ(report.songs_with_lyrics, 0);
  EXPECT_TRUE(report.passes.empty());
  EXPECT_TRUE(loaded_.empty());
  options_.model = "nowhere";
  EXPECT_EQ(error_of_run().kind(), ErrorKind::kNotFound) << "a wrong name is said all the same";
}

TEST_F(EmbedTest, TheShippedModelTellsTheSentimentOfOneThatCannot) {
  const SongId song = add("A", "la la");
  options_.model = "mute";
  const auto report = run();
  ASSERT_EQ(report.passes.size(), 2U);
  EXPECT_EQ(report.passes[0].model.name, "mute");
  EXPECT_FALSE(report.passes[0].needs.sentiment);
  EXPECT_EQ(report.passes[1].model.name, "words");
  EXPECT_FALSE(report.passes[1].needs.embedding);
  EXPECT_EQ(positive(song), 0.5);
  EXPECT_EQ(catalog_->embedding_model()->model.name, "mute");
}

TEST_F(EmbedTest, WithoutAnySentimentThatIsSaid) {
  const SongId song = add("A", "la la");
  options_.model = "mute";
  std::filesystem::remove_all(folder_ / "models" / "words");
  EXPECT_EQ(run().passes.size(), 1U);
  EXPECT_THAT(notes_.all, HasSubstr("'mute' tells no sentiment"));
  EXPECT_TRUE(std::isnan(positive(song)));
}

TEST_F(EmbedTest, TheModelNamedForSentimentGoesFirst) {
  const SongId song = add("A", "la la");
  options_.sentiment_model = "feeling";
  ASSERT_EQ(run().passes.size(), 2U);
  EXPECT_EQ(positive(song), 0.75);
  // And back: what was computed before is in use again, all of one model.
  options_.sentiment_model.clear();
  const auto report = run();
  EXPECT_EQ(report.passes.size(), 1U);
  EXPECT_EQ(positive(song), 0.5);
  options_.sentiment_model = "words";
  EXPECT_EQ(run().passes.size(), 1U) << "the same one";
}

TEST_F(EmbedTest, AModelWithoutSentimentIsRefusedWhereOneIsNamed) {
  add("A", "la la");
  options_.sentiment_model = "mute";
  EXPECT_EQ(error_of_run().kind(), ErrorKind::kUsage);
  options_.model = "mute";
  EXPECT_EQ(error_of_run().kind(), ErrorKind::kUsage);
  options_.sentiment_model = "nowhere";
  EXPECT_EQ(error_of_run().kind(), ErrorKind::kNotFound);
}

TEST_F(EmbedTest, Int8IsUsedWhereItIsCloseEnough) {
  for (int i = 0; i < 100; ++i) add("Song " + std::to_string(i), std::string(static_cast<std::size_t>(i + 1), 'a'));
  options_.precision = Precision::kInt8;
  int8_turn_ = 0.1;
  int8_change_ = -0.04;
  const auto report = run();
  ASSERT_TRUE(report.passes[0].int8);
  EXPECT_NEAR(report.passes[0].int8->least_cosine, std::cos(0.1), 1e-6);
  EXPECT_NEAR(report.passes[0].int8->greatest_change, 0.04, 1e-9);
  EXPECT_EQ(report.passes[0].precision, Precision::kInt8);
  EXPECT_EQ(report.passes[0].reading.read, 100U);
  EXPECT_EQ(catalog_->reading({1}, "print of words")->precision, "int8");
  EXPECT_FALSE(run().passes[0].int8) << "nothing to read, nothing to check";
}

TEST_F(EmbedTest, Int8IsRefusedWhereItIsNot) {
  const SongId song = add("A", "la la");
  options_.precision = Precision::kInt8;
  int8_turn_ = 0.15;
  const Error error = error_of_run();
  EXPECT_EQ(error.kind(), ErrorKind::kBadData);
  EXPECT_THAT(error.what(), HasSubstr("0.9888"));
  EXPECT_FALSE(catalog_->reading(song, "print of words"));
  // The same embeddings are not enough where sentiments differ.
  int8_turn_ = 0;
  int8_change_ = 0.06;
  const Error other = error_of_run();
  EXPECT_EQ(other.kind(), ErrorKind::kBadData);
  EXPECT_THAT(other.what(), HasSubstr("sentiment that differs by 0.0600"));
  EXPECT_FALSE(catalog_->reading(song, "print of words"));
}

TEST_F(EmbedTest, ARealModelReads) {
  const SongId song = add("A", "love the rain, love the sun");
  const SongId spanish = add("B", "el amor de mi vida no me quiere ver porque la noche es muy larga y triste");
  const auto report = embed(*catalog_, options_);
  EXPECT_EQ(report.passes.at(0).reading.read, 2U);
  const auto reading = catalog_->reading(song, report.passes[0].model.fingerprint);
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->embedding.size(), 8U);
  EXPECT_TRUE(reading->sentiment);
  EXPECT_EQ(catalog_->reading(spanish, report.passes[0].model.fingerprint)->language, "es");

  const auto words = info(*catalog_).words;
  EXPECT_EQ(words.songs, 2);
  EXPECT_EQ(words.model_language, "English");
  EXPECT_EQ(words.songs_in_foreign, 1);
  ASSERT_EQ(words.foreign.size(), 1U);
  EXPECT_EQ(words.foreign[0].name, "Spanish");
  EXPECT_EQ(words.sentiments[0] + words.sentiments[1] + words.sentiments[2], 2);
}

}  // namespace
}  // namespace segue::app
