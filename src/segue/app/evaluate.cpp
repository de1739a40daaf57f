#include "segue/app/evaluate.h"

#include <algorithm>
#include <utility>

#include "segue/app/evaluate_learned.h"
#include "segue/app/song_numbers.h"
#include "segue/app/space.h"
#include "segue/app/train.h"
#include "segue/app/training_sample.h"
#include "segue/base/unicode.h"
#include "segue/evaluation/baselines.h"
#include "segue/evaluation/evaluate_baselines.h"

namespace segue::app {
namespace {

/// Vectors and clusters for every row of a table, from a model that may not know all of its songs: those it does not
/// know lie at the origin, in no cluster.
struct Placed {
  numeric::Matrix vectors;
  std::vector<std::int32_t> clusters;
};

Placed place(const std::vector<SongId>& all, const std::vector<SongId>& songs, numeric::MatrixView vectors,
             const std::vector<std::int32_t>& clusters) {
  Placed placed{numeric::Matrix(all.size(), vectors.cols), std::vector<std::int32_t>(all.size(), -1)};
  for (std::size_t i = 0; i < songs.size(); ++i) {
    const auto at = std::ranges::lower_bound(all, songs[i]);
    if (at == all.end() || *at != songs[i]) continue;
    const auto row = static_cast<std::size_t>(at - all.begin());
    std::ranges::copy(vectors.row(i), placed.vectors.row(row).begin());
    placed.clusters[row] = clusters[i];
  }
  return placed;
}

/// The architectures measured: the default and the report's two best.
std::vector<std::pair<std::string, embedding::AutoencoderShape>> architectures() {
  using embedding::Activation;
  const auto relu = Activation::kRelu;
  const auto tanh = Activation::kTanh;
  return {{"autoencoder", default_shape()},
          {"autoencoder-report-3", {0, {20, 18, 12, 6}, {tanh, tanh, tanh, tanh}, 4}},
          {"autoencoder-report-5", {0, {20, 16}, {relu, relu}, 10}}};
}

}  // namespace

evaluation::Report evaluate(const catalog::Catalog& catalog, const EvaluateOptions& options, Progress& progress,
                            const Cancellation& cancellation) {
  const auto sample = draw_training_sample(catalog, options.most_songs, options.seed);
  const auto& ids = sample.songs;
  std::vector<evaluation::ProtocolSong> songs;
  const auto add = [&](const catalog::Song& song) {
    songs.push_back({song.id, song.facts.artists.empty() ? "" : lower(song.facts.artists.front())});
  };
  if (sample.is_whole()) {
    catalog.for_each_song(add);
  } else {
    std::ranges::for_each(catalog.songs(ids), add);
  }
  auto playlists = sample.playlists;
  if (options.validation > 0) {
    playlists = evaluation::training_playlists_again(std::move(playlists), options.validation);
  }
  const auto protocol = evaluation::make_protocol(songs, playlists);
  evaluation::require_queries(protocol);

  const auto numbers = sample.is_whole() ? load_numbers(catalog) : load_numbers(catalog, ids);
  auto report = evaluation::evaluate_baselines(features::make_table(numbers, features::audio_feature_columns()),
                                               features::make_table(numbers, features::context_columns()), protocol,
                                               {options.seed, options.threads}, progress, cancellation);

  const auto tabular = features::make_table(numbers, recipe_columns(numbers));
  evaluation::BootstrapOptions bootstrap;
  bootstrap.seed = options.seed;
  bootstrap.threads = options.threads;
  const auto with_clusters = [&](const std::string& method, const Placed& placed) {
    evaluation::measure_with_clusters(report, method, protocol, placed.vectors, placed.clusters, bootstrap);
  };
  for (const auto& [method, shape] : architectures()) {
    TrainOptions train;
    train.shape = shape;
    train.training.seed = options.seed;
    train.fewest_steps = kEnoughSteps;
    train.threads = options.threads;
    if (method != "autoencoder") train.k_min = train.k_max = 1;  // its clusters are not looked at
    const auto fitted = fit_encoder(tabular, {}, train, progress, cancellation);
    const auto placed = place(ids, fitted.songs, fitted.vectors, fitted.clusters);
    if (method == "autoencoder") {
      with_clusters(method, placed);
    } else {
      report.rows.push_back(evaluation::measure(method, protocol, placed.vectors, nullptr, options.threads));
    }
  }
  if (!sample.is_whole()) report.sample_of = static_cast<std::size_t>(sample.of_songs);
  evaluate_learned(report, load_embeddings(catalog, sample), playlists, songs, protocol, numbers,
                   {options.seed, options.threads, options.models, options.validation > 0}, progress, cancellation);
  if (!options.recipe.empty()) {
    const Space space(catalog, options.recipe);
    const auto& likeness = space.recipe().likeness;
    if (likeness && likeness->playlists > 0) {
      report.skipped.push_back(
          {"recipe:" + space.name(), "it has learned from the playlists that methods are asked for"});
      return report;
    }
    Placed placed{numeric::Matrix(ids.size(), space.index().dimension()), std::vector<std::int32_t>(ids.size(), -1)};
    for (std::size_t row = 0; row < ids.size(); ++row) {
      if (!space.contains(ids[row])) continue;
      std::ranges::copy(space.vector_of(ids[row]), placed.vectors.row(row).begin());
      placed.clusters[row] = space.cluster_of(ids[row]);
    }
    with_clusters("recipe:" + space.name(), placed);
  }
  return report;
}

}  // namespace segue::app
