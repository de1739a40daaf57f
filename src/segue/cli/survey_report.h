#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

#include "segue/app/survey.h"
#include "segue/app/survey_score.h"

namespace segue::cli {

/// What was found out, for people: ratings by recipe, differences, correlations, disputes, remarks.
std::string survey_text(const app::SurveyKey& key, const app::SurveyScore& score, std::size_t width);

/// {"version": 1, "survey", "raters", "recipes": [...], "differences": [...], "correlations": [...], "lists": [...],
/// "disputed": [...], "remarks": [...]}
nlohmann::ordered_json survey_json(const app::SurveyKey& key, const app::SurveyScore& score);

}  // namespace segue::cli
