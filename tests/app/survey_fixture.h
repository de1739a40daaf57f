#pragma once

#include <string>
#include <vector>

#include "segue/app/survey.h"
#include "segue/app/survey_files.h"

namespace segue::app {

/// The key of a survey with three recipes: lists "S0R0", "S0R1", ... in order; losses 0.1, 0.2, 0.3; P@10 0.4, 0.1,
/// 0.1.
inline SurveyKey small_key(std::size_t seeds) {
  SurveyKey key;
  key.id = "0123456789abcdef";
  key.random_seed = 7;
  key.length = 5;
  key.recipes = {{"first", "10 ← 20,16 relu", 0.1, 0.3, Precision{0.4, 0.01}, ""},
                 {"second", "4 ← 20,18,12,6 tanh", 0.2, std::nullopt, Precision{0.1, 0.02}, ""},
                 {"third", "5 ← 20,10 relu", 0.3, 0.1, Precision{0.1, 0.03}, ""}};
  for (std::size_t seed = 0; seed < seeds; ++seed) {
    key.seeds.push_back("Song " + std::to_string(seed) + " — Artist");
    for (std::size_t recipe = 0; recipe < key.recipes.size(); ++recipe) {
      key.lists.push_back({"S" + std::to_string(seed) + "R" + std::to_string(recipe), seed, recipe});
    }
  }
  return key;
}

/// Ratings of the key's lists in order; negative: not rated.
inline SurveyAnswers rated(const std::vector<double>& ratings, std::string rater = "00000000000000aa") {
  SurveyAnswers answers{"answers.json", std::move(rater), "", 1, {}};
  for (std::size_t i = 0; i < ratings.size(); ++i) {
    if (ratings[i] >= 0) answers.answers.push_back({i, ratings[i], ""});
  }
  return answers;
}

}  // namespace segue::app
