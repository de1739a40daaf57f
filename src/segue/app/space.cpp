#include "segue/app/space.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "segue/app/placed_songs.h"
#include "segue/app/recipes.h"
#include "segue/app/song_numbers.h"
#include "segue/app/tilted_search.h"
#include "segue/base/error.h"

namespace segue::app {

Space::Space(const catalog::Catalog& catalog, const std::string& recipe)
    : Space(catalog, find_recipe(catalog, recipe)) {}

Space::Space(const catalog::Catalog& catalog, const catalog::RecipeSummary& recipe)
    : catalog_(catalog), summary_(recipe) {
  if (!map_index()) read_songs();
}

bool Space::map_index() {
  if (!std::filesystem::exists(song_index_path(catalog_, summary_.id))) return false;
  json_ = catalog_.read_recipe(summary_.id, catalog::RecipePart::kDocument).json;
  auto found = find_song_index(catalog_, summary_, json_);
  if (!found.index) return false;
  recipe_ = Recipe::from_json(json_, fmt::format("recipe '{}'", name()));
  mapped_.emplace(std::move(found.index->places));
  const catalog::SongRange later{{found.index->last.value + 1}, catalog_.last_song()};
  const std::int64_t many = later.last.value - later.first.value + 1;
  if (many > kPlacedAtOnce) {
    unplaced_ = many;
  } else if (many > 0) {
    const auto placed = place_songs(catalog_, encoder(), later);
    for (std::size_t i = 0; i < placed.songs.size(); ++i) {
      mapped_->insert(placed.songs[i].value, placed.vectors.row(i));
    }
  }
  return true;
}

void Space::read_songs() {
  auto stored = catalog_.read_recipe(summary_.id, catalog::RecipePart::kVectors);
  json_ = stored.json;
  recipe_ = Recipe::from_json(json_, fmt::format("recipe '{}'", name()));
  const std::int64_t many = catalog_.song_count() - static_cast<std::int64_t>(stored.songs.size());
  if (many > kPlacedAtOnce) {
    unplaced_ = many;
  } else if (const auto others = songs_without_vector(catalog_, stored); !others.empty()) {
    add_songs(encoder(), place_songs(catalog_, encoder(), others), stored);
  }
  std::vector<std::int64_t> ids;
  ids.reserve(stored.songs.size());
  for (const auto id : stored.songs) ids.push_back(id.value);
  clusters_ = std::move(stored.clusters);
  // Takes the vectors: at a hundred thousand songs, copies are what a list waits for.
  scan_.emplace(std::move(ids), numeric::Matrix(stored.songs.size(), stored.dimension, std::move(stored.vectors)));
}

const Encoder& Space::encoder() const {
  if (!encoder_) {
    const auto stored = catalog_.read_recipe(summary_.id, catalog::RecipePart::kModels);
    if (stored.json != json_) {
      throw Error(ErrorKind::kFailed, fmt::format("recipe '{}' was trained anew while it was used", name()),
                  "Run the command again.");
    }
    encoder_ = Encoder::load(stored, name());
  }
  return *encoder_;
}

std::span<const float> Space::vector_of(SongId song) const {
  if (scan_) return scan_->vectors().row(scan_->row_of(song.value));
  const auto [at, is_new] = read_.try_emplace(song);
  if (is_new) {
    at->second.resize(mapped_->dimension());
    mapped_->read_vector(song.value, at->second);
  }
  return at->second;
}

std::int32_t Space::cluster_of(SongId song) const {
  if (scan_) return clusters_[scan_->row_of(song.value)];
  std::vector<float> vector(mapped_->dimension());
  mapped_->read_vector(song.value, vector);
  return encoder().clusters_of({vector.data(), 1, vector.size()}).front();
}

std::vector<float> Space::question_of(const catalog::Song& song) const {
  std::vector<float> vector;
  if (contains(song.id)) {
    const auto stored = vector_of(song.id);
    vector.assign(stored.begin(), stored.end());
  } else {
    const auto table = features::make_table(load_numbers(catalog_, std::vector{song.id}), features::model_columns());
    if (!encoder().knows(table, 0)) {
      throw Error(ErrorKind::kNotFound,
                  fmt::format("nothing is known about the sound of the seed '{}'", catalog::display_name(song.facts)),
                  "Import a table that has its audio features, or choose another seed.");
    }
    const auto& words = recipe_.words;
    vector =
        encoder()
            .encode(table, words ? load_embeddings(catalog_, words->model, std::vector{song.id}) : SongEmbeddings{})
            .values();
  }
  if (recipe_.words && !recipe_.likeness) embedding::Blend::ask(vector);  // as Encoder::ask, which needs its models
  return vector;
}

std::vector<float> Space::question_of(std::span<const catalog::Song> songs) const {
  std::vector<double> sum(index().dimension(), 0.0);
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
                                                const neighbors::Filter& filter,
                                                std::span<const playlist::Pull> pulls) const {
  if (pulls.empty()) return index().search(question, k, filter);
  return scan_ ? tilted_scan(*scan_, question, k, filter, pulls) : tilted_search(*mapped_, question, k, filter, pulls);
}

}  // namespace segue::app
