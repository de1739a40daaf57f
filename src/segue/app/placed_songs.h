#pragma once

#include "segue/app/encoder.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// Adds the songs that came into the catalog after the recipe was trained, each where its encoder puts it, to what the
/// recipe has stored; songs of which the encoder knows nothing stay out. Songs keep ascending. Nothing is written: a
/// song is found as soon as it is there, and reading costs what its numbers cost.
void place_new_songs(const catalog::Catalog& catalog, const Encoder& encoder, catalog::StoredRecipe& stored);

}  // namespace segue::app
