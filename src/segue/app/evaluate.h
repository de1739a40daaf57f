#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/evaluation/report.h"

namespace segue::app {

struct EvaluateOptions {
  std::uint64_t seed = 0;
  std::size_t threads = 1;  ///< changes the time, never the result
  std::string recipe;       ///< also measure this stored recipe ("current", a name or number); empty: none
};

/// Measures how many right songs each method puts in the list, on the catalog's collected playlists, by the protocol
/// of evaluation/protocol.h. Autoencoders are trained anew on all songs; they never see playlists. Error(kNotFound) if
/// the playlists leave no pool to ask about.
evaluation::Report evaluate(const catalog::Catalog& catalog, const EvaluateOptions& options,
                            Progress& progress = Progress::none(),
                            const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
