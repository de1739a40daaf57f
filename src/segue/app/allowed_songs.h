#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "segue/app/song_condition.h"
#include "segue/app/space.h"
#include "segue/catalog/catalog.h"
#include "segue/neighbors/filter.h"

namespace segue::app {

/// Which songs may come into a list: all at first.
class AllowedSongs {
 public:
  AllowedSongs() = default;
  // Filters view it.
  AllowedSongs(const AllowedSongs&) = delete;
  AllowedSongs& operator=(const AllowedSongs&) = delete;

  void take_out(SongId song);
  /// Of the others, none but these. Once.
  void keep(neighbors::IdSet songs);
  /// Of the others, none but those that fulfil it. It is asked only about songs that are near enough to matter.
  void keep_if(std::function<bool(SongId)> fulfils);

  bool contains(SongId song) const;
  /// Views this; empty where all songs may come.
  neighbors::Filter filter() const;

 private:
  std::unordered_set<SongId> out_;
  std::optional<neighbors::IdSet> kept_;
  std::vector<std::function<bool(SongId)>> conditions_;
};

/// Takes out songs whose file is gone and, where there is a cluster, those that lie in others. Whether the filter
/// allows a song is found out here or when it is asked; an empty one allows all. Nothing if it is empty. All arguments
/// must outlive `allowed`. Throws what Filter::parse() throws.
std::unique_ptr<SongCondition> restrict_songs(const catalog::Catalog& catalog, const Space& space,
                                              const std::string& filter, const std::optional<std::int32_t>& cluster,
                                              AllowedSongs& allowed);

/// Takes out what a list (song_list.h) names; other versions of these songs are in `keys` then. A remark counts entries
/// that name no song of the catalog.
void exclude_listed(const catalog::Catalog& catalog, const std::filesystem::path& file, AllowedSongs& allowed,
                    std::unordered_set<std::string>& keys, std::vector<std::string>& remarks);

}  // namespace segue::app
