#pragma once

#include <vector>

#include "segue/catalog/catalog.h"
#include "segue/features/feature_table.h"

namespace segue::app {

/// The numbers of every song of the catalog, ascending id; songs of which nothing is known are among them.
std::vector<features::SongNumbers> load_numbers(const catalog::Catalog& catalog);
/// The numbers of some songs, in the order given; every id must exist.
std::vector<features::SongNumbers> load_numbers(const catalog::Catalog& catalog, const std::vector<SongId>& songs);

}  // namespace segue::app
