#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "segue/app/words_encoder.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// What a recipe is trained on where there is more than it needs.
struct TrainingSample {
  std::vector<SongId> songs;  ///< ascending
  std::vector<catalog::CollectedPlaylist> playlists;
  std::int64_t of_songs = 0;  ///< in the catalog
  std::size_t of_playlists = 0;

  bool is_whole() const { return static_cast<std::int64_t>(songs.size()) == of_songs; }
};

/// What the text encoder in use made of the words of the sample.
SongEmbeddings load_embeddings(const catalog::Catalog& catalog, const TrainingSample& sample);

/// At most `most` songs: whole playlists, drawn by chance, for up to half of them, and songs drawn by chance, so that
/// what is in no playlist is learned about too. A catalog with no more songs is its own sample. The same catalog and
/// seed give the same sample. Memory: 8 bytes a song and playlist entry.
TrainingSample draw_training_sample(const catalog::Catalog& catalog, std::size_t most, std::uint64_t seed);

}  // namespace segue::app
