#include "segue/playlist/selection.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "segue/base/title.h"
#include "segue/playlist/seed_forms.h"

namespace segue::playlist {
namespace {

// Songs without a title or an artist cannot be told to be the same: a folder of untagged files is not one song.
bool can_be_compared(const catalog::SongFacts& facts) {
  return !trimmed(facts.title).empty() && !facts.artists.empty() && !trimmed(facts.artists.front()).empty();
}

}  // namespace

std::string song_key(const catalog::SongFacts& facts) {
  return same_song_key(facts.title, facts.artists);
}

std::vector<Pick> select(std::span<const neighbors::Neighbor> nearest, std::span<const catalog::Song> seeds,
                         std::size_t length,
                         const std::function<std::vector<catalog::Song>(std::span<const SongId>)>& fetch) {
  std::unordered_set<std::string> taken_keys;
  std::unordered_set<SongId> taken_ids;
  for (const catalog::Song& seed : seeds) {
    taken_ids.insert(seed.id);
    if (can_be_compared(seed.facts)) taken_keys.insert(song_key(seed.facts));
  }

  std::vector<Pick> picks;
  // Most lists lose a few songs to other recordings of the same: one batch is to do for them.
  std::size_t batch_size = length + length / 4 + 4;
  std::size_t next = 0;
  std::vector<SongId> ids;
  std::vector<float> distances;
  while (picks.size() < length && next < nearest.size()) {
    ids.clear();
    distances.clear();
    for (; next < nearest.size() && ids.size() < batch_size; ++next) {
      const SongId id{nearest[next].id};
      if (!taken_ids.insert(id).second) continue;
      ids.push_back(id);
      distances.push_back(nearest[next].distance);
    }
    if (ids.empty()) break;
    std::vector<catalog::Song> songs = fetch(ids);
    assert(songs.size() == ids.size());
    for (std::size_t i = 0; i < songs.size() && picks.size() < length; ++i) {
      const bool known = can_be_compared(songs[i].facts) && !taken_keys.insert(song_key(songs[i].facts)).second;
      if (!known) picks.push_back({std::move(songs[i]), distances[i]});
    }
    batch_size *= 2;
  }
  return picks;
}

}  // namespace segue::playlist
