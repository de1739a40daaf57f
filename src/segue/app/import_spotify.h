#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "segue/app/import.h"
#include "segue/app/spotify.h"
#include "segue/sources/spotify/playlist.h"

namespace segue::app {

/// What one playlist of Spotify's brought.
struct SpotifyPlaylistImport : RecordCounts {
  std::string link;  ///< as it was given
  sources::SpotifyPlaylistReport playlist;
};

struct SpotifyImportReport {
  std::vector<SpotifyPlaylistImport> playlists;
  std::uint64_t tracks = 0;         ///< links to single songs
  std::uint64_t tracks_absent = 0;  ///< of these: Spotify has no such song
  RecordCounts track_counts;
  std::vector<FileFailure> failures;  ///< links that could not be read; `file` is the link
};

/// Whether this is meant to be read from Spotify: a link or URI of its, or a bare id that is no file's name.
bool is_spotify_link(const std::string& text);

/// Reads playlists, and single songs by their links, into the catalog, in the order given.
///
/// Songs are committed in batches; a playlist is stored once all of it was read. A run that breaks off, is killed or is
/// told to come back later keeps its songs, and what it asked for is in the cache: until an import of this kind comes
/// to its end, also the answers about the playlists themselves count, so that nothing is asked twice.
///
/// A link that cannot be read is a failure and the others are read all the same; but after an answer that says to come
/// back later nothing more is asked. Throws what ends the command: Error(kUsage) before anything is asked if a link
/// leads to something else; nobody to ask as; interruption; a catalog that cannot be written.
SpotifyImportReport import_spotify(catalog::Catalog& catalog, Spotify& spotify, const std::vector<std::string>& links,
                                   const catalog::WriteOptions& options,
                                   const std::function<void(const ItemProblem&)>& on_problem,
                                   Progress& progress = Progress::none(),
                                   const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::app
