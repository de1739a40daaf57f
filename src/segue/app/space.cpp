#include "segue/app/space.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "segue/app/placed_songs.h"
#include "segue/app/recipes.h"
#include "segue/app/song_numbers.h"
#include "segue/base/error.h"
#include "segue/numeric/distance.h"
#include "segue/numeric/top_k.h"

namespace segue::app {
namespace {

/// Takes the vectors: at a hundred thousand songs, copies are what a list waits for.
neighbors::ExactScan index_of(catalog::StoredRecipe& stored) {
  std::vector<std::int64_t> ids;
  ids.reserve(stored.songs.size());
  for (const auto id : stored.songs) ids.push_back(id.value);
  return {std::move(ids), numeric::Matrix(stored.songs.size(), stored.dimension, std::move(stored.vectors))};
}

}  // namespace

Space::Space(const catalog::Catalog& catalog, const std::string& recipe)
    : Space(catalog, find_recipe(catalog, recipe)) {}

Space::Space(const catalog::Catalog& catalog, const catalog::RecipeSummary& recipe)
    : catalog_(catalog),
      summary_(recipe),
      stored_(catalog.read_recipe(recipe.id, catalog::RecipePart::kVectors)),
      recipe_(Recipe::from_json(stored_.json, fmt::format("recipe '{}'", recipe.name))) {
  const auto others = songs_without_vector(catalog, stored_);
  if (!others.empty()) place_songs(catalog, encoder(), others, stored_);
  index_.emplace(index_of(stored_));
}

const Encoder& Space::encoder() const {
  if (!encoder_) {
    const auto stored = catalog_.read_recipe(summary_.id, catalog::RecipePart::kModels);
    if (stored.json != stored_.json) {
      throw Error(ErrorKind::kFailed, fmt::format("recipe '{}' was trained anew while it was used", name()),
                  "Run the command again.");
    }
    encoder_ = Encoder::load(stored, name());
  }
  return *encoder_;
}

std::optional<std::size_t> Space::row_of(SongId song) const {
  const auto at = std::ranges::lower_bound(stored_.songs, song);
  if (at == stored_.songs.end() || *at != song) return std::nullopt;
  return static_cast<std::size_t>(at - stored_.songs.begin());
}

std::vector<float> Space::question_of(const catalog::Song& song) const {
  std::vector<float> vector;
  if (const auto row = row_of(song.id)) {
    const auto stored = vectors().row(*row);
    vector.assign(stored.begin(), stored.end());
  } else {
    const auto table = features::make_table(load_numbers(catalog_, {song.id}), features::model_columns());
    if (!encoder().knows(table, 0)) {
      throw Error(ErrorKind::kNotFound,
                  fmt::format("nothing is known about the sound of the seed '{}'", catalog::display_name(song.facts)),
                  "Import a table that has its audio features, or choose another seed.");
    }
    const auto& words = recipe_.words;
    vector =
        encoder().encode(table, words ? load_embeddings(catalog_, words->model, {song.id}) : SongEmbeddings{}).values();
  }
  if (recipe_.words && !recipe_.likeness) embedding::Blend::ask(vector);  // as Encoder::ask, which needs its models
  return vector;
}

std::vector<float> Space::question_of(std::span<const catalog::Song> songs) const {
  std::vector<double> sum(vectors().cols, 0.0);
  std::size_t count = 0;
  std::optional<Error> unknown;
  for (const auto& song : songs) {
    try {
      const auto vector = question_of(song);
      for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += double{vector[j]};
      ++count;
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kNotFound) throw;
      if (!unknown) unknown = error;
    }
  }
  if (count == 0 && unknown) throw Error(*unknown);
  std::vector<float> mean(sum.size());
  for (std::size_t j = 0; j < sum.size(); ++j) mean[j] = static_cast<float>(sum[j] / static_cast<double>(count));
  return mean;
}

std::vector<neighbors::Neighbor> Space::nearest(std::span<const float> question, std::size_t k,
                                                std::span<const std::uint8_t> allowed,
                                                std::span<const playlist::Pull> pulls) const {
  if (pulls.empty()) {
    neighbors::Filter filter;
    if (!allowed.empty()) filter = [&](std::int64_t id) { return allowed[*row_of(SongId{id})] != 0; };
    return index_->search(question, k, filter);
  }
  std::vector<float> distances(stored_.songs.size());
  numeric::squared_distances(question, vectors(), distances);
  for (float& distance : distances) distance = std::sqrt(distance);
  playlist::tilt(distances, vectors(), pulls);
  numeric::RunningSmallest best(k);
  for (std::size_t i = 0; i < distances.size(); ++i) {
    const auto row = static_cast<std::uint32_t>(i);
    if ((allowed.empty() || allowed[i] != 0) && best.wants(row, distances[i])) best.offer(row, distances[i]);
  }
  std::vector<neighbors::Neighbor> found;
  for (const auto& scored : best.take()) found.push_back({stored_.songs[scored.index].value, scored.score});
  return found;
}

}  // namespace segue::app
