#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "segue/app/words_encoder.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/evaluation/protocol.h"
#include "segue/evaluation/report.h"
#include "segue/features/feature_table.h"

namespace segue::app {

struct EvaluateLearnedOptions {
  std::uint64_t seed = 0;
  std::size_t threads = 1;                     ///< changes the time, never the result
  std::vector<std::filesystem::path> folders;  ///< where the model that ships is looked for
  bool validation = false;                     ///< asked are playlists that the model that ships has learned from
};

/// Adds to `report`, trained on training playlists only:
///   learned                   of features, year and duration, nothing else; with its paired difference to
///                             quantile+year+duration, and the same two for songs of artists in no training playlist
///   pretrained                the model that ships, made to fit this catalog's distributions, and its paired
///                             difference to z-score
///   learned+lyrics            the words as inputs too, and `learned` beside it, both asked and answering among the
///                             pool's songs whose words were read, with their paired difference
/// What cannot be measured is in report.skipped. `playlists` and `songs` as given to make_protocol; `words`: of songs
/// whose words were read.
void evaluate_learned(evaluation::Report& report, const SongEmbeddings& words,
                      std::vector<catalog::CollectedPlaylist> playlists,
                      const std::vector<evaluation::ProtocolSong>& songs, const evaluation::Protocol& protocol,
                      const std::vector<features::SongNumbers>& numbers, const EvaluateLearnedOptions& options,
                      Progress& progress = Progress::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
