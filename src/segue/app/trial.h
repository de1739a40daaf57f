#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/app/search_plan.h"
#include "segue/embedding/autoencoder.h"

namespace segue::app {

/// P@10 of the protocol with the half width of its 95% interval.
struct Precision {
  double value = 0;
  double ci95 = 0;
};

/// Principal components of as many numbers as a network's latent has, fitted to the same training rows.
struct LinearRival {
  double validation_loss = 0;
  double explained_variance = 0;
  std::optional<Precision> p_at_10;
};

/// What a trained network is worth beside its loss.
struct TrialMeasures {
  /// 1 - squared error / squared distance from the training rows' means, over the known values of the rows held out.
  double explained_variance = 0;
  std::size_t dead_latents = 0;                 ///< latents that are the same for all songs
  std::optional<double> trustworthiness;        ///< embedding/trustworthiness.h, 10 neighbors, a sample of songs
  std::optional<Precision> p_at_10;             ///< on test playlists: reported, never chosen by
  std::optional<Precision> p_at_10_training;    ///< on training playlists split once more: may be chosen by
  std::optional<Precision> p_at_10_unfiltered;  ///< as p_at_10, songs of the same artist being answers; with artist
  std::optional<LinearRival> pca;               ///< nothing where the latent is wider than the input
};

/// One network trained from one seed, and what came of it.
struct Trial {
  SearchKind kind = SearchKind::kTabular;
  bool with_artist = false;
  embedding::AutoencoderShape shape;
  embedding::TrainingOptions training;
  embedding::TrainingHistory history;
  std::size_t parameters = 0;
  double seconds = 0;   ///< of training, on one core
  std::string problem;  ///< why it ended without a network; empty: it did not
  TrialMeasures measures;

  /// Of the epoch whose weights were kept: the last one with training.keep_last. Nothing if it has a problem (or
  /// nothing was held out).
  std::optional<double> training_loss() const;
  std::optional<double> validation_loss() const;

  /// The same trial gives the same bytes.
  std::string to_json() const;
  /// Error(kBadData) naming `where` if the document is none of ours or of a newer segue.
  static Trial from_json(std::string_view json, const std::string& where);
};

}  // namespace segue::app
