#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "segue/app/search.h"
#include "segue/app/search_file.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// By what networks are told apart. Neither sees a test playlist.
enum class BestBy : std::uint8_t {
  kValidationLoss,
  kTrainingPlaylists,  ///< P@10 on training playlists split once more
};

/// The network of a report's `best`, with the seed of its best run.
std::optional<NetworkChoice> best_network(const SearchReport& report);

/// The best network of each kind among all trials stored in the catalog, means over the seeds it was run from; of
/// trials on the catalog's songs as they are now, else (a note says so) on those of the latest search. Networks with
/// artists take no part. Error(kNotFound) if no search has found one of either kind.
NetworkFile best_networks(const catalog::Catalog& catalog, BestBy by, Notes& notes);

/// All networks of a kind that such trials measured, the best first, each shape once, as it was trained best; none if
/// none was searched.
std::vector<NetworkChoice> ranked_networks(const catalog::Catalog& catalog, SearchKind kind, BestBy by, Notes& notes);

}  // namespace segue::app
