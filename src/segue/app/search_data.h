#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/search_plan.h"
#include "segue/base/ids.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/evaluation/protocol.h"
#include "segue/numeric/matrix.h"

namespace segue::app {

/// Numbers an artist is given by --with-artist.
inline constexpr std::size_t kArtistCode = 16;

/// What the networks of a search learn from, and the playlists they are measured on.
struct SearchData {
  SearchKind kind = SearchKind::kTabular;
  bool with_artist = false;
  std::vector<SongId> songs;  ///< ascending, the rows
  numeric::Matrix values;     ///< songs x inputs, scaled as `segue train` scales them
  numeric::Matrix known;      ///< weights of their errors, 0 where a value is unknown
  std::string fingerprint;    ///< SHA-256 of all of this

  /// The protocol of evaluation/protocol.h over all songs of the catalog, among those with words where kind is
  /// kLyrics. Pools are empty where there are no playlists.
  evaluation::Protocol test;        ///< the one numbers are reported from; nothing is chosen by it
  evaluation::Protocol training;    ///< training playlists split once more: what may be chosen by
  evaluation::Protocol unfiltered;  ///< test, with songs of the same artist as answers
  std::vector<std::size_t> row_of;  ///< per song of the catalog its row, or songs.size()

  /// One row per song of the catalog; songs without inputs lie at the origin.
  numeric::Matrix placed(numeric::MatrixView rows) const;
};

/// Error(kNotFound), saying what to import or run, where there is nothing to learn from.
SearchData load_search_data(const catalog::Catalog& catalog, SearchKind kind, bool with_artist);

/// An artist's name as kArtistCode numbers from 0 to 1 that follow from its letters alone (case ignored).
std::vector<float> artist_code(const std::string& artist);

}  // namespace segue::app
