#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/catalog/values/song.h"

namespace segue::sources {

/// What the text of one cell means. All are independent of the locale; nothing, where the text is no such thing.

/// Without the ASCII white space around it.
std::string_view trimmed(std::string_view text);

/// A decimal number as C++ and JSON write it ("0.5", "-7", "1e-05"), finite, with nothing else in the cell.
/// `decimal_comma` also takes "0,5", as spreadsheets of many countries write it where `;` separates.
std::optional<double> read_number(std::string_view text, bool decimal_comma);

enum class DurationUnit : std::uint8_t {
  kMilliseconds,
  kSeconds,
  kUnsaid,  ///< a number below 10,000 is seconds (2 h 46 min), any other milliseconds (10 s)
};
/// Milliseconds, rounded; "3:45", "3:45.5" and "1:02:03" whatever the unit. Not checked against a range, but finite and
/// in that of the type.
std::optional<std::int64_t> read_duration_ms(std::string_view text, DurationUnit unit, bool decimal_comma);

/// "true", "false", "1", "0" in any case.
std::optional<bool> read_flag(std::string_view text);

/// What ReleaseDate::parse reads, "2019.0" (a year a spreadsheet or data frame took for a number), and the English
/// dates of Genius: "November 29, 2019", "November 2019".
std::optional<catalog::ReleaseDate> read_date(std::string_view text);

struct SpotifyName {
  enum class Kind : std::uint8_t {
    kTrack,    ///< `id` is set
    kLocal,    ///< a file on somebody's disk: a song, but none that Spotify can name
    kEpisode,  ///< of a podcast
    kOther,    ///< none of these
  };
  Kind kind = Kind::kOther;
  std::string id;  ///< 22 letters and digits
};
/// A bare id, `spotify:track:ID`, or a link to open.spotify.com (with `intl-xx/`, `embed/` and what follows `?` or
/// `#`).
SpotifyName read_spotify_name(std::string_view text);

/// "USRC17607839", also written with hyphens or spaces, or in lower case.
std::optional<std::string> read_isrc(std::string_view text);

/// A UUID, bare or at the end of a musicbrainz.org/recording/ link; lower case.
std::optional<std::string> read_musicbrainz_id(std::string_view text);

/// How a cell names several artists.
enum class ArtistList : std::uint8_t {
  kOne,           ///< it does not: the cell is one name, commas and all ("Tyler, The Creator")
  kSemicolons,    ///< "A;B"; or a Python list, as in some dumps: "['A', 'B']"
  kTightCommas,   ///< as kSemicolons; without a semicolon, at commas with no space behind: "A,B" but "Tyler, The
                  ///< Creator"
  kEscapedCommas  ///< "A, B"; a comma inside a name is written "\,"
};
/// The names, trimmed, without empty and repeated ones.
std::vector<std::string> read_artists(std::string_view text, ArtistList list);

/// Text for a title or a name: trimmed, control characters (line breaks in quoted cells) as spaces.
std::string read_name(std::string_view text);

}  // namespace segue::sources
