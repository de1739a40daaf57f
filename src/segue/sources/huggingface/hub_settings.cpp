#include <algorithm>
#include <cstdlib>
#include <string>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/sources/huggingface/hub.h"

namespace segue::sources {
namespace {

namespace fs = std::filesystem;

/// Empty if it is not set.
std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it while the program runs
  return value == nullptr ? "" : value;
}

std::string trimmed(const std::string& text) {
  constexpr const char* kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// A path as people write it into variables, with "~" for their home.
fs::path path_in(const std::string& text) {
  if (text == "~" || text.starts_with("~/"))
    return fs::path(variable("HOME")) / text.substr(std::min(text.size(), std::size_t{2}));
  return text;
}

bool is_true(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; });
  return text == "1" || text == "ON" || text == "YES" || text == "TRUE";
}

fs::path home_of_hub() {
  if (const auto home = variable("HF_HOME"); !home.empty()) return path_in(home);
  if (const auto cache = variable("XDG_CACHE_HOME"); !cache.empty()) return path_in(cache) / "huggingface";
  return fs::path(variable("HOME")) / ".cache" / "huggingface";
}

fs::path cache_of_hub() {
  for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
    if (const auto cache = variable(name); !cache.empty()) return path_in(cache);
  }
  return home_of_hub() / "hub";
}

std::string token_of_hub() {
  for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
    if (const auto token = trimmed(variable(name)); !token.empty()) return token;
  }
  const auto set = variable("HF_TOKEN_PATH");
  const fs::path file = set.empty() ? home_of_hub() / "token" : path_in(set);
  constexpr std::size_t kLongest = 4096;
  try {
    return trimmed(read_file(file, kLongest));
  } catch (const Error&) {
    return {};  // most people have none, and most models need none
  }
}

}  // namespace

HubSettings HubSettings::from_environment() {
  HubSettings settings;
  if (auto endpoint = trimmed(variable("HF_ENDPOINT")); !endpoint.empty()) {
    while (endpoint.ends_with('/')) endpoint.pop_back();
    settings.endpoint = endpoint;
  }
  settings.cache = cache_of_hub();
  settings.token = token_of_hub();
  settings.offline = is_true(variable("HF_HUB_OFFLINE")) || is_true(variable("TRANSFORMERS_OFFLINE"));
  return settings;
}

}  // namespace segue::sources
