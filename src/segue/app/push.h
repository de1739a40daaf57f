#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "segue/base/progress.h"
#include "segue/catalog/catalog.h"
#include "segue/playlist/export.h"
#include "segue/sources/playlist_target.h"

namespace segue::app {

/// A list of songs to be made a playlist of some service.
struct PushList {
  std::string title;
  std::vector<catalog::SongFacts> songs;  ///< in order
};

/// A made playlist as such a list.
PushList push_list(const playlist::MadePlaylist& made, bool with_seed);

/// A list from a file: what `segue playlist --json` prints, JSPF, XSPF, M3U8, or a table of songs (CSV); "-" is
/// standard input, whose kind is told by its beginning. Where `catalog` is given, songs it knows bring the ids it knows
/// of them. Error(kBadData) if it is none of these.
PushList read_push_list(const std::filesystem::path& file, const catalog::Catalog* catalog);

struct PushOptions {
  std::string name;               ///< of the playlist; empty: the list's title
  bool update = false;            ///< a playlist of that name gets these songs in place of its own
  std::optional<bool> is_public;  ///< nothing: as the service does it, or as it was
  bool dry_run = false;           ///< songs are looked for, nothing is written
};

/// A song of the list and what it is called at the service.
struct PushedSong {
  catalog::SongFacts facts;
  sources::TargetSong found;
};

struct PushReport {
  enum class Outcome { kCreated, kReplaced, kDryRun };
  Outcome outcome = Outcome::kDryRun;
  std::string target;  ///< the service's name
  std::string name;    ///< of the playlist
  std::string id;      ///< of the playlist; empty with dry_run
  std::string url;
  std::vector<PushedSong> songs;             ///< in order
  std::vector<catalog::SongFacts> missing;   ///< the service does not have them
  std::vector<catalog::SongFacts> repeated;  ///< led to a recording that stands in the list already
  std::int64_t stored = 0;                   ///< songs the service says the playlist holds
  bool exists = false;                       ///< with dry_run: there is a playlist of that name
};

/// Looks every song up at the service and makes a playlist of those it has.
///
/// Error(kNotFound) if it has none of them: then nothing is written. Error(kFailed) if a playlist of the name exists
/// and `update` is not asked for, or several do; this is asked before songs are looked for. Error(kUsage) for an empty
/// list or name.
PushReport push(sources::PlaylistTarget& target, const PushList& list, const PushOptions& options,
                Progress& progress = Progress::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
