#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "segue/playlist/export.h"

// What the export formats share, for this room's own use.

namespace segue::playlist {

/// One line of an exported playlist.
struct Entry {
  const catalog::Song* song = nullptr;
  std::optional<float> distance;  ///< none for a seed, and where it is not a number
};

/// The seeds (if wanted) and the songs, in order. Views the playlist.
std::vector<Entry> entries_of(const MadePlaylist& playlist, const ExportOptions& options);

/// Valid UTF-8 on one line: line breaks and control characters become spaces, trimmed.
std::string one_line(std::string_view text);

/// "A, B" as valid UTF-8 on one line; blank names are left out.
std::string artist_line(const catalog::SongFacts& facts);

/// Every byte but unreserved ones (RFC 3986) and `/` as %XX.
std::string percent_encoded(std::string_view bytes);

/// The shortest text that reads back as the same float: "0.1", "3e-05".
std::string shortest(float value);

/// The first id of a scheme, empty if there is none.
std::string_view id_of(const catalog::SongFacts& facts, std::string_view scheme);

/// The song's path as a playlist in `folder` names it: relative where both are absolute and lie under one directory
/// below the root (so that music and playlists can move together), else as it is.
std::string path_seen_from(const std::string& path, const std::filesystem::path& folder);

/// The same as a URI reference: relative, or file://; a path that is a URI already stays one. Empty if there is no
/// path.
std::string location_of(const catalog::SongFacts& facts, const std::filesystem::path& folder);

/// The song's ids as URIs: spotify:track:..., urn:isrc:..., https://musicbrainz.org/recording/...
std::vector<std::string> identifiers_of(const catalog::SongFacts& facts);

// The formats.
std::string to_m3u8(const MadePlaylist& playlist, const ExportOptions& options);
std::string to_csv(const MadePlaylist& playlist, const ExportOptions& options);
std::string to_jspf(const MadePlaylist& playlist, const ExportOptions& options);
std::string to_xspf(const MadePlaylist& playlist, const ExportOptions& options);

}  // namespace segue::playlist
