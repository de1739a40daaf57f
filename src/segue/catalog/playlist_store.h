#pragma once

#include <span>
#include <vector>

#include "segue/catalog/catalog.h"
#include "segue/catalog/database.h"

namespace segue::catalog {

/// Collected playlists; the contracts stand in catalog.h.
Catalog::PlaylistOutcome write_collected_playlist(Database& database, const PlaylistMention& mention,
                                                  std::span<const SongId> songs);
std::vector<CollectedPlaylist> read_playlists(Database& database);

}  // namespace segue::catalog
