#pragma once

#include <vector>

#include "segue/app/encoder.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// The songs of the catalog that the recipe has no vector of: they came after it was trained, or nothing is known of
/// them. Ascending.
std::vector<SongId> songs_without_vector(const catalog::Catalog& catalog, const catalog::StoredRecipe& stored);

/// Adds `others`, as songs_without_vector() gives them, to what the recipe has stored, each where its encoder puts it;
/// songs of which the encoder knows nothing stay out. Songs keep ascending. Nothing is written: a song is found as
/// soon as it is there, and reading costs what its numbers cost.
void place_songs(const catalog::Catalog& catalog, const Encoder& encoder, const std::vector<SongId>& others,
                 catalog::StoredRecipe& stored);

}  // namespace segue::app
