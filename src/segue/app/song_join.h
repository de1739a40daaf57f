#pragma once

#include <map>
#include <optional>
#include <string>

#include "segue/catalog/catalog.h"
#include "segue/sources/playlist_file/listed_playlist.h"

namespace segue::app {

/// Finds the songs of the catalog that lists speak of.
class SongJoin {
 public:
  /// Reads which files the catalog knows; `catalog` must outlive it.
  explicit SongJoin(const catalog::Catalog& catalog);

  /// The song that is meant: the one whose file lies at one of the paths; else the one an id leads to; else the one of
  /// that title and artist, the nearest in length if several are (lower id first). The title may differ in case,
  /// accents and marks, and in what it says of the version (remaster, live) if the lengths are known and differ by at
  /// most 3 s.
  std::optional<SongId> find(const sources::ListedSong& song) const;

 private:
  std::optional<SongId> find_by_name(const catalog::SongFacts& facts) const;

  const catalog::Catalog& catalog_;
  std::map<std::string, SongId> files_;  // by path, those that are there
};

}  // namespace segue::app
