#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/embed.h"
#include "segue/app/fetch.h"
#include "segue/app/import_all.h"
#include "segue/app/outside_seed.h"
#include "segue/app/recommend.h"
#include "segue/app/services.h"
#include "segue/app/train.h"

namespace segue::app {

/// The report's whole way in one go: playlists in, a playlist out.
struct RunOptions {
  std::vector<std::string> playlists;  ///< whatever import_all() takes; none: the catalog as it is
  /// The recipe in use; where nothing was trained before, the similarity that comes with segue (looked for among the
  /// models of `embed`); where that is not found either, train.
  bool pretrained = false;
  ImportAllOptions import;
  FetchOptions fetch;  ///< whom to ask for numbers and words
  EmbedOptions embed;
  TrainOptions train;
  RecommendOptions recommend;  ///< seeds, length and all that `segue playlist` can do
};

/// One of the eight steps, when it is done.
struct RunStep {
  int number = 0;     ///< 1 to kRunSteps
  std::string name;   ///< "playlists"
  std::string words;  ///< what came of it, for people: "2 playlists, 712 songs"
  double seconds = 0;
};
inline constexpr int kRunSteps = 8;

struct RunReport {
  ImportAll import;
  FetchReport features;
  FetchReport lyrics;
  EmbedReport words;
  std::optional<TrainReport> training;  ///< nothing: pretrained
  std::vector<TakenIn> taken_in;        ///< seeds that no playlist held
  Recommendation made;
};

/// Reads the playlists, asks for what is not known of their songs (numbers of their sound, words), reads the words,
/// trains both autoencoders, encodes the seeds (those in none of the playlists are looked up and taken in first) and
/// finds their neighbors. Each step stores what it has before the next begins, so that a run that was ended, however,
/// goes on where it was; what is known is not asked or computed again. A service that is down or refuses costs what it
/// alone would have given. Throws what its steps throw: Error(kNotFound) if a seed is nowhere to be found, with who was
/// asked in its hint; what import_all could not read is in the report while others could be.
RunReport run(catalog::Catalog& catalog, Services& services, const RunOptions& options,
              const std::function<void(const RunStep&)>& on_step,
              const std::function<void(const ItemProblem&)>& on_problem, Progress& progress = Progress::none(),
              Notes& notes = Notes::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
