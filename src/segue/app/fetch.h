#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/app/services.h"
#include "segue/base/ids.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

enum class FetchWhat : std::uint8_t { kFeatures, kLyrics };
std::string_view name(FetchWhat what);  ///< "features", "lyrics"

struct FetchOptions {
  bool features = true;
  bool lyrics = true;
  /// Sources to ask, in this order, by name; empty: those of fetch_sources() that are not off.
  std::vector<std::string> from;
  bool genius = false;                       ///< Genius too, after all others
  std::optional<std::int64_t> limit;         ///< songs each source is really asked about, answers kept not counted
  std::optional<std::vector<SongId>> songs;  ///< only these; else all of the catalog
  bool redo = false;  ///< ask about songs whose answers are known, too, and let the new ones replace them
};

/// What became of the songs one source was asked about.
struct FetchedFrom {
  std::string source;
  FetchWhat what = FetchWhat::kFeatures;
  std::int64_t asked = 0;  ///< songs; the sum of the following five
  std::int64_t found = 0;
  std::int64_t instrumental = 0;  ///< no words, for sure
  std::int64_t missing = 0;       ///< not known there
  std::int64_t failed = 0;
  std::int64_t unanswered = 0;  ///< offline and no answer was kept, or the source was given up before
  std::int64_t no_name = 0;     ///< songs it cannot be asked about, for want of an id
  std::int64_t requests = 0;
  std::string given_up;  ///< why it was, in a sentence; empty: it was not
  std::string hint;      ///< what to do then
  struct Failure {
    SongId song;
    std::string name;
    std::string problem;
  };
  std::vector<Failure> failures;
};

struct FetchReport {
  std::vector<FetchedFrom> sources;  ///< in the order they were asked
  std::int64_t songs = 0;            ///< looked at
  struct Lack {
    std::int64_t before = 0;
    std::int64_t after = 0;
  };
  Lack features;  ///< songs that lack some feature
  Lack lyrics;    ///< songs that have no words and are not known to be instrumental
};

/// A service that tells features or words, as `segue fetch --from` names it.
struct FetchSource {
  std::string_view name;
  FetchWhat what = FetchWhat::kFeatures;
  bool by_itself = true;  ///< asked even if not named
};
/// Every source there is, in the order they are asked.
const std::vector<FetchSource>& fetch_sources();

/// Throws what fetch() would for the sources that are named or need something that is not there (a token):
/// Error(kUsage).
void check_fetch_sources(const FetchOptions& options, Services& services);

/// Fills what songs lack from services: sources one after the other, each asked about what those before it did not
/// know. Every answer is stored as it comes, so that an interrupted run loses what was in flight; to resume is to run
/// again, and what was answered is not asked again: what was found stands in the catalog, that something was not
/// found in the cache of `services`. A service that is out is left out for the rest of the run, and said in the report.
/// The same answers give the same catalog, whatever was interrupted.
/// Error(kUsage) if `from` names what is no source, or what lacks its credentials; Error(kInterrupted) once cancelled.
FetchReport fetch(catalog::Catalog& catalog, Services& services, const FetchOptions& options,
                  Progress& progress = Progress::none(), Notes& notes = Notes::none(),
                  const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
