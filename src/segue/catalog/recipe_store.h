#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"

namespace segue::catalog {

/// Trained recipes; the contracts stand in catalog.h.
RecipeId write_trained_recipe(Database& database, const std::string& name, const StoredRecipe& recipe);
void make_recipe_current(Database& database, RecipeId id);
std::vector<RecipeSummary> read_recipe_summaries(Database& database);
std::optional<RecipeSummary> find_recipe_summary(Database& database, std::string_view name_or_id);
std::optional<RecipeSummary> read_current_recipe(Database& database);
StoredRecipe read_trained_recipe(Database& database, RecipeId id, RecipePart part);

}  // namespace segue::catalog
