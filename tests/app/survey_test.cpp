#include "segue/app/survey.h"

#include <algorithm>
#include <array>
#include <set>

#include "app_fixture.h"
#include "survey_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/app/recommend.h"
#include "segue/app/survey_files.h"
#include "segue/app/survey_keys.h"
#include "segue/app/survey_page.h"
#include "segue/app/survey_seeds.h"
#include "segue/app/train.h"
#include "segue/base/error.h"
#include "segue/embedding/activation.h"

namespace segue::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::array kNames = {"Alderley", "Bassenthwaite", "Caldbeck"};

embedding::AutoencoderShape shape_of(std::vector<std::size_t> layers, std::size_t latent) {
  const std::size_t count = layers.size();
  return {0, std::move(layers), embedding::activations_named("tanh", count, "activations"), latent};
}

class SurveyTest : public AppTest {
 protected:
  /// Songs with three recipes, named kNames.
  catalog::Catalog three_recipes(const std::string& more_songs = "") {
    auto catalog = open();
    import(catalog, file("line.csv", line_of_songs(40) + more_songs));
    for (std::size_t i = 0; i < kNames.size(); ++i) train_as(catalog, kNames.at(i), i);
    return catalog;
  }
  static void train_as(catalog::Catalog& catalog, const std::string& name, std::uint64_t seed) {
    TrainOptions options;
    options.name = name;
    options.shape = shape_of({8}, 2);
    options.training.epochs = 3;
    options.training.seed = seed;
    options.k_max = 4;
    train(catalog, options);
  }
  static SurveyOptions options() {
    SurveyOptions options;
    options.recipes.assign(kNames.begin(), kNames.end());
    options.seeds = {"Song 3,Artist 3", "Song 20,Artist 20", "Song 33,Artist 33"};
    options.length = 6;
    return options;
  }
  std::string message(const catalog::Catalog& catalog, const SurveyOptions& options) {
    try {
      create_survey(catalog, options);
    } catch (const Error& error) {
      return error.what();
    }
    return "not refused";
  }
};

std::vector<SongId> ids_of(const std::vector<catalog::Song>& songs) {
  std::vector<SongId> ids;
  for (const auto& song : songs) ids.push_back(song.id);
  return ids;
}

TEST_F(SurveyTest, ShowsWhatEveryRecipeMakesOfEverySeed) {
  const auto catalog = three_recipes();
  const auto survey = create_survey(catalog, options());
  EXPECT_THAT(survey.key.seeds, ElementsAre("Song 3 — Artist 3", "Song 20 — Artist 20", "Song 33 — Artist 33"));
  EXPECT_EQ(survey.key.recipes[1].name, "Bassenthwaite");
  EXPECT_TRUE(survey.key.recipes[1].validation_loss);
  EXPECT_THAT(survey.key.recipes[1].no_p_at_10, HasSubstr("playlists"));
  ASSERT_EQ(survey.key.lists.size(), 9U);
  std::size_t seen = 0;
  for (const auto& part : survey.parts) {
    for (const auto& list : part.lists) {
      const auto code = std::ranges::find(survey.key.lists, list.code, &SurveyCode::code);
      ASSERT_NE(code, survey.key.lists.end());
      EXPECT_EQ(survey.key.seeds[code->seed], catalog::display_name(part.seed.facts));
      RecommendOptions wanted;
      wanted.seed_songs = {part.seed.id};
      wanted.length = 6;
      wanted.recipe = kNames.at(code->recipe);
      std::vector<SongId> expected;
      for (const auto& pick : recommend(catalog, wanted).playlist.songs) expected.push_back(pick.song.id);
      EXPECT_EQ(ids_of(list.songs), expected);
      ++seen;
    }
  }
  EXPECT_EQ(seen, 9U);
}

