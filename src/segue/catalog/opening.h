#pragma once

#include <filesystem>
#include <memory>
#include <span>

#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"
#include "segue/catalog/migrations.h"

namespace segue::catalog {

/// Makes a catalog at `path` or opens the one there, and takes it through `steps`. Never touches a file that is not a
/// catalog of segue.
std::unique_ptr<Database> open_or_create(const std::filesystem::path& path, const OpenOptions& options,
                                         std::span<const Migration> steps);

/// Opens the catalog at `path`, which must exist. Where the file or its folder is read-only, so is the connection.
std::unique_ptr<Database> open_existing_file(const std::filesystem::path& path, const OpenOptions& options,
                                             std::span<const Migration> steps);

}  // namespace segue::catalog
