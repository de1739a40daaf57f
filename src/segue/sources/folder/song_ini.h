#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "segue/catalog/values/song.h"

namespace segue::sources {

/// What a song.ini of Frets on Fire and its relatives says in its section [song].
struct SongIni {
  std::string title;
  std::string artist;
  std::string album;
  std::optional<catalog::ReleaseDate> released;
};

/// UTF-8, else Windows-1252. From the artist, words such as "Composed and performed by" and a web address behind a
/// dash are removed: the field is often written as a credit.
SongIni parse_song_ini(std::string_view bytes);

}  // namespace segue::sources
