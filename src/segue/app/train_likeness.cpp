// Fitting what was learned from playlists, or the features alone, for train.h; and choosing between them.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "segue/app/train.h"
#include "segue/base/error.h"
#include "segue/embedding/kmeans.h"
#include "segue/features/table_rows.h"
#include "segue/neighbors/id_set.h"

namespace segue::app {
namespace {

constexpr std::size_t kFewestSongs = 3;
constexpr std::size_t kWordsComponents = 24;

/// Rows of which the scaler knows anything.
features::FeatureTable known_rows(const features::FeatureTable& table, const features::InputScaler& scaler,
                                  std::vector<std::uint32_t>& row_of) {
  constexpr std::uint32_t kNone = 0xFFFFFFFF;
  row_of.assign(table.songs.size(), kNone);
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < table.songs.size(); ++i) {
    if (!scaler.knows(table, i)) continue;
    row_of[i] = static_cast<std::uint32_t>(rows.size());
    rows.push_back(i);
  }
  return features::rows_of(table, rows);
}

std::size_t distinct_rows(const numeric::Matrix& rows) {
  std::set<std::vector<float>> seen;
  for (std::size_t i = 0; i < rows.rows(); ++i) seen.emplace(rows.row(i).begin(), rows.row(i).end());
  return seen.size();
}

/// The embeddings of songs of the table, and how many that are.
numeric::Matrix embeddings_of(const SongEmbeddings& words, const std::vector<SongId>& songs) {
  std::vector<float> values;
  std::size_t count = 0;
  for (const SongId song : songs) {
    if (const auto embedding = words.find(song)) {
      values.insert(values.end(), embedding->begin(), embedding->end());
      ++count;
    }
  }
  return {count, words.vectors.cols(), std::move(values)};
}

void learn(Likeness& likeness, RecipeLikeness& recipe, const features::FeatureTable& told, const SongEmbeddings& words,
           const std::vector<std::vector<std::uint32_t>>& playlists, const TrainOptions& options, Progress& progress,
           const Cancellation& cancellation) {
  auto shape = options.learning_shape;
  const auto inputs = likeness.inputs_of(told, words);
  shape.inputs = inputs.cols();
  recipe.training = options.learning;
  recipe.training.seed = options.training.seed;
  recipe.training.threads = options.threads;
  auto trained =
      embedding::train_similarity(inputs, likeness.ranges(), playlists, shape, recipe.training, progress, cancellation);
  recipe.training.threads = 1;
  recipe.courses = std::move(trained.courses);
  recipe.source = "own playlists";
  likeness.network = std::move(trained.network);
}

}  // namespace

embedding::SimilarityShape default_similarity_shape() {
  return {0, {256, 256}, 64, 8, 64};
}

std::vector<std::vector<std::uint32_t>> rows_of_playlists(const std::vector<SongId>& songs,
                                                          const std::vector<catalog::CollectedPlaylist>& playlists) {
  std::vector<std::vector<std::uint32_t>> lists;
  for (const auto& playlist : playlists) {
    std::vector<std::uint32_t> rows;
    for (const SongId song : playlist.songs) {
      const auto at = std::ranges::lower_bound(songs, song);
      if (at != songs.end() && *at == song) rows.push_back(static_cast<std::uint32_t>(at - songs.begin()));
    }
    if (rows.size() >= embedding::kFewestPlaylistSongs) lists.push_back(std::move(rows));
  }
  return lists;
}

