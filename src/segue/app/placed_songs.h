#pragma once

#include <cstdint>
#include <vector>

#include "segue/app/encoder.h"
#include "segue/catalog/catalog.h"
#include "segue/numeric/matrix.h"

namespace segue::app {

/// Songs where an encoder puts them.
struct PlacedSongs {
  std::vector<SongId> songs;  ///< ascending
  numeric::Matrix vectors;    ///< songs.size() x the encoder's dimension
};

/// Of some songs of the catalog (ascending), or of those of a range: songs of which the encoder knows nothing are not
/// among them. Costs what reading their numbers costs; nothing is written.
PlacedSongs place_songs(const catalog::Catalog& catalog, const Encoder& encoder, const std::vector<SongId>& songs);
PlacedSongs place_songs(const catalog::Catalog& catalog, const Encoder& encoder, const catalog::SongRange& range);

/// The songs of the catalog that the recipe has no vector of: they came after it was trained, or nothing is known of
/// them. Ascending.
std::vector<SongId> songs_without_vector(const catalog::Catalog& catalog, const catalog::StoredRecipe& stored);

/// Adds songs that the recipe has no vector of to what it has stored, with the clusters they lie in. Songs keep
/// ascending.
void add_songs(const Encoder& encoder, const PlacedSongs& placed, catalog::StoredRecipe& stored);

}  // namespace segue::app
