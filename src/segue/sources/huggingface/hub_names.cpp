#include "segue/sources/huggingface/hub_names.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/sources/huggingface/hub.h"

namespace segue::sources {
namespace {

struct ShortName {
  std::string_view name;
  std::string_view repository;
};

constexpr std::array<ShortName, 3> kShortNames = {{
    {"bert-base-uncased", "google-bert/bert-base-uncased"},
    {"all-MiniLM-L6-v2", "sentence-transformers/all-MiniLM-L6-v2"},
    {"distilbert-base-uncased-finetuned-sst-2-english", "distilbert/distilbert-base-uncased-finetuned-sst-2-english"},
}};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool is_name(std::string_view name) {
  constexpr std::size_t kLongest = 96;
  const auto is_edge = [](char c) { return c == '-' || c == '.'; };
  return !name.empty() && name.size() <= kLongest && std::all_of(name.begin(), name.end(), is_name_character) &&
         !is_edge(name.front()) && !is_edge(name.back()) && name.find("--") == std::string_view::npos &&
         name.find("..") == std::string_view::npos;
}

/// What somebody typed, made fit for a message.
std::string shown(std::string_view text) {
  constexpr std::size_t kLongest = 120;
  std::string result(text.substr(0, kLongest));
  std::replace_if(
      result.begin(), result.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return text.size() > kLongest ? result + "..." : result;
}

}  // namespace

std::string repository_of(std::string_view name) {
  const auto found =
      std::find_if(kShortNames.begin(), kShortNames.end(), [&](const ShortName& known) { return known.name == name; });
  return std::string(found == kShortNames.end() ? name : found->repository);
}

void check_repository(std::string_view repo) {
  const std::size_t slash = repo.find('/');
  const std::string_view owner = repo.substr(0, slash);
  const bool good = is_name(owner) && (slash == std::string_view::npos || is_name(repo.substr(slash + 1)));
  if (!good) {
    throw Error(ErrorKind::kUsage, fmt::format("expected a model's id, OWNER/NAME, found \"{}\"", shown(repo)),
                "an id looks like sentence-transformers/all-MiniLM-L6-v2");
  }
}

void check_revision(std::string_view revision) {
  constexpr std::size_t kLongest = 200;
  bool good = !revision.empty() && revision.size() <= kLongest;
  for (const char c : revision) {
    if (!is_name_character(c) && c != '/' && c != '+' && c != '@' && c != '=') good = false;
  }
  for (std::string_view rest = revision; good;) {
    const std::size_t slash = rest.find('/');
    const std::string_view part = rest.substr(0, slash);
    if (part.empty() || part.starts_with('.') || part.find("..") != std::string_view::npos) good = false;
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (!good) {
    throw Error(ErrorKind::kUsage,
                fmt::format("expected a revision (a branch, a tag or a commit), found \"{}\"", shown(revision)),
                "most models have one called main");
  }
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_commit(std::string_view text) {
  constexpr std::size_t kDigits = 40;
  return is_hex(text, kDigits);
}

std::vector<std::string> names_of(std::string_view repo) {
  std::vector<std::string> names{std::string(repo)};
  for (const ShortName& known : kShortNames) {
    if (known.name == repo) names.emplace_back(known.repository);
    if (known.repository == repo) names.emplace_back(known.name);
  }
  return names;
}

std::string folder_of(std::string_view repo) {
  std::string folder = "models--";
  for (const char c : repo) {
    if (c == '/') {
      folder += "--";
    } else {
      folder += c;
    }
  }
  return folder;
}

std::string repository_in(std::string_view folder) {
  constexpr std::string_view kKind = "models--";
  if (!folder.starts_with(kKind)) return {};
  std::string repo(folder.substr(kKind.size()));
  if (const std::size_t dashes = repo.find("--"); dashes != std::string::npos) repo.replace(dashes, 2, "/");
  try {
    check_repository(repo);
  } catch (const Error&) {
    return {};
  }
  return repo;
}

std::vector<std::string> parts_in_index(std::string_view json, std::string_view where) {
  constexpr std::size_t kMostParts = 1000;
  const auto bad = [where](const std::string& what) {
    return Error(ErrorKind::kBadData, fmt::format("{}: {}", where, what));
  };
  const auto document = nlohmann::json::parse(json, nullptr, false);
  if (!document.is_object() || !document.contains("weight_map") || !document["weight_map"].is_object()) {
    throw bad("expected a JSON object with a \"weight_map\"");
  }
  std::set<std::string> parts;
  for (const auto& item : document["weight_map"]) {
    if (!item.is_string()) throw bad("expected file names in \"weight_map\"");
    const auto& name = item.get_ref<const std::string&>();
    if (!is_name(name) || !name.ends_with(".safetensors")) {
      throw bad(fmt::format("expected NAME.safetensors as a file of weights, found \"{}\"", shown(name)));
    }
    parts.insert(name);
    if (parts.size() > kMostParts) throw bad(fmt::format("names more than {} files", kMostParts));
  }
  if (parts.empty()) throw bad("names no file of weights");
  return {parts.begin(), parts.end()};
}

}  // namespace segue::sources
