#include "segue/app/survey_keys.h"

#include <algorithm>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/app/survey_files.h"
#include "segue/base/atomic_file.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

std::vector<std::filesystem::path> keys_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> keys;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (is_survey_key(at->path())) keys.push_back(at->path());
  }
  std::ranges::sort(keys);
  return keys;
}

std::optional<SurveyKey> read_if_of(const std::string& id, const std::filesystem::path& file) {
  try {
    auto key = read_survey_key(read_file(file, kLargestSurveyKey), file.string());
    return key.id == id ? std::optional(std::move(key)) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;  // it may be the key of anything
  }
}

}  // namespace

bool is_survey_key(const std::filesystem::path& file) {
  return file.filename().string().ends_with(kSurveyKeyEnding);
}

SurveyKey find_survey_key(const std::string& id, const std::vector<std::filesystem::path>& given,
                          const std::vector<std::filesystem::path>& folders) {
  std::vector<std::string> looked;
  for (const auto& file : given) {
    if (auto key = read_if_of(id, file)) return *key;
    looked.push_back(file.string());
  }
  for (const auto& folder : folders) {
    for (const auto& file : keys_in(folder)) {
      if (auto key = read_if_of(id, file)) return *key;
    }
    looked.push_back(fmt::format("the folder {}", folder.string()));
  }
  throw Error(ErrorKind::kNotFound,
              fmt::format("the key of survey {} was not found; looked at {}", id, fmt::join(looked, ", ")),
              "'segue survey create' wrote it beside the page. Say where it is with --key FILE.key.json.");
}

}  // namespace segue::app