TEST_F(SurveyTest, TheSameSeedGivesTheSameBytesAndAnotherOneAnotherOrder) {
  const auto catalog = three_recipes();
  auto options = SurveyTest::options();
  const auto first = create_survey(catalog, options);
  options.threads = 3;
  const auto again = create_survey(catalog, options);
  EXPECT_EQ(survey_page(first, folder_), survey_page(again, folder_));
  EXPECT_EQ(to_json(first.key), to_json(again.key));
  options.random_seed = 1;
  const auto other = create_survey(catalog, options);
  EXPECT_NE(other.key.id, first.key.id);
  EXPECT_NE(other.key.lists[0].code, first.key.lists[0].code);
}

TEST_F(SurveyTest, CodesDoNotFollowFromTheSeedAlone) {
  auto catalog = three_recipes();
  const auto before = create_survey(catalog, options());
  train_as(catalog, "Alderley", 9);  // other vectors
  const auto after = create_survey(catalog, options());
  std::set<std::string> codes;
  for (const auto* survey : {&before, &after}) {
    for (const auto& list : survey->key.lists) codes.insert(list.code);
  }
  EXPECT_EQ(codes.size(), 18U);
}

TEST_F(SurveyTest, EveryPlaceIsEveryRecipesSometimes) {
  const auto catalog = three_recipes();
  auto options = SurveyTest::options();
  options.seeds.clear();
  options.draw = 20;
  options.length = 1;
  const auto survey = create_survey(catalog, options);
  std::array<std::set<std::size_t>, 3> recipes_at;
  for (const auto& part : survey.parts) {
    for (std::size_t place = 0; place < part.lists.size(); ++place) {
      const auto code = std::ranges::find(survey.key.lists, part.lists[place].code, &SurveyCode::code);
      recipes_at.at(place).insert(code->recipe);
    }
  }
  for (const auto& recipes : recipes_at) EXPECT_EQ(recipes.size(), 3U);
}

TEST_F(SurveyTest, ThePageNamesNoRecipeAndNoNetwork) {
  const auto catalog = three_recipes();
  auto options = SurveyTest::options();
  options.random_seed = 982'451'653;
  const auto survey = create_survey(catalog, options);
  const auto page = survey_page(survey, folder_);
  for (const char* name : kNames) EXPECT_THAT(page, Not(HasSubstr(name)));
  for (const auto& recipe : survey.key.recipes) {
    EXPECT_THAT(page, Not(HasSubstr(recipe.network)));
    EXPECT_THAT(page, Not(HasSubstr(std::to_string(*recipe.validation_loss))));
  }
  EXPECT_THAT(page, Not(HasSubstr("982451653")));
  for (const auto& list : survey.key.lists) EXPECT_THAT(page, HasSubstr(list.code));
  EXPECT_THAT(page, HasSubstr(survey.key.id));
  EXPECT_THAT(page, Not(HasSubstr("src=\"http")));
  EXPECT_THAT(page, Not(HasSubstr("@DATA@")));
}

TEST_F(SurveyTest, WhatTheCatalogSaysIsNoMarkup) {
  const std::string title = "</script><script>alert(1)</script><!--";
  const auto catalog = three_recipes("\"" + title + "\",@SCRIPT@ & <b>,0.5,0.25,110\n");
  auto options = SurveyTest::options();
  options.seeds = {title};
  const auto page = survey_page(create_survey(catalog, options), folder_);
  const auto plain = survey_page(create_survey(catalog, SurveyTest::options()), folder_);
  const auto count = [](const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  };
  EXPECT_THAT(page, HasSubstr("\\u003c/script\\u003e\\u003cscript\\u003ealert(1)"));
  EXPECT_EQ(count(page, "<script"), count(plain, "<script"));
  EXPECT_EQ(count(page, "<!--"), 0U);
  EXPECT_EQ(count(page, "\"use strict\""), 1U);
}