TrainedEncoder fit_likeness(const features::FeatureTable& table, const SongEmbeddings& words,
                            const std::vector<std::vector<std::uint32_t>>& playlists, const TrainOptions& options,
                            Progress& progress, const Cancellation& cancellation) {
  const bool learned = options.similarity == Similarity::kLearned;
  Recipe recipe;
  recipe.similarity = options.similarity;
  auto& about = recipe.likeness.emplace();
  Likeness likeness;
  if (learned && options.ready) {
    likeness = options.ready->likeness;
    likeness.inputs.adapt(table);
    about.source = options.ready->name;
  } else {
    likeness.inputs = learned ? features::InputScaler::fit(table) : features::InputScaler::fit_plain(table);
  }
  std::vector<std::uint32_t> row_of;
  const auto told = known_rows(table, likeness.inputs, row_of);
  if (told.songs.size() < kFewestSongs) {
    throw Error(ErrorKind::kNotFound, "nothing to train on: at least 3 songs with audio features are needed",
                "Import a table of songs with columns such as energy and tempo: 'segue import FILE.csv'.");
  }
  recipe.songs = told.songs.size();
  if (learned && !options.ready) {
    if (const auto sung = embeddings_of(words, told.songs);
        options.lyrics_weight > 0 && sung.rows() >= 4 * kWordsComponents && distinct_rows(sung) >= kWordsComponents) {
      likeness.words = WordsInputs::fit(sung, kWordsComponents);
      recipe.words.emplace();
      recipe.words->model = words.model;
      recipe.words->songs = sung.rows();
    }
    std::vector<std::vector<std::uint32_t>> lists;
    std::set<std::uint32_t> songs;
    for (const auto& playlist : playlists) {
      std::vector<std::uint32_t> rows;
      for (const std::uint32_t row : playlist) {
        if (row_of[row] < told.songs.size()) rows.push_back(row_of[row]);
      }
      if (rows.size() < embedding::kFewestPlaylistSongs) continue;
      songs.insert(rows.begin(), rows.end());
      lists.push_back(std::move(rows));
    }
    if (lists.size() < 2) {
      throw Error(ErrorKind::kNotFound,
                  "nothing to learn from: at least 2 playlists of 2 songs with features are needed",
                  "Import playlists, or train with --similarity features.");
    }
    about.playlists = lists.size();
    about.songs_in_playlists = songs.size();
    learn(likeness, about, told, words, lists, options, progress, cancellation);
  }
  for (const auto& group : likeness.inputs.groups()) about.groups.push_back(group.name);
  if (likeness.words) about.groups.emplace_back("words");
  if (likeness.network) about.network = likeness.network->shape();

  auto vectors = likeness.encode(told, words, options.threads);
  const std::size_t most = distinct_rows(vectors);
  embedding::KMeansOptions kmeans;
  kmeans.seed = options.training.seed;
  kmeans.threads = options.threads;
  auto chosen = embedding::choose_clusters(vectors, std::min(options.k_min, most), std::min(options.k_max, most),
                                           kmeans, progress, cancellation);
  recipe.tried_k = std::move(chosen.tried);
  recipe.silhouettes = std::move(chosen.scores);
  recipe.cluster_sizes = std::move(chosen.clusters.sizes);
  return {Encoder(std::move(recipe), std::move(likeness), std::move(chosen.clusters.centroids)), told.songs,
          std::move(vectors), std::move(chosen.clusters.assignment), table.songs.size() - told.songs.size()};
}

std::string choose_similarity(const catalog::Catalog& catalog, std::optional<Similarity> wanted,
                              const std::vector<std::filesystem::path>& folders, TrainOptions& options) {
  options.ready.reset();
  options.similarity = wanted.value_or(Similarity::kLearned);
  if (options.similarity == Similarity::kAutoencoder) return "autoencoder, as asked for";
  if (options.similarity == Similarity::kFeatures) return "features, as asked for";
  neighbors::IdSet songs(1, catalog.last_song().value + 1);  // of millions of songs, a set of another kind is large
  std::size_t playlists = 0;
  for (const auto& playlist : catalog.playlists()) {
    if (playlist.songs.size() < embedding::kFewestPlaylistSongs) continue;
    ++playlists;
    for (const SongId song : playlist.songs) songs.add(song.value);
  }
  const std::string own = fmt::format("{} playlist{} with {} songs", fmt::group_digits(playlists),
                                      playlists == 1 ? "" : "s", fmt::group_digits(songs.size()));
  if (playlists >= kEnoughPlaylists && songs.size() >= kEnoughSongs) return "learned from the catalog's " + own;
  const std::string few = playlists == 0 ? "the catalog has no playlists"
                                         : fmt::format("the catalog has only {}; {} with {} are enough", own,
                                                       kEnoughPlaylists, fmt::group_digits(kEnoughSongs));
  if (auto ready = find_similarity(folders)) {
    options.ready = std::move(ready);
    return fmt::format("learned elsewhere, by the model '{}' that comes with segue: {}", options.ready->name, few);
  }
  if (wanted && playlists >= 2) return "learned from the catalog's " + own + ", as asked for";
  if (wanted) {
    throw Error(
        ErrorKind::kNotFound,
        fmt::format("nothing to learn from: {}, and the model '{}' was not found", few, kShippedSimilarity),
        "Import playlists, name the folder of segue's models with --models, or train with --similarity features.");
  }
  options.similarity = Similarity::kFeatures;
  return fmt::format("features: {}, and the model '{}' was not found", few, kShippedSimilarity);
}

}  // namespace segue::app
