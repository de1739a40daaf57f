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
  std::string title;                 ///< "Blinding Lights — The Weeknd"
  std::vector<catalog::Song> seeds;
  std::vector<Pick> songs;
};

enum class Format : std::uint8_t { kM3u8, kCsv, kJson, kJspf, kXspf };

/// By the file's ending, case ignored; Error(kUsage) listing the endings known.
Format format_of(const std::filesystem::path& file);

struct ExportOptions {
  bool with_seed = true;             ///< the seeds come first
  std::filesystem::path folder;      ///< of the file: paths in M3U8 and XSPF are written relative to it; empty: as they are
};

/// The playlist in a format: M3U8, our CSV (which `segue import` reads back), the JSON of `--json`, JSPF, XSPF 1.
std::string export_playlist(const MadePlaylist& playlist, Format format, const ExportOptions& options);

/// {"version": 1, "seeds": [...], "songs": [{"title", "artists", "album", "year", "distance", ...}]}
std::string to_json(const MadePlaylist& playlist);

}  // namespace segue::playlist
