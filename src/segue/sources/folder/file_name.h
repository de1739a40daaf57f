#pragma once

#include <span>
#include <string>
#include <string_view>

namespace segue::sources {

/// What the name of a music file says of the song in it.
struct NamedSong {
  std::string title;      ///< never empty unless the name is
  std::string artist;     ///< empty: the name does not say
  std::string album;      ///< empty: the name does not say
  bool numbered = false;  ///< a track number stood before the title and was removed
};

/// Reads the name of a file without its ending. `beside` are the names (without endings) of the music files in its
/// folder, its own among them or not; they tell whether a number counts tracks.
///
///   "Artist - Title", "Artist – Title"                       artist, title
///   "01 - Artist - Title", "01. Artist - Title"              the same behind a track number
///   "Artist - 03 - Title", "Artist - Album - 03 - Title"     artist, (album,) title
///   "01 - Title", "01. Title", "1) Title", "01-Title", "1-03 Title"      title
///   "01 Title", "01_Title"                                   title
///   "12 Title"                                               title, if `beside` counts: see below
///   "99 Luftballons", "7 Rings", "1979", "24-7", "9.9"       the title as it stands
///   "Go West - 2003 Remaster"                                the title as it stands: what follows is a version
///
/// A number is a track number if it has up to two digits and '.', ')', '-' or a dash behind it (no digit behind
/// these), or if it has two digits, a zero first, and a space behind. Other two digits and a space count if a file
/// beside has such a zero and the number is at most twice the count of files that begin with two digits. Three digits
/// count before " - " if a file beside begins with another such number. Underscores are spaces in a name without
/// spaces. Of three and more pieces without a number between them the first is the artist and all others are the
/// title. Removed from the end: "(Official Video)", "[320kbps]", "(HQ)" and the like, and the id that yt-dlp adds.
NamedSong read_file_name(std::string_view stem, std::span<const std::string> beside);

/// Artist and album as the folders above a numbered file say them, only where that is rather certain:
///   ".../Artist - Album/", ".../Artist - 1977 - Album/"      both
///   ".../Artist/Album/", ".../Artist/1977 - Album/"          both, if both names have a capital or a letter beyond
///                                                            ASCII, and neither is one of the usual folders of a disk
///                                                            or a genre ("Music", "Downloads", "Rock", "Best of ...")
/// A folder such as "CD 2" counts as part of the one above it. Names are given as text: `album_folder` is nearest to
/// the file, or the one above if that is a "CD 2" (see is_disc_folder).
struct NamedFolders {
  std::string artist;  ///< empty: the folders do not say
  std::string album;
};
NamedFolders read_folder_names(std::string_view artist_folder, std::string_view album_folder);

/// "CD1", "CD 2", "Disc 1", "Disk 3".
bool is_disc_folder(std::string_view name);

}  // namespace segue::sources
