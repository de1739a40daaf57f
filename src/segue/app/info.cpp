#include "segue/app/info.h"

#include <filesystem>
#include <system_error>

namespace segue::app {

Info info(const catalog::Catalog& catalog) {
  Info result;
  result.path = catalog.path().string();
  std::error_code ignored;
  result.bytes = std::filesystem::file_size(catalog.path(), ignored);
  if (ignored) result.bytes = 0;
  result.summary = catalog.summary();
  result.recipe = catalog.current_recipe();

  std::optional<catalog::SongName> best;
  catalog.for_each_name([&](const catalog::SongName& name) {
    if (!best || name.popularity.value_or(-1) > best->popularity.value_or(-1)) best = name;
  });
  if (best) result.example = catalog.songs(std::vector{best->id}).front();
  return result;
}

}  // namespace segue::app
