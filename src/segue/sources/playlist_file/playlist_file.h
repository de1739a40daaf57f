#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "segue/sources/playlist_file/listed_playlist.h"

namespace segue::sources {

// Each reader takes the bytes of a file, the name it has in messages, and the folder that relative places in it are
// relative to (absolute). Error(kBadData) says what was expected and found. The name of a list that has none is empty.

/// JSPF, with what ListenBrainz adds to it: ids of MusicBrainz, artists one by one.
ListedPlaylist read_jspf(std::string_view bytes, const std::string& shown, const std::filesystem::path& folder);
/// XSPF 0 and 1. Entities that a document declares are refused, and nothing a document refers to is ever opened.
ListedPlaylist read_xspf(std::string_view bytes, const std::string& shown, const std::filesystem::path& folder);
/// M3U and M3U8, with #EXTINF, #EXTART and #EXTALB.
ListedPlaylist read_m3u_list(std::string_view bytes, const std::string& shown, const std::filesystem::path& folder);
/// What `segue playlist --json` prints, the seeds first.
ListedPlaylist read_made_list(std::string_view bytes, const std::string& shown, const std::filesystem::path& folder);

/// Whether a file of this name is read by read_playlist_file: .jspf, .xspf, .m3u, .m3u8, .json. It need not be there.
bool is_playlist_file(const std::filesystem::path& file);

/// A playlist file by its ending; .json by what is in it (JSPF, or ours). A list without a name is called as the file
/// is. Error(kFailed) if it cannot be read.
ListedPlaylist read_playlist_file(const std::filesystem::path& file);
/// The same from bytes whose kind is told by their beginning: JSON, XML, a table with segue's header is not.
ListedPlaylist read_playlist_bytes(std::string_view bytes, const std::string& shown,
                                   const std::filesystem::path& folder);

}  // namespace segue::sources
