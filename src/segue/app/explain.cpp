#include "segue/app/explain.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "segue/app/song_numbers.h"
#include "segue/numeric/distance.h"
#include "segue/playlist/shapley.h"

namespace segue::app {
namespace {

using playlist::Aspect;
using playlist::kAspects;

std::vector<features::Column> all_columns() {
  auto columns = features::model_columns();
  for (const auto& column : features::context_columns()) {
    if (std::ranges::find(columns, column) == columns.end()) columns.push_back(column);
  }
  return columns;
}

/// What is known of a song, and in which aspects.
struct Known {
  features::FeatureTable table;  ///< one row
  std::optional<std::span<const float>> words;
  std::vector<Aspect> aspects;  ///< in which anything is known
};

Known known_of(const features::SongNumbers& numbers, const SongEmbeddings& words) {
  Known known{features::make_table({numbers}, all_columns()), words.find(numbers.song), {}};
  std::array<bool, kAspects> any{};
  for (std::size_t j = 0; j < known.table.columns.size(); ++j) {
    if (known.table.known(0, j) != 0)
      any[static_cast<std::size_t>(playlist::aspect_of(known.table.columns[j].name))] = true;
  }
  if (known.words) any[static_cast<std::size_t>(Aspect::kWords)] = true;
  for (std::size_t i = 0; i < kAspects; ++i) {
    if (any[i]) known.aspects.push_back(static_cast<Aspect>(i));
  }
  return known;
}

/// Songs that are each one set of a song's aspects, set by set.
void add_sets(const Known& known, features::FeatureTable& table, SongEmbeddings& words, std::vector<float>& values,
              std::vector<float>& mask, std::vector<float>& embeddings) {
  const std::size_t sets = std::size_t{1} << known.aspects.size();
  std::vector<std::size_t> aspects;  // of the columns
  for (const auto& column : table.columns) {
    aspects.push_back(static_cast<std::size_t>(playlist::aspect_of(column.name)));
  }
  for (std::size_t set = 0; set < sets; ++set) {
    std::array<bool, kAspects> in{};
    for (std::size_t i = 0; i < known.aspects.size(); ++i) {
      in[static_cast<std::size_t>(known.aspects[i])] = (set >> i & 1U) != 0;
    }
    const SongId id{static_cast<std::int64_t>(table.songs.size()) + 1};  // rows, not songs of the catalog
    table.songs.push_back(id);
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      const bool there = in[aspects[j]];
      values.push_back(there ? known.table.values(0, j) : 0);
      mask.push_back(there ? known.table.known(0, j) : 0);
    }
    if (known.words && in[static_cast<std::size_t>(Aspect::kWords)]) {
      words.songs.push_back(id);
      embeddings.insert(embeddings.end(), known.words->begin(), known.words->end());
    }
  }
}

}  // namespace

std::vector<playlist::Explanation> explain(const catalog::Catalog& catalog, const Space& space,
                                           const catalog::Song& song, std::span<const catalog::Song> others) {
  const auto question = space.question_of(song);
  std::vector<SongId> ids{song.id};
  for (const auto& other : others) ids.push_back(other.id);
  const auto numbers = load_numbers(catalog, ids);
  SongEmbeddings read;
  if (const auto& words = space.recipe().words) {
    auto asked = ids;
    std::ranges::sort(asked);
    read = load_embeddings(catalog, words->model, asked);
  }

  features::FeatureTable table{{}, all_columns(), {}, {}};
  SongEmbeddings words{read.model, {}, {}};
  std::vector<float> values;
  std::vector<float> mask;
  std::vector<float> embeddings;
  std::vector<Known> known;
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    known.push_back(known_of(numbers[i], read));
    add_sets(known.back(), table, words, values, mask, embeddings);
  }
  table.values = numeric::Matrix(table.songs.size(), table.columns.size(), std::move(values));
  table.known = numeric::Matrix(table.songs.size(), table.columns.size(), std::move(mask));
  words.vectors = numeric::Matrix(words.songs.size(), read.vectors.cols(), std::move(embeddings));
  const auto vectors = space.encoder().encode(table, words);

  std::vector<playlist::Explanation> explanations;
  std::size_t row = 0;
  for (std::size_t i = 0; i < others.size(); ++i) {
    std::vector<double> distances;
    const std::size_t sets = std::size_t{1} << known[i].aspects.size();
    for (std::size_t set = 0; set < sets; ++set) {
      distances.push_back(std::sqrt(double{numeric::squared_distance(question, vectors.row(row++))}));
    }
    playlist::Explanation explanation;
    explanation.distance = distances.back();
    explanation.baseline = distances.front();
    const auto shares = playlist::shapley(distances);
    for (std::size_t k = 0; k < shares.size(); ++k) {
      explanation.nearer_by[static_cast<std::size_t>(known[i].aspects[k])] = -shares[k];
    }
    for (std::size_t k = 0; k < kAspects; ++k) {
      explanation.words[k] = playlist::compare_in_words(static_cast<Aspect>(k), song.facts, numbers[0].values,
                                                        others[i].facts, numbers[i + 1].values);
    }
    explanations.push_back(std::move(explanation));
  }
  return explanations;
}

}  // namespace segue::app
