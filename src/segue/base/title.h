#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace segue {

/// What a song's title says besides the name of the song.
///   "Go West - 2003 Remaster"                        name "Go West", remaster
///   "Labios Rotos - Live"                            name "Labios Rotos", live
///   "Or Nah (feat. Wiz Khalifa) - Live at X"         name "Or Nah", featured "Wiz Khalifa", live
///   "All the Time - Don Diablo Remix"                name "All the Time", remix "Don Diablo Remix"
///   "Live Forever", "Mono", "(You Drive Me) Crazy"   names; nothing is stripped to emptiness
struct TitleParts {
  std::string name;                   ///< the title without what follows, as written
  std::vector<std::string> featured;  ///< guests named in the title, as written
  bool remaster = false;
  bool live = false;
  /// Radio edit, single/album/original/extended version, mono/stereo, deluxe, bonus track, explicit/clean, recorded
  /// anew by the same artist, from a soundtrack, a year.
  bool edit = false;
  std::string other;  ///< a version that sounds different (remix, acoustic, instrumental, demo...), folded; else empty
};

/// Reads the tags from the end of the title: what stands in brackets or behind a dash, and guests in running text. The
/// rules are lists of words (title_words.h); what they do not know stays in the name, as does all of a text of more
/// than 1000 bytes.
TitleParts split_title(std::string_view title);

/// The same for every way to write the same song, and different for different songs: fold_words of the name, and
/// what `other` says. Remasters, live recordings, edits and guests named in the title make no difference; a remix does.
std::string title_key(std::string_view title);

/// The artist a song is filed under: fold_words of the first artist, without a leading "the".
std::string artist_key(std::string_view first_artist);

/// The title as it is to be searched when the artist is not known to agree: fold_words of the name alone.
std::string name_key(std::string_view title);

}  // namespace segue
