#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segue/base/error.h"
#include "segue/catalog/catalog.h"
#include "segue/playlist/export.h"
#include "segue/playlist/seed.h"

namespace segue::app {

struct RecommendOptions {
  std::vector<std::string> seeds;  ///< as typed: "Title,Artist", a title, a Spotify link, URI or id
  /// Songs after the seeds, 1 to the catalog's songs less one; if not said, 25 or as many as there are.
  std::optional<std::int64_t> length;
  bool within_cluster = false;  ///< only songs of the seed's cluster, as the report does
  std::string recipe;           ///< by name or number; empty: the current one
};

struct Recommendation {
  playlist::MadePlaylist playlist;
  std::string recipe;                     ///< its name
  std::optional<std::int32_t> cluster;    ///< the seed's; with several seeds, of their mean
  std::int64_t asked = 0;                 ///< songs asked for; fewer came if there were no more different songs
  std::int64_t songs_without_vector = 0;  ///< in the catalog, not in the recipe: they cannot be found
};

/// A seed that names no song, or several. Carries what may have been meant.
class SeedError : public Error {
 public:
  SeedError(const std::string& message, std::string hint, std::string typed_seed, bool is_ambiguous,
            std::vector<playlist::SeedCandidate> nearest_candidates);

  std::string typed;
  bool ambiguous = false;
  std::vector<playlist::SeedCandidate> nearest;  ///< the likeliest first
};

/// Finds the seeds and the songs nearest to them: to the mean of their vectors, where there are several.
///
/// Throws SeedError (kNotFound), Error(kUsage) for a length outside 1..songs-1, Error(kNotFound) without a recipe.
Recommendation recommend(const catalog::Catalog& catalog, const RecommendOptions& options);

}  // namespace segue::app
