#include "segue/app/recipe_precision.h"

#include <algorithm>
#include <span>

#include "segue/base/error.h"
#include "segue/base/unicode.h"

namespace segue::app {

RecipePrecision::RecipePrecision(const catalog::Catalog& catalog) {
  std::vector<evaluation::ProtocolSong> songs;
  catalog.for_each_song([&](const catalog::Song& song) {
    songs.push_back({song.id, song.facts.artists.empty() ? "" : lower(song.facts.artists.front())});
    songs_.push_back(song.id);
  });
  protocol_ = evaluation::make_protocol(songs, catalog.playlists());
  try {
    evaluation::require_queries(protocol_);
  } catch (const Error& error) {
    problem_ = error.what();
  }
}

Precision RecipePrecision::measure(const catalog::StoredRecipe& recipe, std::size_t threads) const {
  numeric::Matrix placed(songs_.size(), recipe.dimension);
  for (std::size_t i = 0; i < recipe.songs.size(); ++i) {
    const auto at = std::ranges::lower_bound(songs_, recipe.songs[i]);
    if (at == songs_.end() || *at != recipe.songs[i]) continue;
    const std::span<const float> vector(recipe.vectors.data() + i * recipe.dimension, recipe.dimension);
    std::ranges::copy(vector, placed.row(static_cast<std::size_t>(at - songs_.begin())).begin());
  }
  const auto row = evaluation::measure("", protocol_, placed, nullptr, threads);
  return {row.p_at_10, row.ci95};
}

}  // namespace segue::app
