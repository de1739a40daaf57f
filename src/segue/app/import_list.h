#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "segue/catalog/catalog.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace segue::app {

/// What a playlist brought.
struct ListImport {
  std::string from;  ///< the file, the link
  std::string name;
  std::uint64_t entries = 0;   ///< that name a song
  std::uint64_t known = 0;     ///< songs the catalog had
  std::uint64_t added = 0;     ///< songs it did not have: known by what the list says of them
  std::uint64_t left_out = 0;  ///< entries that name no song
  std::uint64_t playlists_added = 0;
  std::uint64_t playlists_changed = 0;
  std::uint64_t playlists_unchanged = 0;
};

/// Stores a playlist as a collected one, whole: its songs are those of the catalog where SongJoin finds them (they
/// learn the ids the list brings), else new ones. One transaction: all of it or nothing. `key` identifies the playlist
/// where the list brings no key of its own; empty: its name does. Error(kBadData) if no entry names a song.
ListImport import_list(catalog::Catalog& catalog, const sources::ListedPlaylist& list, const std::string& from,
                       const std::string& key);

/// Whether a file of this name is a playlist: .jspf, .xspf, .m3u, .m3u8, .json.
bool is_list_file(const std::filesystem::path& file);

/// The same of a playlist file.
ListImport import_list_file(catalog::Catalog& catalog, const std::filesystem::path& file);

}  // namespace segue::app
