#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "segue/app/encoder.h"
#include "segue/base/error.h"
#include "segue/catalog/catalog.h"
#include "segue/numeric/matrix.h"
#include "segue/playlist/seed.h"

namespace segue::app {

/// A seed that names no song, or several. Carries what may have been meant.
class SeedError : public Error {
 public:
  SeedError(const std::string& message, std::string hint, std::string typed_seed, bool is_ambiguous,
            std::vector<playlist::SeedCandidate> nearest_candidates);

  std::string typed;
  bool ambiguous = false;
  std::vector<playlist::SeedCandidate> nearest;  ///< the likeliest first
};

/// The song of the catalog a seed means: "Title,Artist", a title, a Spotify link, URI or id. SeedError if none does, or
/// several.
SongId find_seed(const catalog::Catalog& catalog, const std::string& typed);

/// The same, nothing if no song is meant or more than one.
std::optional<SongId> look_up_seed(const catalog::Catalog& catalog, const std::string& typed);

/// Several songs that are a seed together.
struct SeedGroup {
  std::string name;  ///< of the album or playlist, as the catalog has it
  std::vector<SongId> songs;
};
/// The songs of an album, "Album,Artist" or an album alone; what find_seed() overlooks in titles is overlooked here
/// too. SeedError if there is no such album, or there are several.
SeedGroup find_album(const catalog::Catalog& catalog, const std::string& typed);
/// The songs of a collected playlist, by name (case and accents ignored), number or key. Error(kNotFound) listing what
/// may have been meant.
SeedGroup find_playlist(const catalog::Catalog& catalog, const std::string& typed);

}  // namespace segue::app
