#include "segue/app/placed_songs.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "segue/app/song_numbers.h"

namespace segue::app {
namespace {

PlacedSongs place(const Encoder& encoder, const std::vector<features::SongNumbers>& numbers,
                  const SongEmbeddings& words) {
  const auto table = features::make_table(numbers, features::model_columns());
  const auto vectors = encoder.encode(table, words);
  PlacedSongs placed;
  std::vector<float> values;
  values.reserve(vectors.rows() * vectors.cols());
  for (std::size_t i = 0; i < table.songs.size(); ++i) {
    if (!encoder.knows(table, i)) continue;
    placed.songs.push_back(table.songs[i]);
    values.insert(values.end(), vectors.row(i).begin(), vectors.row(i).end());
  }
  placed.vectors = numeric::Matrix(placed.songs.size(), encoder.dimension(), std::move(values));
  return placed;
}

}  // namespace

PlacedSongs place_songs(const catalog::Catalog& catalog, const Encoder& encoder, const std::vector<SongId>& songs) {
  const auto& words = encoder.recipe().words;
  return place(encoder, load_numbers(catalog, songs),
               words ? load_embeddings(catalog, words->model, songs) : SongEmbeddings{});
}

PlacedSongs place_songs(const catalog::Catalog& catalog, const Encoder& encoder, const catalog::SongRange& range) {
  const auto& words = encoder.recipe().words;
  return place(encoder, load_numbers(catalog, range),
               words ? load_embeddings(catalog, words->model, range) : SongEmbeddings{});
}

std::vector<SongId> songs_without_vector(const catalog::Catalog& catalog, const catalog::StoredRecipe& stored) {
  std::vector<SongId> others;
  if (catalog.song_count() == static_cast<std::int64_t>(stored.songs.size())) return others;
  std::ranges::set_difference(catalog.song_ids({}), stored.songs, std::back_inserter(others));
  return others;
}

void add_songs(const Encoder& encoder, const PlacedSongs& placed, catalog::StoredRecipe& stored) {
  const auto clusters = encoder.clusters_of(placed.vectors);
  catalog::StoredRecipe merged;
  merged.songs.reserve(stored.songs.size() + placed.songs.size());
  std::size_t old = 0;
  const auto take_old = [&] {
    const auto begin = stored.vectors.begin() + static_cast<std::ptrdiff_t>(old * stored.dimension);
    merged.songs.push_back(stored.songs[old]);
    merged.vectors.insert(merged.vectors.end(), begin, begin + static_cast<std::ptrdiff_t>(stored.dimension));
    merged.clusters.push_back(stored.clusters[old++]);
  };
  for (std::size_t i = 0; i < placed.songs.size(); ++i) {
    while (old < stored.songs.size() && stored.songs[old] < placed.songs[i]) take_old();
    merged.songs.push_back(placed.songs[i]);
    merged.vectors.insert(merged.vectors.end(), placed.vectors.row(i).begin(), placed.vectors.row(i).end());
    merged.clusters.push_back(clusters[i]);
  }
  while (old < stored.songs.size()) take_old();
  stored.songs = std::move(merged.songs);
  stored.vectors = std::move(merged.vectors);
  stored.clusters = std::move(merged.clusters);
}

}  // namespace segue::app
