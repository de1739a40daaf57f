#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "segue/app/search_data.h"
#include "segue/app/trial.h"
#include "segue/embedding/autoencoder.h"
#include "segue/embedding/trustworthiness.h"

namespace segue::app {

/// Measures trained networks on a search's songs and playlists. Holds what all trials share; many threads may ask.
class SearchMeasures {
 public:
  explicit SearchMeasures(const SearchData& data);
  ~SearchMeasures();

  /// All of TrialMeasures; `latents` becomes those of all rows. On the calling thread.
  TrialMeasures measure(const embedding::Autoencoder& autoencoder, const embedding::TrainingOptions& training,
                        numeric::Matrix& latents) const;

 private:
  /// Principal components of the rows that trainings of this seed learn from.
  struct Linear;
  const Linear& linear_of(const embedding::TrainingOptions& training) const;

  const SearchData& data_;
  std::vector<std::uint32_t> sample_;                ///< rows whose neighborhoods are looked at
  std::unique_ptr<embedding::NeighborRanks> ranks_;  ///< of the sample's inputs; none for too few songs
  mutable std::mutex mutex_;
  mutable std::map<std::pair<std::uint64_t, double>, std::unique_ptr<Linear>> linear_;
};

}  // namespace segue::app
