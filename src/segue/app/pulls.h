#pragma once

#include <deque>
#include <span>
#include <string>
#include <unordered_set>
#include <vector>

#include "segue/app/allowed_songs.h"
#include "segue/app/space.h"
#include "segue/catalog/catalog.h"
#include "segue/playlist/tilt.h"

namespace segue::app {

/// What moves a list besides its seeds: songs to keep away from, and what was liked and disliked. Songs that are not to
/// come are taken out of `allowed`, their other versions out by `keys`.
class Pulls {
 public:
  /// All arguments must outlive this.
  Pulls(const catalog::Catalog& catalog, const Space& space, AllowedSongs& allowed,
        std::unordered_set<std::string>& keys)
      : catalog_(catalog), space_(space), allowed_(allowed), keys_(keys) {}

  /// Error(kNotFound) if nothing is known of its sound.
  void keep_away(SongId id);
  /// That for all lists, and that for one of the seeds. Songs of which nothing is known do not pull.
  void add_feedback(std::span<const catalog::Song> seeds);

  std::span<const playlist::Pull> pulls() const { return pulls_; }

 private:
  void take_out(const catalog::Song& song);
  void add(const catalog::Song& song, double weight);

  const catalog::Catalog& catalog_;
  const Space& space_;
  AllowedSongs& allowed_;
  std::unordered_set<std::string>& keys_;
  std::deque<std::vector<float>> vectors_;  // what pulls_ views
  std::vector<playlist::Pull> pulls_;
};

}  // namespace segue::app
