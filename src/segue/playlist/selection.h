#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "segue/catalog/values/song.h"
#include "segue/neighbors/index.h"
#include "segue/playlist/admission.h"
#include "segue/playlist/explanation.h"

namespace segue::playlist {

/// A song picked for a made playlist.
struct Pick {
  catalog::Song song;
  float distance = 0;
  std::optional<Explanation> why{};  ///< where one was asked for
};

/// What a selection is to be like besides near.
struct SelectionRules {
  /// From 0 (the nearest songs) to 1 (as unlike each other as the songs near enough allow).
  double diversity = 0;
  std::size_t pool = 0;  ///< of how many songs diversity chooses; 0: max(100, 6 * length)
  Limits limits;         ///< seeds count too
  /// song_key() of songs that are not to come, in any version.
  std::unordered_set<std::string> excluded;
  /// The vector of a neighbor; asked only where diversity is above 0. All of one size.
  std::function<std::span<const float>(SongId)> vector_of;
};

/// The first `length` neighbors that are different songs: recordings that agree in title_key and artist_key count once
/// (the nearest stays), and none agrees with a seed. Songs without a title or an artist agree with none but themselves.
/// Fewer if there are no more. `fetch` turns ids into songs, in the order given and every one of them; it is called
/// with batches, the first a quarter larger than needed at first, each further one twice the last.
///
/// With diversity d, songs are picked by maximal marginal relevance (Carbonell & Goldstein 1998) among the nearest
/// `pool` that may come: next is the song with the least
///     (1 - d) * distance - d * (distance to the nearest song picked so far);
/// equal ones by their order. The picks come in the order they were picked.
std::vector<Pick> select(std::span<const neighbors::Neighbor> nearest, std::span<const catalog::Song> seeds,
                         std::size_t length,
                         const std::function<std::vector<catalog::Song>(std::span<const SongId>)>& fetch,
                         const SelectionRules& rules = {});

}  // namespace segue::playlist
