#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/app/space.h"
#include "segue/catalog/catalog.h"
#include "segue/playlist/selection.h"

namespace segue::app {

/// Ways from one song to another through a space.
class SongPath {
 public:
  /// `allowed` and `rules` (limits and excluded songs) as in recommend(); all arguments must outlive the path.
  /// Error(kUsage) if both ends are one song, Error(kNotFound) if nothing is known of one.
  SongPath(const catalog::Catalog& catalog, const Space& space, const catalog::Song& from, SongId to,
           std::span<const std::uint8_t> allowed, const playlist::SelectionRules& rules);

  const catalog::Song& last() const { return to_; }

  /// `songs` of them after the first, the last being last(); fewer if there are not enough different ones. Distances
  /// are to the first song.
  std::vector<playlist::Pick> find(std::size_t songs) const;

 private:
  const catalog::Catalog& catalog_;
  const Space& space_;
  const catalog::Song& from_;
  catalog::Song to_;
  std::vector<std::uint8_t> allowed_;
  const playlist::SelectionRules& rules_;
  std::vector<float> begin_;
  std::vector<float> end_;
};

}  // namespace segue::app
