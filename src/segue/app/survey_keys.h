#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "segue/app/survey.h"

namespace segue::app {

/// How the names of keys end: that of survey.html is survey.key.json, beside it.
inline constexpr const char* kSurveyKeyEnding = ".key.json";

/// Whether a file is a key by its name.
bool is_survey_key(const std::filesystem::path& file);

/// The key of the survey with this id: the first among `given` (files), then among the keys that lie in `folders`, in
/// the order of their names. What cannot be read or is no key is passed over. Error(kNotFound), saying where it was
/// looked for.
SurveyKey find_survey_key(const std::string& id, const std::vector<std::filesystem::path>& given,
                          const std::vector<std::filesystem::path>& folders);

}  // namespace segue::app
