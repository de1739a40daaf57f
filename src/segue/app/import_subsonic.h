#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "segue/base/item_problem.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/sources/http/http_cache.h"
#include "segue/sources/subsonic/subsonic_api.h"

namespace segue::app {

/// What a Subsonic server brought.
struct SubsonicImport {
  std::string server;            ///< "Navidrome at music.example.org"
  bool nothing_changed = false;  ///< its collection is as it was the last time: its songs were not read again
  std::uint64_t songs = 0;       ///< of the server
  std::uint64_t added = 0;       ///< the catalog did not know
  std::uint64_t completed = 0;   ///< known songs that learned something
  std::uint64_t unchanged = 0;
  std::uint64_t starred = 0;  ///< songs of the playlist "Starred"
  std::uint64_t playlists_added = 0;
  std::uint64_t playlists_changed = 0;
  std::uint64_t playlists_unchanged = 0;
};

struct SubsonicImportOptions {
  bool update = false;  ///< what the server says replaces what the catalog knows; its songs are read again
};

/// Reads songs and playlists of a server into the catalog; starred songs become the playlist "Starred". A page is a
/// transaction; to resume is to run again. What a whole reading came to is noted in `cache`, so that the next one asks
/// for the playlists alone if the server says that its collection did not change.
SubsonicImport import_subsonic(catalog::Catalog& catalog, sources::SubsonicApi& api, sources::HttpCache& cache,
                               const SubsonicImportOptions& options,
                               const std::function<void(const ItemProblem&)>& on_problem,
                               Progress& progress = Progress::none());

}  // namespace segue::app
