#include "segue/app/training_sample.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "segue/base/rng.h"

namespace segue::app {

SongEmbeddings load_embeddings(const catalog::Catalog& catalog, const TrainingSample& sample) {
  if (sample.is_whole()) return load_embeddings(catalog);
  const auto model = catalog.embedding_model();
  return model ? load_embeddings(catalog, model->model, sample.songs) : SongEmbeddings{};
}

TrainingSample draw_training_sample(const catalog::Catalog& catalog, std::size_t most, std::uint64_t seed) {
  TrainingSample sample;
  sample.of_songs = catalog.song_count();
  auto songs = catalog.song_ids({});
  auto playlists = catalog.playlists();
  sample.of_playlists = playlists.size();
  if (songs.size() <= most) {
    sample.songs = std::move(songs);
    sample.playlists = std::move(playlists);
    return sample;
  }
  const Rng rng(seed);
  auto order = rng.fork(0);
  order.shuffle(std::span(playlists));
  std::unordered_set<SongId> drawn;
  for (auto& playlist : playlists) {
    if (2 * (drawn.size() + playlist.songs.size()) > most) continue;
    drawn.insert(playlist.songs.begin(), playlist.songs.end());
    sample.playlists.push_back(std::move(playlist));
  }
  std::ranges::sort(sample.playlists, {}, &catalog::CollectedPlaylist::id);
  auto others = rng.fork(1);
  while (drawn.size() < most) drawn.insert(songs[others.below(songs.size())]);
  sample.songs.assign(drawn.begin(), drawn.end());
  std::ranges::sort(sample.songs);
  return sample;
}

}  // namespace segue::app
