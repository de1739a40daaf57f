#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/playlist/selection.h"

namespace segue::playlist {

/// A made playlist, ready to be shown or written.
struct MadePlaylist {
  std::string title;  ///< "Blinding Lights — The Weeknd"
  std::vector<catalog::Song> seeds;
  std::vector<Pick> songs;
};

enum class Format : std::uint8_t { kM3u8, kCsv, kJson, kJspf, kXspf };

/// By the file's ending, case ignored; Error(kUsage) listing the endings known.
Format format_of(const std::filesystem::path& file);

struct ExportOptions {
  bool with_seed = true;  ///< the seeds come first
  /// Of the file, absolute: paths in M3U8, XSPF and JSPF under it, or under one directory below the root with it, are
  /// written relative to it, so that music and playlists can move together. Others, and all if this is empty, as they
  /// are.
  std::filesystem::path folder;
};

/// The playlist in a format: M3U8, our CSV (which `segue import` reads back), the JSON of `--json`, JSPF, XSPF 1.
///
/// Valid UTF-8 whatever the songs are called (what is not UTF-8 becomes U+FFFD), a newline at the end, the same bytes
/// for the same songs.
///   M3U8: a song without a file is written as spotify:track:ID, one without that as a comment line.
///   CSV: several artists are joined by ";". Cells are not guarded against being read as formulas by a spreadsheet: a
///     guard would change titles such as "=1" when they are imported again.
///   JSON: seeds stand apart from songs, so they are there whatever `with_seed` says.
///   XSPF, JSPF: ids are spotify:track:..., urn:isrc:..., https://musicbrainz.org/recording/...
std::string export_playlist(const MadePlaylist& playlist, Format format, const ExportOptions& options);

/// {"version": 1, "seeds": [...], "songs": [{"title", "artists", "album", "year", "distance", ...}]}; an explained song
/// has "why" too: {"distance", "baseline", "groups": [{"group", "nearer_by", "parts": [{"name", "nearer_by",
/// "words"}]}]}
std::string to_json(const MadePlaylist& playlist);

/// Two songs, and why one is near the other.
struct ExplainedSongs {
  const catalog::Song& from;
  const catalog::Song& to;
  const Explanation& why;
};
/// {"version": 1, "from": {...}, "to": {...}, "why": {...}}
std::string to_json(const ExplainedSongs& pair);

}  // namespace segue::playlist
