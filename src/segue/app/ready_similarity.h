#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/likeness.h"

namespace segue::app {

/// The similarity model that ships with segue: what is used where there are too few playlists to learn from.
inline constexpr const char* kShippedSimilarity = "similarity";

/// A similarity learned elsewhere.
struct ReadySimilarity {
  std::string name;
  Likeness likeness;
};

/// The model of kShippedSimilarity's name in the first of the folders that has it (inputs.safetensors and
/// similarity.safetensors); nothing if none has. Error(kBadData) if its files are damaged.
std::optional<ReadySimilarity> find_similarity(const std::vector<std::filesystem::path>& folders);

/// Writes a likeness as these files into `folder`, each whole or not at all.
void write_similarity(const Likeness& likeness, const std::filesystem::path& folder);

}  // namespace segue::app
