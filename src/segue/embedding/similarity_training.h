#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "segue/base/progress.h"
#include "segue/embedding/similarity_network.h"
#include "segue/embedding/similarity_trainer.h"
#include "segue/numeric/matrix.h"

namespace segue::embedding {

/// Chosen on training playlists split once more.
struct SimilarityOptions {
  std::size_t steps = 800;
  std::size_t playlists = 64;  ///< of a batch: the larger ones oftener, none twice
  std::size_t songs = 8;       ///< of each
  double temperature = 0.1;
  double learning_rate = 3e-3;  ///< the greatest: up by a cosine over three tenths of the steps, then down to nothing
  double weight_decay = 0.3;
  double dropout = 0.3;
  double group_dropout = 0.05;  ///< how often a group of inputs is taken for unknown
  double noise = 0;             ///< deviation of normal numbers added to every input
  double held_out = 0.1;        ///< share of the playlists a member does not learn from and is stopped by
  std::uint64_t seed = 0;
  std::size_t threads = 1;  ///< changes the time, never the result
};

/// The course of one member's training.
struct SimilarityCourse {
  std::vector<std::size_t> steps;  ///< at which it was looked at
  std::vector<float> training;     ///< mean loss of the batches since the look before
  std::vector<float> held_out;     ///< loss of songs of the playlists held out; empty: there were none
  std::size_t best = 0;            ///< the look whose weights were kept
};

struct TrainedSimilarity {
  SimilarityNetwork network;
  std::vector<SimilarityCourse> courses;  ///< by member
};

/// Playlists that can be learned from: at least this many songs.
inline constexpr std::size_t kFewestPlaylistSongs = 2;

/// Fits a network to songs that share playlists. `inputs`: n x shape.inputs, finite; `groups` of its columns;
/// `playlists`: rows of songs, each once a playlist. Songs of one batch that share any playlist belong together, all
/// others are apart. Every member holds out other playlists (a tenth; none where there are fewer than 10), keeps the
/// weights that did best there, and starts from other weights. The same bytes with any number of threads. Progress is
/// in steps; cancellation is asked for at each.
///
/// Error(kUsage) on options that make no sense; Error(kBadData) if a value is not finite or fewer than two playlists
/// have kFewestPlaylistSongs; Error(kFailed) if the loss stops being finite; Error(kInterrupted).
TrainedSimilarity train_similarity(numeric::MatrixView inputs, const std::vector<InputGroup>& groups,
                                   const std::vector<std::vector<std::uint32_t>>& playlists,
                                   const SimilarityShape& shape, const SimilarityOptions& options,
                                   Progress& progress = Progress::none(),
                                   const Cancellation& cancellation = Cancellation::never());

/// Which rows of a batch share a playlist; memberships[row]: ascending playlists.
Relations relations_of(std::span<const std::uint32_t> batch,
                       const std::vector<std::vector<std::uint32_t>>& memberships);

}  // namespace segue::embedding
