#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace segue::sources {

/// One entry with what the lines before it say of it; texts as written.
struct M3uSong {
  std::string place;   ///< a path or a link; empty: segue's own note of a song without either
  std::string shown;   ///< #EXTINF, usually "Artist - Title"
  std::string artist;  ///< #EXTART
  std::string album;   ///< #EXTALB
  std::optional<std::int64_t> duration_ms;
};

/// What the bytes of a playlist say.
struct M3uText {
  std::string name;                  ///< #PLAYLIST, clean_name; empty if there is none
  std::vector<std::string> entries;  ///< as written, without empty lines, comments and links
  std::vector<M3uSong> songs;        ///< all of them, links too
};

/// "https://...", "spotify:track:...", "rtsp://...": nothing on this disk. "C:\..." and "file:" are paths.
bool is_link(std::string_view entry);

/// Lines of #EXTM3U, with or without it; LF, CR LF or CR; a byte order mark is dropped. Error(kBadData) for what is no
/// text, a streaming playlist (#EXT-X-...), and one of more than 100,000 entries. `shown` names the file in messages.
M3uText parse_m3u(std::string_view bytes, std::string_view shown);

/// The paths an entry may mean, the likeliest first, none twice: as written; percent-decoded; with '\' as '/'; in UTF-8
/// where it is Windows-1252. Relative ones against `folder`, all normalised. "file://" is decoded. The last one is what
/// to show if none exists. Empty for an entry with a NUL.
std::vector<std::filesystem::path> entry_paths(std::string_view entry, const std::filesystem::path& folder);

}  // namespace segue::sources
