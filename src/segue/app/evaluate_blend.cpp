#include "segue/app/evaluate_blend.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "segue/app/import.h"
#include "segue/app/lyrics_reading.h"
#include "segue/app/song_numbers.h"
#include "segue/app/train.h"
#include "segue/base/temporary_folder.h"
#include "segue/base/unicode.h"
#include "segue/evaluation/bootstrap.h"
#include "segue/evaluation/protocol.h"
#include "segue/evaluation/text/lyrics_task.h"

namespace segue::app {
namespace {

constexpr std::array kWeights{0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8};
/// Whatever weight vectors were made with, they can be given another; this one loses nothing of either part.
constexpr double kMadeWith = 0.5;

struct Songs {
  std::vector<evaluation::ProtocolSong> songs;
  std::vector<SongId> ids;
};

Songs songs_of(const catalog::Catalog& catalog) {
  Songs result;
  catalog.for_each_song([&](const catalog::Song& song) {
    result.songs.push_back({song.id, song.facts.artists.empty() ? "" : lower(song.facts.artists.front())});
    result.ids.push_back(song.id);
  });
  return result;
}

/// A row per song; songs the encoder left out lie at the origin.
numeric::Matrix placed(const std::vector<SongId>& all, const TrainedEncoder& fitted) {
  numeric::Matrix vectors(all.size(), fitted.vectors.cols());
  for (std::size_t i = 0; i < fitted.songs.size(); ++i) {
    const auto at = std::ranges::lower_bound(all, fitted.songs[i]);
    if (at == all.end() || *at != fitted.songs[i]) continue;
    std::ranges::copy(fitted.vectors.row(i), vectors.row(static_cast<std::size_t>(at - all.begin())).begin());
  }
  return vectors;
}

/// Vectors made with kMadeWith as they were with `weight`.
numeric::Matrix weighted(const numeric::Matrix& vectors, std::size_t sound_latent, double weight) {
  const auto of_sound = static_cast<float>(std::sqrt((1 - weight) / (1 - kMadeWith)));
  const auto of_words = static_cast<float>(std::sqrt(weight / kMadeWith));
  numeric::Matrix result = vectors;
  for (std::size_t i = 0; i < result.rows(); ++i) {
    const auto row = result.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) row[j] *= j < sound_latent ? of_sound : of_words;
  }
  return result;
}

TrainedEncoder fit(const catalog::Catalog& catalog, const SongEmbeddings& words, const EvaluateBlendOptions& options,
                   Progress& progress, const Cancellation& cancellation) {
  TrainOptions train;
  train.training.seed = options.seed;
  train.fewest_steps = kEnoughSteps;
  train.threads = options.threads;
  train.k_min = train.k_max = 1;  // nobody looks at clusters here
  train.lyrics_weight = kMadeWith;
  const auto numbers = load_numbers(catalog);
  return fit_encoder(features::make_table(numbers, recipe_columns(numbers)), words, train, progress, cancellation);
}

void read_words(catalog::Catalog& catalog, const evaluation::ReadText& read, const EvaluateBlendOptions& options,
                Progress& progress, const Cancellation& cancellation) {
  LyricsReader reader;
  reader.model = {"0000000000000000", "evaluated", ""};
  reader.precision = "float32";
  reader.needs = {true, true};
  reader.read = read;
  const LyricsReadingOptions reading{false, options.threads};
  read_lyrics(catalog, reader, songs_to_read(catalog, reader, reading), reading, progress, cancellation);
  catalog.use_text_models(reader.model, reader.model);
}

std::vector<bool> with_words(const std::vector<SongId>& ids, const SongEmbeddings& words) {
  std::vector<bool> wanted;
  for (const SongId id : ids) wanted.push_back(words.find(id).has_value());
  return wanted;
}

}  // namespace

void evaluate_blend(evaluation::TextReport& report, const std::filesystem::path& playlists,
                    const std::filesystem::path& lyrics, const evaluation::ReadText& read,
                    const EvaluateBlendOptions& options, Progress& progress, const Cancellation& cancellation) {
  const std::string task(evaluation::kBlend);
  const auto no_matter = [](const ItemProblem&) {};
  const TemporaryFolder folder("evaluate");
  auto catalog = catalog::Catalog::open(folder.path() / "catalog.db");
  import_tables(catalog, {playlists}, {}, no_matter, Clock::system(), progress, cancellation);
  const auto sound = fit(catalog, {}, options, progress, cancellation);
  import_tables(catalog, {lyrics}, {}, no_matter, Clock::system(), progress, cancellation);
  read_words(catalog, read, options, progress, cancellation);
  const auto words = load_embeddings(catalog);
  const auto both = fit(catalog, words, options, progress, cancellation);

  const auto songs = songs_of(catalog);
  const auto wanted = with_words(songs.ids, words);
  const auto asked = evaluation::among(evaluation::make_protocol(songs.songs, catalog.playlists()), wanted);
  const auto choosing = evaluation::among(
      evaluation::make_protocol(songs.songs, evaluation::training_playlists_again(catalog.playlists())), wanted);
  if (asked.pool.empty() || choosing.pool.empty() || !both.encoder.recipe().words) {
    report.left_out.push_back({task, "", "too few songs of the pool have lyrics"});
    return;
  }
  const auto sound_vectors = placed(songs.ids, sound);
  const auto both_vectors = placed(songs.ids, both);
  const std::size_t latent = both.encoder.recipe().shape.latent;
  double best_weight = kWeights.front();
  double best = -1;
  std::string course;
  for (const double weight : kWeights) {
    const auto row =
        evaluation::measure("", choosing, weighted(both_vectors, latent, weight), nullptr, options.threads);
    course += fmt::format("{}{} {:.4f}", course.empty() ? "" : ", ", weight, row.p_at_10);
    if (row.p_at_10 <= best) continue;
    best = row.p_at_10;
    best_weight = weight;
  }
  report.remarks.push_back(
      fmt::format("{}: the weight of the words is {}, the best on training playlists ({} songs "
                  "asked: {}; sound alone {:.4f})",
                  task, best_weight, choosing.pool.size(), course,
                  evaluation::measure("", choosing, sound_vectors, nullptr, options.threads).p_at_10));

  const auto alone = evaluation::measure("sound", asked, sound_vectors, nullptr, options.threads);
  const auto blended = evaluation::measure(std::string(evaluation::kSegue), asked,
                                           weighted(both_vectors, latent, best_weight), nullptr, options.threads);
  for (const auto& row : {blended, alone}) {
    report.rows.push_back({task, row.method, row.p_at_10, row.ci95, asked.pool.size()});
  }
  report.differences.push_back({task, blended.method, alone.method,
                                evaluation::paired_bootstrap(blended.per_query, alone.per_query,
                                                             {.seed = options.seed, .threads = options.threads})});
}

}  // namespace segue::app
