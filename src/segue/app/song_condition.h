#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "segue/catalog/catalog.h"
#include "segue/neighbors/id_set.h"
#include "segue/playlist/filter.h"

namespace segue::app {

/// A filter that songs of a catalog fulfil or do not. Of millions, most are never asked about; so it can be asked song
/// by song, which reads what the filter names of this song, and reads all songs once that has become dearer.
class SongCondition {
 public:
  /// `catalog` must outlive it.
  SongCondition(const catalog::Catalog& catalog, playlist::Filter filter);

  /// All songs that fulfil it, found out in stretches of bounded memory.
  const neighbors::IdSet& fulfilled();
  bool holds_for(SongId song);

  /// What a person should know: a field that is known of no song that was looked at, and that none fulfils it.
  std::vector<std::string> remarks() const;

 private:
  /// Those of some songs, ascending, that fulfil it, as 1.
  std::vector<std::uint8_t> evaluate(const std::vector<SongId>& songs);

  const catalog::Catalog& catalog_;
  playlist::Filter filter_;
  std::optional<neighbors::IdSet> fulfilled_;
  std::vector<bool> known_;  ///< per field of the filter: of any song looked at
  std::size_t asked_ = 0;
  std::size_t most_asked_;  ///< song by song
};

}  // namespace segue::app
