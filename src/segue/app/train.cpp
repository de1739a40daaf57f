#include "segue/app/train.h"

#include <algorithm>

#include <fmt/format.h>

#include "segue/app/song_numbers.h"
#include "segue/app/training_sample.h"
#include "segue/base/error.h"
#include "segue/embedding/kmeans.h"
#include "segue/features/imputation.h"
#include "segue/features/scaler.h"
#include "segue/features/table_rows.h"

namespace segue::app {
namespace {

constexpr std::size_t kFewestSongs = 3;

/// The rows of `table` in which something is known of the sound.
features::FeatureTable known_rows(const features::FeatureTable& table) {
  std::vector<bool> of_sound;
  for (const auto& column : table.columns) of_sound.push_back(!tells_of_words(column.name));
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < table.songs.size(); ++i) {
    const auto known = table.known.row(i);
    bool heard = false;
    for (std::size_t j = 0; j < known.size(); ++j) heard |= of_sound[j] && known[j] != 0;
    if (heard) rows.push_back(i);
  }
  return features::rows_of(table, rows);
}

std::vector<Recipe::Input> fit_inputs(const features::FeatureTable& table) {
  const auto medians = features::medians(table);
  const auto scaler = features::fit_min_max(features::impute(table, medians));
  const auto of_timbre = static_cast<double>(std::ranges::count_if(table.columns, features::is_timbre));
  const double weight =
      std::min(1.0, (static_cast<double>(table.columns.size()) - of_timbre) / std::max(of_timbre, 1.0));
  std::vector<Recipe::Input> inputs;
  for (std::size_t j = 0; j < table.columns.size(); ++j) {
    inputs.push_back({table.columns[j].name, medians[j], scaler.offset[j], scaler.scale[j],
                      features::is_timbre(table.columns[j]) && weight > 0 ? weight : 1.0});
  }
  return inputs;
}

/// Few songs make short epochs: a hundred of them would end long before anything is learned.
embedding::TrainingOptions stretched(embedding::TrainingOptions training, const TrainOptions& options,
                                     std::size_t songs) {
  const std::size_t batches =
      std::max<std::size_t>(1, (songs + training.batch - 1) / std::max<std::size_t>(1, training.batch));
  const std::size_t steps = std::max<std::size_t>(1, training.epochs * batches);
  const std::size_t factor = (options.fewest_steps + steps - 1) / steps;
  if (factor > 1) {
    training.epochs *= factor;
    training.patience *= factor;
  }
  return training;
}

/// The embeddings of those of the songs (ascending) that have any.
SongEmbeddings words_of(const SongEmbeddings& words, const std::vector<SongId>& songs) {
  SongEmbeddings found{words.model, {}, {}};
  std::vector<float> values;
  for (const SongId song : songs) {
    if (const auto embedding = words.find(song)) {
      found.songs.push_back(song);
      values.insert(values.end(), embedding->begin(), embedding->end());
    }
  }
  found.vectors = numeric::Matrix(found.songs.size(), words.vectors.cols(), std::move(values));
  return found;
}

std::size_t distinct_rows(numeric::MatrixView rows) {
  std::vector<std::size_t> order(rows.rows);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::ranges::lexicographical_compare(rows.row(a), rows.row(b));
  });
  std::size_t distinct = order.empty() ? 0 : 1;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (!std::ranges::equal(rows.row(order[i - 1]), rows.row(order[i]))) ++distinct;
  }
  return distinct;
}

void read_words(catalog::Catalog& catalog, const TrainOptions& options, Progress& progress, Notes& notes,
                const Cancellation& cancellation) {
  if (!options.embed || options.lyrics_weight == 0 || !catalog.has_lyrics()) return;
  auto embed_options = *options.embed;
  if (const auto in_use = catalog.embedding_model()) embed_options.model = in_use->model.name;
  try {
    find_text_model(embed_options.model, embed_options.places);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kNotFound) throw;
    notes.warn(fmt::format("The lyrics are not read now: {}. {}", error.what(), error.hint()));
    return;
  }
  embed(catalog, embed_options, progress, notes, cancellation);
}

}  // namespace

std::vector<features::Column> recipe_columns(const std::vector<features::SongNumbers>& numbers) {
  const auto with_values =
      std::ranges::count_if(numbers, [](const features::SongNumbers& song) { return !song.values.empty(); });
  const auto with_timbre =
      std::ranges::count_if(numbers, [](const features::SongNumbers& song) { return !song.timbre.empty(); });
  auto columns = features::tabular_columns();
  if (2 * with_timbre >= with_values && with_timbre > 0) {
    for (auto& column : features::timbre_columns()) columns.push_back(std::move(column));
  }
  return columns;
}

embedding::AutoencoderShape default_shape() {
  using embedding::Activation;
  return {0, {32}, {Activation::kGelu}, 8};
}

embedding::AutoencoderShape default_words_shape(std::size_t inputs) {
  using embedding::Activation;
  const std::size_t latent = std::min<std::size_t>(50, std::max<std::size_t>(1, inputs / 4));
  return {inputs, {200, 100}, {Activation::kRelu, Activation::kRelu}, latent};
}

SoundInputs sound_inputs(const features::FeatureTable& table) {
  SoundInputs sound;
  sound.table = known_rows(features::informative(table, sound.left_out));
  if (sound.table.columns.empty() || sound.table.songs.size() < kFewestSongs) {
    throw Error(ErrorKind::kNotFound,
                sound.table.songs.empty()
                    ? "nothing to train on: no song has audio features"
                    : "nothing to train on: at least 3 songs with audio features that differ are needed",
                "Import a table of songs with columns such as energy and tempo: 'segue import FILE.csv'.");
  }
  sound.inputs = fit_inputs(sound.table);
  sound.scaled = scale_inputs(sound.inputs, sound.table);
  return sound;
}

