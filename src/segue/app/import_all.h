#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "segue/app/import.h"
#include "segue/app/import_list.h"
#include "segue/app/import_music.h"
#include "segue/app/import_spotify.h"
#include "segue/app/import_subsonic.h"
#include "segue/app/services.h"
#include "segue/app/subsonic_account.h"
#include "segue/base/item_problem.h"
#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

struct ImportAllOptions {
  ImportOptions tables;               ///< `update` and `add_songs` hold for all kinds
  sources::SubsonicAccount subsonic;  ///< what flags say of it
  MusicImportOptions listening;       ///< `listen` false: music is not heard
};

/// Everything an import did.
struct ImportAll {
  ImportReport tables;  ///< its failures are those of all kinds
  std::optional<SpotifyImportReport> spotify;
  std::vector<SubsonicImport> servers;
  std::vector<MusicImport> music;
  std::vector<ListImport> lists;
  std::optional<ListeningReport> listening;

  /// Names that were read.
  std::size_t read() const;
};

/// Reads whatever is named into the catalog, each by its kind: links to Spotify, "subsonic:URL", links to playlists of
/// ListenBrainz, music folders and files, playlists (M3U8, JSPF, XSPF), and all else as a table; "-" is a table on
/// standard input. What cannot be read is a failure, and the others are read all the same. Throws what ends the whole:
/// Error(kUsage) for a link that leads to no playlist or song, interruption, a catalog that cannot be written. What was
/// read before stays; to resume is to run again.
ImportAll import_all(catalog::Catalog& catalog, Services& services, const std::vector<std::string>& names,
                     const ImportAllOptions& options, const std::function<void(const ItemProblem&)>& on_problem,
                     Progress& progress = Progress::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
