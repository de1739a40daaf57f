#pragma once

#include "segue/base/item_problem.h"
#include "segue/catalog/values/song.h"

namespace segue::sources {

/// Receives what a source tells, song by song, in the source's order. Exceptions thrown here end the reading.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  virtual void on_record(catalog::SongRecord&& record) = 0;
  /// Something of the source could not be taken; the reading goes on.
  virtual void on_problem(ItemProblem&& problem) = 0;
};

}  // namespace segue::sources
