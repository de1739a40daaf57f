#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "segue/app/recipe.h"
#include "segue/app/seeds.h"
#include "segue/catalog/catalog.h"
#include "segue/playlist/explanation.h"
#include "segue/playlist/selection.h"

namespace segue::app {

/// A song and the songs nearest to it, as the vectors have them: other recordings and unplayable songs among them.
struct SimilarSongs {
  std::string recipe;
  Similarity similarity;  ///< by which they were found
  catalog::Song song;
  std::vector<playlist::Pick> nearest;
};

/// The `limit` songs nearest to a song, typed as a seed. SeedError; Error(kUsage) for a limit below 1.
SimilarSongs similar(const catalog::Catalog& catalog, const std::string& typed, std::int64_t limit,
                     const std::string& recipe);

/// Why two songs, typed as seeds, are near each other.
struct ExplainedPair {
  std::string recipe;
  Similarity similarity;  ///< by which they are compared
  catalog::Song from;
  catalog::Song to;
  playlist::Explanation explanation;
};
/// SeedError; Error(kUsage) for twice the same song, Error(kNotFound) if nothing is known of the sound of the first.
ExplainedPair explain_pair(const catalog::Catalog& catalog, const std::string& from, const std::string& to,
                           const std::string& recipe);

}  // namespace segue::app