TEST_F(SurveyTest, SongsArePlayedFromFilesAndLinkedWhereTheyAre) {
  Survey survey;
  survey.key = small_key(1);
  catalog::Song song;
  song.id = SongId{1};
  song.facts.title = "A";
  song.facts.path = "/music/pop & rock/a#1.mp3";
  survey.parts.push_back({song, {}});
  EXPECT_THAT(survey_page(survey, "/music"), HasSubstr(R"("audio":"pop%20%26%20rock/a%231.mp3")"));
  EXPECT_THAT(survey_page(survey, "/elsewhere"), HasSubstr(R"("audio":"file:///music/pop%20%26%20rock/a%231.mp3")"));
  survey.parts[0].seed.facts.path = "https://music.example/a.mp3";  // the page asks no network
  survey.parts[0].seed.facts.ids = {{"spotify", "4uLU6hMCjMI75M1A2tKUQC"}};
  const auto page = survey_page(survey, "/music");
  EXPECT_THAT(page, Not(HasSubstr("music.example")));
  EXPECT_THAT(page, HasSubstr(R"("spotify":"https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC")"));
  survey.parts[0].seed.facts.ids = {{"spotify", "x\" onclick=\"alert(1)"}};
  EXPECT_THAT(survey_page(survey, "/music"), Not(HasSubstr("onclick")));
}

TEST_F(SurveyTest, RefusesWhatMakesNoComparison) {
  const auto catalog = three_recipes();
  auto one = options();
  one.recipes = {"Alderley"};
  EXPECT_EQ(message(catalog, one), "a survey compares 2 to 5 recipes, found 1");
  auto twice = options();
  twice.recipes = {"Alderley", "Caldbeck", "1"};
  EXPECT_EQ(message(catalog, twice), "recipe 'Alderley' was named twice");
  auto unknown = options();
  unknown.recipes[2] = "Dale";
  EXPECT_THAT(message(catalog, unknown), HasSubstr("Dale"));
  auto none = options();
  none.seeds.clear();
  EXPECT_EQ(message(catalog, none), "a survey has 1 to 50 seeds, found 0");
  auto endless = options();
  endless.length = 101;
  EXPECT_THAT(message(catalog, endless), HasSubstr("from 1 to 100, found 101"));
}

TEST_F(SurveyTest, DrawsSeedsThatPeopleKnow) {
  auto catalog = open();
  std::string table = "title,artist,energy,popularity\n";
  for (int i = 0; i < 100; ++i) {
    table += "Song " + std::to_string(i) + ",Artist " + std::to_string(i / 4) + ",0." + std::to_string(10 + i % 90) +
             "," + std::to_string(i) + "\n";
  }
  import(catalog, file("known.csv", table));
  std::vector<SongId> all;
  catalog.for_each_name([&](const catalog::SongName& name) { all.push_back(name.id); });
  const auto drawn = well_known_songs(catalog, all, 3, 5);
  EXPECT_EQ(drawn, well_known_songs(catalog, all, 3, 5));
  ASSERT_EQ(drawn.size(), 3U);
  std::set<std::string> artists;
  for (const auto& song : catalog.songs(drawn)) {
    EXPECT_GE(song.facts.popularity, 70) << song.facts.title;
    artists.insert(song.facts.artists.at(0));
  }
  EXPECT_EQ(artists.size(), 3U);
  EXPECT_NE(drawn, well_known_songs(catalog, all, 3, 6));
  EXPECT_EQ(well_known_songs(catalog, all, 200, 5).size(), 100U);
}

TEST_F(SurveyTest, FindsTheKeyThatBelongsToAnswers) {
  auto key = small_key(1);
  file("other.key.json", to_json(key));
  key.id = "00000000deadbeef";
  file("mine.key.json", to_json(key));
  file("broken.key.json", "{");
  EXPECT_EQ(find_survey_key(key.id, {}, {folder_}).id, key.id);
  EXPECT_EQ(find_survey_key(key.id, {folder_ / "none.key.json", folder_ / "mine.key.json"}, {}).id, key.id);
  try {
    find_survey_key("ffffffffffffffff", {folder_ / "none.key.json"}, {folder_});
    ADD_FAILURE() << "found";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kNotFound);
    EXPECT_THAT(error.what(), HasSubstr("ffffffffffffffff"));
    EXPECT_THAT(error.what(), HasSubstr("none.key.json"));
    EXPECT_THAT(error.hint(), HasSubstr("--key"));
  }
}

}  // namespace
}  // namespace segue::app
