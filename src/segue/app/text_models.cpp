#include "segue/app/text_models.h"

#include <algorithm>
#include <array>
#include <optional>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "segue/base/atomic_file.h"
#include "segue/base/child_process.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLargestConfig = std::size_t{1} << 20;

bool is_model(const fs::path& folder) {
  std::error_code error;
  const auto has = [&](const char* name) { return fs::is_regular_file(folder / name, error); };
  return has("config.json") && has("vocab.txt") && (has("model.safetensors") || has("model.safetensors.index.json"));
}

std::uint64_t bytes_of(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code unreadable;
    const auto size = at->is_regular_file(unreadable) ? at->file_size(unreadable) : 0;
    if (!unreadable) bytes += size;
  }
  return bytes;
}

/// Models that say nothing about their language themselves and are known to be of English text.
bool is_known_english(std::string_view name) {
  constexpr std::array<std::string_view, 6> kBegin = {"bert-base-uncased",     "bert-base-cased",
                                                      "bert-large-",           "distilbert-base-uncased",
                                                      "distilbert-base-cased", "all-MiniLM-"};
  const std::string_view last = name.substr(name.rfind('/') + 1);
  return std::ranges::any_of(kBegin, [&](std::string_view begin) { return last.starts_with(begin); });
}

/// What config.json says; a file that is no JSON says nothing here, and is refused where the model is read.
std::string stated_language(const fs::path& folder) {
  try {
    const auto config = nlohmann::json::parse(read_file(folder / "config.json", kLargestConfig), nullptr, false);
    if (!config.is_object() || !config.contains("language")) return {};
    const auto& language = config["language"];
    return language.is_string() ? language.get<std::string>() : std::string();
  } catch (const Error&) {
    return {};
  }
}

TextModelFolder in_folder(const std::string& name, const fs::path& folder) {
  TextModelFolder model{name, folder, bytes_of(folder), false, stated_language(folder)};
  if (model.language.empty() && is_known_english(name)) model.language = "en";
  return model;
}

/// The name of a folder as a person would say it: "./a/b/" is "b".
std::string own_name(const fs::path& folder) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(folder, error);
  const std::string name = (error ? folder : whole).filename().string();
  return name.empty() ? folder.string() : name;
}

/// Whether `name` can only be a path.
bool is_path(std::string_view name) {
  return name.starts_with('/') || name.starts_with("./") || name.starts_with("../") || name == "." || name == "..";
}

/// Names are of one folder or of owner/name: nothing that climbs out of where models are kept.
bool is_model_name(std::string_view name) {
  return !name.empty() && !is_path(name) && name.find("..") == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

std::string missing_files(const fs::path& folder) {
  std::string missing;
  std::error_code error;
  for (const char* name : {"config.json", "vocab.txt", "model.safetensors"}) {
    if (!fs::exists(folder / name, error)) missing += (missing.empty() ? "" : ", ") + std::string(name);
  }
  return missing;
}

}  // namespace

TextModelFolder cached_text_model(const sources::CachedModel& cached) {
  TextModelFolder model{cached.repo, cached.folder, cached.bytes, true, stated_language(cached.folder)};
  if (model.language.empty() && is_known_english(cached.repo)) model.language = "en";
  return model;
}

ModelPlaces model_places(const fs::path& chosen) {
  ModelPlaces places;
  std::error_code error;
  if (!chosen.empty()) {
    if (!fs::is_directory(chosen, error)) {
      throw Error(ErrorKind::kNotFound, fmt::format("there is no folder of models '{}'", chosen.string()),
                  "--models or SEGUE_MODELS names a folder in which each model is a folder: FOLDER/words.");
    }
    places.folders.push_back(chosen);
  }
  if (const fs::path program = own_program(); !program.empty()) {
    const fs::path beside = program.parent_path();
    for (const fs::path& folder : {beside / "models", beside.parent_path() / "share" / "segue" / "models"}) {
      if (fs::is_directory(folder, error)) places.folders.push_back(folder);
    }
  }
  places.hub = sources::HubSettings::from_environment();
  return places;
}

TextModelFolder find_text_model(std::string_view name_or_folder, const ModelPlaces& places) {
  const std::string name(name_or_folder);
  if (is_model_name(name)) {
    // A name goes before a folder of that name in the current one: what "words" means does not depend on where one is.
    for (const fs::path& folder : places.folders) {
      if (is_model(folder / name)) return in_folder(name, folder / name);
    }
  }
  if (!name.empty() && is_model(name)) return in_folder(own_name(name), name);
  if (is_model_name(name)) {
    if (const auto cached = sources::find_cached(places.hub, sources::repository_of(name)))
      return cached_text_model(*cached);
  }
  std::error_code error;
  if (is_path(name) || (fs::is_directory(name, error) && !missing_files(name).empty())) {
    throw Error(ErrorKind::kNotFound,
                fmt::format("there is no text model in the folder '{}': it lacks {}", name, missing_files(name)),
                "A text model is a folder as Hugging Face has it: config.json, vocab.txt, model.safetensors.");
  }
  std::string looked;
  for (const fs::path& folder : places.folders) looked += fmt::format("{}, ", folder.string());
  const std::string message =
      fmt::format("there is no text model '{}' in {}{}", name, looked, places.hub.cache.string());
  if (name == kShippedModel) {
    throw Error(ErrorKind::kNotFound, message,
                "It ships with segue, in models beside the program; --models FOLDER or SEGUE_MODELS says where else. "
                "'segue models fetch all-MiniLM-L6-v2' fetches another one.");
  }
  throw Error(ErrorKind::kNotFound, message,
              fmt::format("'segue models fetch {}' fetches it, 'segue models list' shows "
                          "what is here.",
                          name));
}

std::vector<TextModelFolder> text_models(const ModelPlaces& places) {
  std::vector<TextModelFolder> models;
  for (const fs::path& folder : places.folders) {
    std::vector<TextModelFolder> here;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      const std::string name = at->path().filename().string();
      // An earlier folder's model hides this one.
      const bool hidden = std::ranges::any_of(models, [&](const auto& model) { return model.name == name; });
      if (!hidden && is_model(at->path())) here.push_back(in_folder(name, at->path()));
    }
    std::ranges::sort(here, {}, &TextModelFolder::name);
    std::ranges::move(here, std::back_inserter(models));
  }
  for (const auto& cached : sources::cached_models(places.hub)) models.push_back(cached_text_model(cached));
  return models;
}

}  // namespace segue::app
