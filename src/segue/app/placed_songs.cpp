#include "segue/app/placed_songs.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "segue/app/song_numbers.h"

namespace segue::app {

std::vector<SongId> songs_without_vector(const catalog::Catalog& catalog, const catalog::StoredRecipe& stored) {
  std::vector<SongId> others;
  if (catalog.song_count() == static_cast<std::int64_t>(stored.songs.size())) return others;
  catalog.for_each_name([&](const catalog::SongName& name) {
    if (!std::ranges::binary_search(stored.songs, name.id)) others.push_back(name.id);
  });
  return others;
}

void place_songs(const catalog::Catalog& catalog, const Encoder& encoder, const std::vector<SongId>& others,
                 catalog::StoredRecipe& stored) {
  const auto table = features::make_table(load_numbers(catalog, others), features::model_columns());
  const auto& words = encoder.recipe().words;
  const auto vectors = encoder.encode(table, words ? load_embeddings(catalog, words->model, others) : SongEmbeddings{});
  const auto clusters = encoder.clusters_of(vectors);

  catalog::StoredRecipe merged;
  merged.songs.reserve(stored.songs.size() + others.size());
  std::size_t old = 0;
  const auto take_old = [&] {
    const auto begin = stored.vectors.begin() + static_cast<std::ptrdiff_t>(old * stored.dimension);
    merged.songs.push_back(stored.songs[old]);
    merged.vectors.insert(merged.vectors.end(), begin, begin + static_cast<std::ptrdiff_t>(stored.dimension));
    merged.clusters.push_back(stored.clusters[old++]);
  };
  for (std::size_t i = 0; i < table.songs.size(); ++i) {
    while (old < stored.songs.size() && stored.songs[old] < table.songs[i]) take_old();
    if (!encoder.knows(table, i)) continue;
    merged.songs.push_back(table.songs[i]);
    merged.vectors.insert(merged.vectors.end(), vectors.row(i).begin(), vectors.row(i).end());
    merged.clusters.push_back(clusters[i]);
  }
  while (old < stored.songs.size()) take_old();
  stored.songs = std::move(merged.songs);
  stored.vectors = std::move(merged.vectors);
  stored.clusters = std::move(merged.clusters);
}

}  // namespace segue::app
