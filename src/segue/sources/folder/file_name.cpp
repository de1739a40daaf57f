#include "segue/sources/folder/file_name.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "segue/base/title.h"
#include "segue/base/unicode.h"
#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_text.h"

namespace segue::sources {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

std::size_t leading_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

int number_of(std::string_view digits) {
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

template <std::size_t n>
bool in(const std::array<std::string_view, n>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Spaces as people mean them: a name without any has underscores, or %20 from a download, in their place; all dashes
/// with spaces around them are " - ".
std::string with_plain_spaces(std::string_view stem) {
  std::string name(stem);
  if (name.find(' ') == std::string::npos) {
    for (std::size_t at = name.find("%20"); at != std::string::npos; at = name.find("%20", at))
      name.replace(at, 3, " ");
  }
  if (name.find(' ') == std::string::npos) std::replace(name.begin(), name.end(), '_', ' ');
  for (const std::string_view dash : {" – ", " — ", " ‒ ", " ― "}) {
    for (std::size_t at = name.find(dash); at != std::string::npos; at = name.find(dash, at)) {
      name.replace(at, dash.size(), " - ");
    }
  }
  return clean_name(name);
}

/// "320kbps", "128 kbit", "official music video", "lyrics", "hq": true if `words` (folded) is about the file.
bool is_about_the_file(std::string_view words) {
  static constexpr std::array<std::string_view, 29> kWords = {
      "official", "music", "video", "audio", "lyric", "lyrics", "videoclip", "clip", "visualizer", "hd",
      "hq",       "4k",    "1080p", "720p",  "kbps",  "kbit",   "kbits",     "vbr",  "cbr",        "khz",
      "flac",     "mp3",   "m4a",   "aac",   "ogg",   "opus",   "wav",       "full", "oficial"};
  bool any = false;
  while (!words.empty()) {
    const std::size_t space = words.find(' ');
    std::string_view word = words.substr(0, space);
    words = space == std::string_view::npos ? std::string_view() : words.substr(space + 1);
    const std::size_t digits = leading_digits(word);
    if (digits > 0 && digits <= 4 && !in(kWords, word)) {
      word.remove_prefix(digits);
      if (word.empty()) continue;
    }
    if (word == "s") continue;  // "kbit/s"
    if (!in(kWords, word)) return false;
    any = true;
  }
  return any;
}

/// yt-dlp writes "Title [dQw4w9WgXcQ]": 11 letters of its alphabet, some capital behind the first and some small.
bool is_video_id(std::string_view inside) {
  if (inside.size() != 11) return false;
  bool capital = false;
  bool small = false;
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const char c = inside[i];
    if (!is_digit(c) && !is_upper(c) && !is_lower(c) && c != '-' && c != '_') return false;
    capital = capital || (i > 0 && is_upper(c));
    small = small || is_lower(c);
  }
  return capital && small;
}

/// Removes brackets about the file from the end, never the whole name.
void remove_junk(std::string& name) {
  while (name.size() > 2 && (name.back() == ')' || name.back() == ']')) {
    const bool square = name.back() == ']';
    const std::size_t open = name.rfind(square ? '[' : '(');
    if (open == std::string::npos || open == 0) return;
    const std::string_view inside = std::string_view(name).substr(open + 1, name.size() - open - 2);
    const std::string_view before = trimmed(std::string_view(name).substr(0, open));
    if (before.empty() || (!is_about_the_file(fold_words(inside)) && !(square && is_video_id(inside)))) return;
    name.resize(before.size());
  }
}

/// Takes from the front what separates a track number from what follows: a dot, bracket or dash, and spaces. Nothing
/// if a digit follows it ("9.9", "24-7") or nothing at all.
bool take_separator(std::string_view& text, std::size_t digits) {
  std::string_view rest = trimmed(text);
  if (rest.empty()) return false;
  const bool dash = rest.front() == '-';
  if (rest.front() != '.' && rest.front() != ')' && !dash) return false;
  // "4-Minute Warning": a dash without spaces must follow two digits.
  if (dash && rest.size() == text.size() && digits < 2) return false;
  rest.remove_prefix(1);
  const bool tight = !rest.starts_with(' ');
  rest = trimmed(rest);
  // "01. - Title"
  if (!dash && rest.starts_with("- ")) rest = trimmed(rest.substr(2));
  if (rest.empty() || (tight && is_digit(rest.front()))) return false;
  text = rest;
  return true;
}

/// "1-03 Title", "1-03. Title": a disc and a track of two digits.
bool take_disc_and_track(std::string_view& text) {
  if (text.size() < 6 || !is_digit(text[0]) || text[1] != '-' || !is_digit(text[2]) || !is_digit(text[3])) return false;
  std::string_view rest = text.substr(4);
  if (is_digit(rest.front())) return false;
  if (!take_separator(rest, 2)) {
    if (!rest.starts_with(' ')) return false;
    rest = trimmed(rest);
  }
  if (rest.empty()) return false;
  text = rest;
  return true;
}

/// True if the number that `text` begins with, two digits and a space, counts tracks.
bool counts_tracks(std::string_view text, std::span<const std::string> beside) {
  if (text[0] == '0') return text[1] != '0';
  bool zero = false;
  int numbered = 0;
  for (const std::string& name : beside) {
    if (leading_digits(name) != 2) continue;
    zero = zero || name[0] == '0';
    ++numbered;
  }
  return zero && number_of(text.substr(0, 2)) <= 2 * numbered;
}

bool other_long_number(std::string_view digits, std::span<const std::string> beside) {
  return std::any_of(beside.begin(), beside.end(),
                     [&](const std::string& name) { return leading_digits(name) == 3 && !name.starts_with(digits); });
}

/// Takes a track number from the front of `text` and says whether there was one.
bool take_track_number(std::string_view& text, std::span<const std::string> beside) {
  if (take_disc_and_track(text)) return true;
  const std::size_t digits = leading_digits(text);
  if (digits == 0 || digits > 3 || digits == text.size()) return false;
  std::string_view rest = text.substr(digits);
  const bool known = digits <= 2 || (rest.starts_with(" - ") && other_long_number(text.substr(0, 3), beside));
  if (known && take_separator(rest, digits)) {
    text = rest;
    return true;
  }
  if (digits != 2 || !rest.starts_with(' ') || !counts_tracks(text, beside)) return false;
  text = trimmed(rest);
  return true;
}

/// "03 Title", "03. Title" behind the artist, "03": only with a zero first, or alone.
bool take_inner_number(std::string_view& piece) {
  const std::size_t digits = leading_digits(piece);
  if (digits == 0 || digits > 2) return false;
  if (digits == piece.size()) {
    piece = {};
    return true;
  }
  if (digits != 2 || piece[0] != '0' || piece[1] == '0') return false;
  std::string_view rest = piece.substr(digits);
  if (!take_separator(rest, digits)) {
    if (!rest.starts_with(' ')) return false;
    rest = trimmed(rest);
  }
  piece = rest;
  return true;
}

std::vector<std::string_view> split_at_dashes(std::string_view text) {
  std::vector<std::string_view> pieces;
  for (;;) {
    const std::size_t dash = text.find(" - ");
    const std::string_view piece = trimmed(text.substr(0, dash));
    if (!piece.empty()) pieces.push_back(piece);
    if (dash == std::string_view::npos) return pieces;
    text.remove_prefix(dash + 3);
  }
}

std::string joined(std::span<const std::string_view> pieces) {
  std::string text;
  for (const std::string_view piece : pieces) {
    if (!text.empty()) text += " - ";
    text += piece;
  }
  return text;
}

/// "Title - Live", "Title - 2003 Remaster".
bool is_title_and_version(std::string_view text, std::string_view first) {
  const TitleParts parts = split_title(text);
  return parts.name == first;
}

/// Where the title begins among the pieces if a track number stands inside; nothing if none does.
std::optional<std::size_t> find_inner_number(std::vector<std::string_view>& pieces) {
  for (std::size_t i = 1; i < pieces.size() && i <= 2; ++i) {
    std::string_view piece = pieces[i];
    if (!take_inner_number(piece)) continue;
    if (!piece.empty()) {
      pieces[i] = piece;
      return i;
    }
    if (i + 1 < pieces.size()) return i + 1;
  }
  return std::nullopt;
}

}  // namespace

NamedSong read_file_name(std::string_view stem, std::span<const std::string> beside) {
  std::string name = with_plain_spaces(stem);
  remove_junk(name);
  NamedSong song;
  std::string_view text = name;
  song.numbered = take_track_number(text, beside);
  std::vector<std::string_view> pieces = split_at_dashes(text);
  if (pieces.size() < 2 || is_title_and_version(text, pieces[0])) {
    song.title = pieces.empty() ? std::string(text) : joined(pieces);
  } else if (const std::optional<std::size_t> title = find_inner_number(pieces); title && !song.numbered) {
    song.artist = pieces[0];
    if (*title >= 2 && leading_digits(pieces[1]) < pieces[1].size()) song.album = pieces[1];
    song.title = joined(std::span(pieces).subspan(*title));
    song.numbered = true;
  } else {
    song.artist = pieces[0];
    song.title = joined(std::span(pieces).subspan(1));
    if (leading_digits(song.title) == song.title.size()) {  // "Track - 01", "Artist - 3": no title
      song.artist.clear();
      song.title = joined(pieces);
    }
  }
  if (song.title.empty()) song.title = name;
  return song;
}

bool is_disc_folder(std::string_view name) {
  const std::string lowered = ascii_lower(name);
  for (const std::string_view word : {"cd", "disc", "disk"}) {
    if (!lowered.starts_with(word)) continue;
    std::string_view rest = std::string_view(lowered).substr(word.size());
    while (rest.starts_with(' ') || rest.starts_with('-') || rest.starts_with('_')) rest.remove_prefix(1);
    if (!rest.empty() && rest.size() <= 2 && leading_digits(rest) == rest.size()) return true;
  }
  return false;
}

namespace {

/// True for a name that is likely an artist's or an album's, and not that of a shelf.
bool is_proper_name(std::string_view name) {
  static constexpr std::array<std::string_view, 66> kShelves = {"music",
                                                                "musik",
                                                                "musica",
                                                                "musique",
                                                                "audio",
                                                                "sound",
                                                                "sounds",
                                                                "songs",
                                                                "mp3",
                                                                "mp3s",
                                                                "flac",
                                                                "ogg",
                                                                "wav",
                                                                "m4a",
                                                                "aac",
                                                                "lossless",
                                                                "downloads",
                                                                "download",
                                                                "desktop",
                                                                "documents",
                                                                "home",
                                                                "media",
                                                                "data",
                                                                "files",
                                                                "albums",
                                                                "album",
                                                                "artists",
                                                                "artist",
                                                                "singles",
                                                                "misc",
                                                                "other",
                                                                "others",
                                                                "new",
                                                                "old",
                                                                "various",
                                                                "va",
                                                                "various artists",
                                                                "compilations",
                                                                "compilation",
                                                                "soundtrack",
                                                                "soundtracks",
                                                                "ost",
                                                                "playlists",
                                                                "playlist",
                                                                "mixtape",
                                                                "mix",
                                                                "mixes",
                                                                "unsorted",
                                                                "unknown",
                                                                "unknown artist",
                                                                "unknown album",
                                                                "usb",
                                                                "backup",
                                                                "rock",
                                                                "pop",
                                                                "jazz",
                                                                "classical",
                                                                "metal",
                                                                "hip hop",
                                                                "rap",
                                                                "electronic",
                                                                "blues",
                                                                "country",
                                                                "folk",
                                                                "charts",
                                                                "party"};
  const bool letters = std::any_of(name.begin(), name.end(), [](char c) { return is_upper(c) || (c & 0x80) != 0; });
  const std::string folded = fold_words(name);
  return letters && !in(kShelves, folded) && !folded.starts_with("best of") && !folded.starts_with("top ") &&
         !folded.starts_with("greatest hits") && !folded.starts_with("itunes");
}

/// "1977 - Animals", "(1977) Animals", "Animals (1977)", "[1977] Animals" without the year.
std::string_view without_year(std::string_view album) {
  const auto is_year = [](std::string_view text) { return text.size() == 4 && leading_digits(text) == 4; };
  if (is_year(album.substr(0, 4)) && album.substr(4).starts_with(" - ")) return trimmed(album.substr(7));
  if (album.size() < 8) return album;
  const std::string_view last = album.substr(album.size() - 6);
  if ((album[0] == '(' || album[0] == '[') && is_year(album.substr(1, 4)) && (album[5] == ')' || album[5] == ']')) {
    return trimmed(album.substr(6));
  }
  if ((last[0] == '(' || last[0] == '[') && is_year(last.substr(1, 4))) {
    return trimmed(album.substr(0, album.size() - 6));
  }
  return album;
}

}  // namespace

NamedFolders read_folder_names(std::string_view artist_folder, std::string_view album_folder) {
  const std::string album = with_plain_spaces(album_folder);
  const std::vector<std::string_view> pieces = split_at_dashes(without_year(album));
  if (pieces.size() >= 2 && !is_title_and_version(album, pieces[0]) && is_proper_name(pieces[0])) {
    const std::string rest = joined(std::span(pieces).subspan(1));
    return {std::string(pieces[0]), std::string(without_year(rest))};
  }
  const std::string artist = with_plain_spaces(artist_folder);
  if (pieces.size() != 1 || artist.find(" - ") != std::string::npos) return {};
  if (!is_proper_name(artist) || !is_proper_name(pieces[0])) return {};
  return {artist, std::string(pieces[0])};
}

}  // namespace segue::sources
