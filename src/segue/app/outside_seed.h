#pragma once

#include <optional>
#include <string>

#include "segue/app/import_music.h"
#include "segue/app/services.h"
#include "segue/catalog/catalog.h"

namespace segue::app {

/// A song that was in none of the playlists and is in the catalog now.
struct TakenIn {
  SongId song;
  std::string from;  ///< "Spotify", or the file it was heard in
  std::string name;  ///< as the catalog displays it
};

/// Looks for songs that the catalog does not know.
class OutsideSeeds {
 public:
  /// `services` must outlive it; `listening`: how music files are heard.
  OutsideSeeds(Services& services, MusicImportOptions listening);

  /// Takes the song that a seed means into the catalog: a music file by its path (it is read and heard), a song by its
  /// link to Spotify, else what a search there finds, if it is the same song by title and artist. It joins no playlist.
  /// Nothing if `typed` is no file and nobody knows the song; `tried` then says in a sentence who was asked, or why
  /// nobody could be. Error(kBadData) for a file that cannot be heard.
  std::optional<TakenIn> take_in(catalog::Catalog& catalog, const std::string& typed, std::string& tried,
                                 Progress& progress = Progress::none(),
                                 const Cancellation& cancellation = Cancellation::never());

 private:
  Services& services_;
  MusicImportOptions listening_;
};

}  // namespace segue::app