TrainedEncoder fit_encoder(const features::FeatureTable& table, const SongEmbeddings& words,
                           const TrainOptions& options, Progress& progress, const Cancellation& cancellation) {
  if (!(options.lyrics_weight >= 0 && options.lyrics_weight <= 1)) {
    throw Error(ErrorKind::kUsage,
                fmt::format("the weight of lyrics must be from 0 to 1, found {}", options.lyrics_weight));
  }
  auto [told, inputs, left_out, scaled] = sound_inputs(table);
  Recipe recipe;
  recipe.inputs = std::move(inputs);
  recipe.left_out = std::move(left_out);
  recipe.shape = options.shape;
  recipe.shape.inputs = recipe.inputs.size();
  recipe.training = stretched(options.training, options, told.songs.size());
  recipe.songs = told.songs.size();

  auto trained =
      embedding::train_autoencoder(scaled.values, scaled.known, recipe.shape, recipe.training, progress, cancellation);
  recipe.history = std::move(trained.history);
  auto vectors = trained.autoencoder.encode(scaled.values);

  const auto sung = words_of(words, told.songs);
  std::optional<Encoder::Words> with_words;
  if (options.lyrics_weight > 0 && distinct_rows(sung.vectors) >= kFewestSongs) {
    recipe.words.emplace();
    recipe.words->weight = options.lyrics_weight;
    auto encoder =
        WordsEncoder::fit(sung, options.words_shape.value_or(default_words_shape(sung.vectors.cols())),
                          stretched(options.words_training.value_or(options.training), options, sung.songs.size()),
                          *recipe.words, progress, cancellation);
    const auto latents = encoder.encode(sung.vectors);
    const auto blend = embedding::Blend::fit(vectors, latents, options.lyrics_weight);
    vectors = blended(blend, told.songs, vectors, sung.songs, latents);
    with_words = Encoder::Words{std::move(encoder), blend};
  }

  // Clusters are of what songs ask: whether the words of a song are known is nothing that songs have in common.
  auto asking = vectors;
  if (with_words) {
    for (std::size_t i = 0; i < asking.rows(); ++i) embedding::Blend::ask(asking.row(i));
  }
  const std::size_t most = distinct_rows(asking);
  embedding::KMeansOptions kmeans;
  kmeans.seed = options.training.seed;
  kmeans.threads = options.threads;
  auto chosen = embedding::choose_clusters(asking, std::min(options.k_min, most), std::min(options.k_max, most), kmeans,
                                           progress, cancellation);
  recipe.tried_k = std::move(chosen.tried);
  recipe.silhouettes = std::move(chosen.scores);
  recipe.cluster_sizes = std::move(chosen.clusters.sizes);
  const std::size_t without = table.songs.size() - told.songs.size();
  return {Encoder(std::move(recipe), std::move(trained.autoencoder), std::move(chosen.clusters.centroids),
                  std::move(with_words)),
          told.songs, std::move(vectors), std::move(chosen.clusters.assignment), without};
}

TrainReport train(catalog::Catalog& catalog, const TrainOptions& options, Progress& progress, Notes& notes,
                  const Cancellation& cancellation) {
  const bool takes_words =
      options.similarity == Similarity::kAutoencoder || (options.similarity == Similarity::kLearned && !options.ready);
  if (takes_words) read_words(catalog, options, progress, notes, cancellation);
  const auto sample = draw_training_sample(catalog, options.most_songs, options.training.seed);
  const bool whole = sample.is_whole();
  const auto numbers = whole ? load_numbers(catalog) : load_numbers(catalog, sample.songs);
  const auto words = options.lyrics_weight > 0 ? load_embeddings(catalog, sample) : SongEmbeddings{};
  const auto fit = [&] {
    if (options.similarity == Similarity::kAutoencoder) {
      return fit_encoder(features::make_table(numbers, recipe_columns(numbers)), words, options, progress,
                         cancellation);
    }
    const auto table = features::make_table(numbers, features::model_columns());
    const auto lists = rows_of_playlists(table.songs, sample.playlists);
    return fit_likeness(table, words, lists, options, progress, cancellation);
  };
  auto fitted = fit();
  cancellation.check();

  catalog::StoredRecipe stored;
  stored.json = fitted.encoder.recipe().to_json();
  stored.models = fitted.encoder.models();
  stored.songs = fitted.songs;
  stored.dimension = fitted.vectors.cols();
  stored.vectors = std::move(fitted.vectors.values());
  stored.clusters = std::move(fitted.clusters);
  const auto id = catalog.write_recipe(options.name, stored);
  TrainReport report{fitted.encoder.recipe(),     options.name, std::string(), id, fitted.songs.size(),
                     fitted.songs_without_inputs, std::nullopt, std::nullopt};
  if (!whole) report.sample_of = sample.of_songs;
  if (sample.of_songs >= kSongsForIndex || std::filesystem::exists(song_index_path(catalog, id))) {
    SongIndexOptions index;
    index.recipe = options.name;
    index.threads = options.threads;
    index.seed = options.training.seed;
    report.index = update_song_index(catalog, index, progress, cancellation);
  }
  return report;
}

}  // namespace segue::app
