#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/app/survey.h"
#include "segue/base/item_problem.h"

namespace segue::app {

/// Larger files than these are no keys and no answers.
inline constexpr std::size_t kLargestSurveyKey = std::size_t{1} << 20;
inline constexpr std::size_t kLargestAnswers = std::size_t{1} << 22;

/// {"version": 1, "survey", "random_seed", "length", "recipes": [...], "seeds": [...], "lists": [{"code", "seed",
/// "recipe"}]}; the same key gives the same bytes.
std::string to_json(const SurveyKey& key);
/// What to_json() wrote. Hostile until checked: sizes, ranges, every code once, every seed with every recipe.
/// Error(kBadData) names `where` and the field.
SurveyKey read_survey_key(std::string_view text, const std::string& where);

/// What a listener said of one list.
struct SurveyAnswer {
  std::size_t list = 0;          ///< of SurveyKey::lists
  std::optional<double> rating;  ///< 0 to 10
  std::string comment;           ///< UTF-8, at most 3,000 bytes
};

/// What one listener said, each list at most once.
struct SurveyAnswers {
  std::string file;
  std::string rater;        ///< drawn by the page, the same each time it saves: 16 hex digits
  std::string name;         ///< may be empty
  std::uint64_t saved = 0;  ///< milliseconds since 1970, by the listener's clock
  std::vector<SurveyAnswer> answers;
};

using AnswerProblem = std::function<void(const ItemProblem&)>;

/// {"version": 1, "survey", "rater", "name", "saved", "answers": [{"list", "rating", "comment"}]}, as the page saves
/// it.
///
/// Hostile until checked. An answer that makes no sense (an unknown code, a list for the second time, a rating that is
/// no number from 0 to 10, a comment that is none or too long) is told to `problem`, and of it only what makes sense is
/// kept; the others stay. Error(kBadData) names `where` if the file is none of these, is of a newer segue or answers
/// another survey than the key's.
SurveyAnswers read_answers(std::string_view text, const SurveyKey& key, const std::string& where,
                           const AnswerProblem& problem);

/// The id of the survey that such a file answers; Error(kBadData) as above.
std::string answered_survey(std::string_view text, const std::string& where);

/// Of several files by one listener the one saved last stays (of those the last in the list); the others are told to
/// `problem`.
std::vector<SurveyAnswers> one_per_rater(std::vector<SurveyAnswers> all, const AnswerProblem& problem);

}  // namespace segue::app
