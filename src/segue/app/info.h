#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segue/catalog/catalog.h"

namespace segue::app {

/// What a catalog holds.
struct Info {
  std::string path;
  std::uint64_t bytes = 0;  ///< of the file
  catalog::Summary summary;
  std::optional<catalog::RecipeSummary> recipe;  ///< the current one
  std::optional<catalog::Song> example;  ///< a well-known song to try as a seed: the most popular, else the first
};

Info info(const catalog::Catalog& catalog);

}  // namespace segue::app
