#include "segue/app/recipes.h"

#include <system_error>

#include <fmt/format.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"

namespace segue::app {

catalog::RecipeSummary find_recipe(const catalog::Catalog& catalog, const std::string& wanted) {
  if (wanted.empty() || wanted == "current") {
    if (auto current = catalog.current_recipe()) return *current;
    throw Error(ErrorKind::kNotFound, "the catalog has no recipe yet: nothing has been trained",
                "Run 'segue train' first.");
  }
  if (auto found = catalog.find_recipe(wanted)) return *found;
  throw Error(ErrorKind::kNotFound, fmt::format("no recipe is called '{}'", wanted),
              "'segue recipe list' shows those there are.");
}

std::optional<Similarity> similarity_of(const catalog::Catalog& catalog, RecipeId recipe) {
  try {
    return Recipe::from_json(catalog.read_recipe(recipe, catalog::RecipePart::kDocument).json, "recipe").similarity;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kBadData) throw;
    return std::nullopt;
  }
}

std::vector<std::filesystem::path> export_recipe(const catalog::Catalog& catalog, RecipeId recipe,
                                                 const std::filesystem::path& folder) {
  const auto stored = catalog.read_recipe(recipe, catalog::RecipePart::kModels);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    throw Error(ErrorKind::kFailed, fmt::format("cannot make the folder {}: {}", folder.string(), error.message()),
                "Choose another folder with --output.");
  }
  std::vector<std::filesystem::path> files{folder / "recipe.json"};
  write_file_atomically(files.back(), stored.json);
  for (const auto& [name, document] : stored.models) {
    files.push_back(folder / (name + ".safetensors"));
    write_file_atomically(files.back(), document);
  }
  return files;
}

}  // namespace segue::app
