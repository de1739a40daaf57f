#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/evaluation/report.h"

namespace segue::app {

struct EvaluateOptions {
  std::uint64_t seed = 0;
  std::size_t threads = 1;                    ///< changes the time, never the result
  std::vector<std::filesystem::path> models;  ///< folders of models, for the one that ships
  /// 0: the playlists kept back are asked. Else only training playlists count, split once more, by this number
  /// differently: for choosing between settings.
  int validation = 0;
  /// A sample is measured on where there are more songs (training_sample.h): playlists that were not drawn are not
  /// asked.
  std::size_t most_songs = 50'000;
  std::string recipe;  ///< also measure this stored recipe ("current", a name or number); empty: none
};

/// Measures how many right songs each method puts in the list, on the catalog's collected playlists, by the protocol
/// of evaluation/protocol.h. Autoencoders are trained anew on all songs and never see playlists; what is learned
/// from playlists sees training ones only. Error(kNotFound) if the playlists leave no pool to ask about.
evaluation::Report evaluate(const catalog::Catalog& catalog, const EvaluateOptions& options,
                            Progress& progress = Progress::none(),
                            const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
