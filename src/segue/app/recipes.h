#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/recipe.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// The recipe called `wanted` (a name, a number, empty or "current" for the current one); Error(kNotFound) with what to
/// do otherwise.
catalog::RecipeSummary find_recipe(const catalog::Catalog& catalog, const std::string& wanted);

/// What a stored recipe compares songs by; nothing if its document cannot be read.
std::optional<Similarity> similarity_of(const catalog::Catalog& catalog, RecipeId recipe);

/// Writes a recipe as files: recipe.json and its models as safetensors, each replaced whole or not at all. Makes the
/// folder. Returns the files written.
std::vector<std::filesystem::path> export_recipe(const catalog::Catalog& catalog, RecipeId recipe,
                                                 const std::filesystem::path& folder);

}  // namespace segue::app
