#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/progress.h"
#include "segue/catalog/values/song.h"
#include "segue/sources/asking.h"

namespace segue::sources {

struct FeatureAnswer {
  AnswerKind kind = AnswerKind::kUnasked;
  catalog::Values values;                ///< of kFound; each in its variable's range
  std::vector<catalog::ExternalId> ids;  ///< learned on the way ("isrc")
  std::string problem;                   ///< why, where kind is kFailed
};

/// A service that tells numbers about the sound of songs. To add one: a folder beside this file that implements this,
/// and a line in app/fetch_sources.cpp.
class FeatureSource {
 public:
  virtual ~FeatureSource() = default;

  /// As for --from and in the catalog: "reccobeats".
  virtual std::string_view name() const = 0;
  /// Under which its values are stored.
  virtual catalog::Provenance provenance() const = 0;
  /// Songs it is asked about in one request, at most.
  virtual std::size_t batch() const = 0;
  /// Whether it can be asked about this song: most know songs only by an id.
  virtual bool can_ask(const catalog::SongFacts& song) const = 0;

  /// One answer per song, in the same order; at most batch() songs, all of which can be asked about.
  /// Error(kService) where the service is of no use for the rest of this run (down, refuses, quota): the message says
  /// so in a sentence, the hint what to do; no other source is hurt by it. Error(kInterrupted) once cancelled.
  virtual std::vector<FeatureAnswer> ask(std::span<const catalog::SongFacts> songs,
                                         const Cancellation& cancellation) = 0;
};

}  // namespace segue::sources
