#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "segue/catalog/values/song.h"
#include "segue/neighbors/index.h"

namespace segue::playlist {

/// A song picked for a made playlist.
struct Pick {
  catalog::Song song;
  float distance = 0;
};

/// The first `length` neighbors that are different songs: recordings that agree in title_key and artist_key count once
/// (the nearest stays), and none agrees with a seed. Songs without a title or an artist agree with none but themselves.
/// Fewer if there are no more. `fetch` turns ids into songs, in the order given and every one of them; it is called
/// with batches, the first a quarter larger than `length`, each further one twice the last.
std::vector<Pick> select(std::span<const neighbors::Neighbor> nearest, std::span<const catalog::Song> seeds,
                         std::size_t length,
                         const std::function<std::vector<catalog::Song>(std::span<const SongId>)>& fetch);

/// "the same song": title_key and artist_key of a song, joined.
std::string song_key(const catalog::SongFacts& facts);

}  // namespace segue::playlist
