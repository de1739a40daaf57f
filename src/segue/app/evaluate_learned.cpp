#include "segue/app/evaluate_learned.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "segue/app/train.h"
#include "segue/base/error.h"
#include "segue/evaluation/bootstrap.h"
#include "segue/evaluation/text/lyrics_task.h"

namespace segue::app {
namespace {

/// A row per song; songs the encoder left out lie at the origin.
numeric::Matrix placed(const std::vector<evaluation::ProtocolSong>& all, const TrainedEncoder& fitted) {
  numeric::Matrix vectors(all.size(), fitted.vectors.cols());
  for (std::size_t i = 0; i < fitted.songs.size(); ++i) {
    const auto at = std::ranges::lower_bound(all, fitted.songs[i], {}, &evaluation::ProtocolSong::id);
    if (at == all.end() || at->id != fitted.songs[i]) continue;
    std::ranges::copy(fitted.vectors.row(i), vectors.row(static_cast<std::size_t>(at - all.begin())).begin());
  }
  return vectors;
}

/// Features, year and duration: what the row `learned` may use.
std::vector<features::Column> plain_columns() {
  auto columns = features::audio_feature_columns();
  for (auto& column : features::context_columns()) columns.push_back(std::move(column));
  return columns;
}

/// Per song of the pool: its artist has no song in these playlists.
std::vector<bool> of_unseen_artists(const std::vector<evaluation::ProtocolSong>& songs,
                                    const evaluation::Protocol& protocol,
                                    const std::vector<catalog::CollectedPlaylist>& playlists) {
  std::set<std::string> seen;
  for (const auto& playlist : playlists) {
    for (const SongId song : playlist.songs) {
      const auto at = std::ranges::lower_bound(songs, song, {}, &evaluation::ProtocolSong::id);
      if (at != songs.end() && at->id == song) seen.insert(at->first_artist);
    }
  }
  std::vector<bool> unseen;
  for (const std::size_t row : protocol.pool) unseen.push_back(!seen.contains(songs[row].first_artist));
  return unseen;
}

}  // namespace

void evaluate_learned(evaluation::Report& report, const SongEmbeddings& words,
                      std::vector<catalog::CollectedPlaylist> playlists,
                      const std::vector<evaluation::ProtocolSong>& songs, const evaluation::Protocol& protocol,
                      const std::vector<features::SongNumbers>& numbers, const EvaluateLearnedOptions& options,
                      Progress& progress, const Cancellation& cancellation) {
  std::erase_if(playlists, [](const catalog::CollectedPlaylist& playlist) {
    return !evaluation::is_training_playlist(playlist.key) || playlist.songs.size() < evaluation::kLeastPlaylist;
  });
  const evaluation::BootstrapOptions bootstrap{.seed = options.seed, .threads = options.threads};
  TrainOptions train;
  train.similarity = Similarity::kLearned;
  train.training.seed = options.seed;
  train.threads = options.threads;
  train.k_min = train.k_max = 1;  // nobody looks at clusters here
  const auto fit = [&](const features::FeatureTable& table, const SongEmbeddings& read, double lyrics_weight) {
    train.lyrics_weight = lyrics_weight;
    const auto lists = rows_of_playlists(table.songs, playlists);
    return placed(songs, fit_likeness(table, read, lists, train, progress, cancellation));
  };
  const auto measure = [&](const char* method, const evaluation::Protocol& asked, const numeric::Matrix& vectors) {
    return evaluation::measure(method, asked, vectors, nullptr, options.threads);
  };

  const auto plain = features::make_table(numbers, plain_columns());
  numeric::Matrix learned;
  try {
    learned = fit(plain, {}, 0);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kNotFound) throw;
    report.skipped.push_back({"learned", error.what()});
    return;
  }
  const auto row = measure("learned", protocol, learned);
  const auto unseen = of_unseen_artists(songs, protocol, playlists);
  const auto known = report.rows;
  report.rows.push_back(row);
  report.rows.push_back(evaluation::of_queries(row, "learned, unseen artists", unseen));
  for (const auto& other : known) {
    if (other.method != "quantile+year+duration") continue;
    report.rows.push_back(evaluation::of_queries(other, other.method + ", unseen artists", unseen));
    report.comparisons.push_back(evaluation::compare(row, other, bootstrap));
  }

  if (options.validation) {
    report.skipped.push_back(
        {"pretrained", "the model that ships with segue has learned from the playlists asked here"});
  } else if (auto ready = find_similarity(options.folders)) {
    train.ready = std::move(ready);
    const auto pretrained = measure("pretrained", protocol, fit(plain, {}, 0));
    train.ready.reset();
    report.rows.push_back(pretrained);
    for (const auto& other : known) {
      if (other.method == "z-score") report.comparisons.push_back(evaluation::compare(pretrained, other, bootstrap));
    }
  } else {
    report.skipped.push_back(
        {"pretrained", "the model that ships with segue was not found; --models names its folder"});
  }

  std::vector<bool> wanted;
  for (const auto& song : songs) wanted.push_back(words.find(song.id).has_value());
  const auto sung = evaluation::among(protocol, wanted);
  if (sung.pool.empty()) {
    report.skipped.push_back(
        {"learned+lyrics", "no song of the pool has words that were read ('segue embed' reads them)"});
    return;
  }
  const auto with_words = measure("learned+lyrics", sung, fit(plain, words, 1));
  const auto without = measure("learned, songs with lyrics", sung, learned);
  report.rows.push_back(with_words);
  report.rows.push_back(without);
  report.comparisons.push_back(evaluation::compare(with_words, without, bootstrap));
}

}  // namespace segue::app
