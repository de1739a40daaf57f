#pragma once

#include <cstddef>
#include <vector>

#include "segue/app/allowed_songs.h"
#include "segue/app/space.h"
#include "segue/catalog/catalog.h"
#include "segue/playlist/selection.h"

namespace segue::app {

/// Ways from one song to another through a space.
class SongPath {
 public:
  /// `allowed` and `rules` (limits and excluded songs) as in recommend(); both ends are taken out of `allowed`. All
  /// arguments must outlive the path.
  /// Error(kUsage) if both ends are one song, Error(kNotFound) if nothing is known of one.
  SongPath(const catalog::Catalog& catalog, const Space& space, const catalog::Song& from, SongId to,
           AllowedSongs& allowed, const playlist::SelectionRules& rules);

  const catalog::Song& last() const { return to_; }

  /// `songs` of them after the first, the last being last(); fewer if there are not enough different ones. Distances
  /// are to the first song.
  std::vector<playlist::Pick> find(std::size_t songs) const;

 private:
  const catalog::Catalog& catalog_;
  const Space& space_;
  const catalog::Song& from_;
  catalog::Song to_;
  const AllowedSongs& allowed_;
  const playlist::SelectionRules& rules_;
  std::vector<float> begin_;
  std::vector<float> end_;
};

}  // namespace segue::app
