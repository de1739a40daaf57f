#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace segue::sources {

/// What the bytes of a playlist say.
struct M3uText {
  std::string name;                  ///< #PLAYLIST, clean_name; empty if there is none
  std::vector<std::string> entries;  ///< as written, without empty lines, comments and links
};

/// Lines of #EXTM3U, with or without it; LF, CR LF or CR; a byte order mark is dropped. Error(kBadData) for what is no
/// text, a streaming playlist (#EXT-X-...), and one of more than 100,000 entries. `shown` names the file in messages.
M3uText parse_m3u(std::string_view bytes, std::string_view shown);

/// The paths an entry may mean, the likeliest first, none twice: as written; percent-decoded; with '\' as '/'; in UTF-8
/// where it is Windows-1252. Relative ones against `folder`, all normalised. "file://" is decoded. The last one is what
/// to show if none exists. Empty for an entry with a NUL.
std::vector<std::filesystem::path> entry_paths(std::string_view entry, const std::filesystem::path& folder);

}  // namespace segue::sources
