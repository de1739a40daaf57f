#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "segue/catalog/values/song.h"

namespace segue::sources {

/// A song of UltraStar and its relatives: a text of headers ("#TITLE:Better") and notes (": 0 4 4 Where").
struct UltraStarSong {
  std::string title;
  std::string artist;
  std::string audio;  ///< #AUDIO, else #MP3: name of the music file; empty if the text names none
  std::optional<catalog::ReleaseDate> released;  ///< #YEAR
  std::string lyrics;  ///< one line per line of the screen; in a duet the second singer's follow, behind an empty line
};

/// Reads the text (format: usdx.eu/format, versions 0.2 to 1.1; what they do not name is passed over). Nothing if it is
/// no such text: there must be a title and an artist, and a music file, a tempo or a note. UTF-8, else what #ENCODING
/// says (UTF8, CP1250, CP1252), else Windows-1252. Syllables are joined where no space stands between them, "~" (a
/// syllable held over another note) goes. Bounded by the size of `bytes`.
std::optional<UltraStarSong> parse_ultrastar(std::string_view bytes);

}  // namespace segue::sources
