#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "segue/sources/huggingface/hub.h"

namespace segue::app {

/// The encoder that ships with segue: what is used unless another is named.
inline constexpr std::string_view kShippedModel = "words";

/// Where text models are looked for, in this order.
struct ModelPlaces {
  std::vector<std::filesystem::path> folders;  ///< each holds models by name: FOLDER/words
  sources::HubSettings hub;                    ///< and the cache that Hugging Face's tools share
};

/// `chosen` (--models or SEGUE_MODELS; may be empty), then the data folder beside the program: models, and
/// ../share/segue/models as installed. Error(kNotFound) if `chosen` is no folder.
ModelPlaces model_places(const std::filesystem::path& chosen);

/// A text model on this machine. Its files were seen, not read.
struct TextModelFolder {
  std::string name;  ///< "words", "google-bert/bert-base-uncased", the folder's own name where a folder was named
  std::filesystem::path folder;
  std::uint64_t bytes = 0;
  bool from_cache = false;  ///< else from a folder
  /// ISO 639-1 code of the one language it was made for: "language" in its config.json, or known of its name. Empty:
  /// several, or not known.
  std::string language;
};

/// A folder that holds a model, else a model of places.folders by its name, else a repository in the cache (also by the
/// short names people use, see sources::repository_of). Error(kNotFound) says where it was looked for and what to do.
TextModelFolder find_text_model(std::string_view name_or_folder, const ModelPlaces& places);

/// Every model that find_text_model finds by name: those of the folders, then those of the cache, each by name.
std::vector<TextModelFolder> text_models(const ModelPlaces& places);

/// A model of the cache as find_text_model gives it.
TextModelFolder cached_text_model(const sources::CachedModel& cached);

}  // namespace segue::app
