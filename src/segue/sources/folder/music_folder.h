#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "segue/base/item_problem.h"
#include "segue/base/progress.h"
#include "segue/catalog/values/song.h"

namespace segue::sources {

/// A file as the folder lists it.
struct FoundFile {
  std::filesystem::path path;    ///< absolute, normalised, as the folder spells it
  std::uint64_t size = 0;        ///< bytes
  std::int64_t modified_ns = 0;  ///< since 1970
};

struct FolderListing {
  std::vector<FoundFile> music;      ///< by path
  std::vector<FoundFile> playlists;  ///< .m3u, .m3u8, by path
};

/// Everything below `root` (or `root` itself, if it is a file) that by its name is music or a playlist. Hidden files
/// and folders are left out; symbolic links to folders are followed once (no folder is entered twice). What cannot be
/// read is a problem, and the walk goes on. Error(kFailed) if `root` itself cannot be read, Error(kNotFound) if there
/// is none.
FolderListing list_music(const std::filesystem::path& root, const std::function<void(ItemProblem&&)>& on_problem,
                         Progress& progress, const Cancellation& cancellation);

/// Whether list_music would take a file of this name, as music or as a playlist; the file need not be there.
bool has_music_name(const std::filesystem::path& path);

/// Bump when reading tags changes, so that files are read again.
inline constexpr int kTagReaderVersion = 1;

/// What a music file says of itself, and the files beside it.
struct TaggedFile {
  catalog::SongRecord record;  ///< facts, lyrics, provenance kFile; facts.path is set; a title is always there
  std::optional<double> replay_gain_db;  ///< track gain
  std::optional<double> stated_duration_s;
  bool named_by_file = false;  ///< title or artist were read from the file's name
};

/// Reads tags (TagLib), lyrics in tags, .lrc and .txt beside the file, UltraStar and Frets on Fire song files in its
/// folder, and if all of these say nothing the file's name. A file TagLib cannot read still gives a record.
TaggedFile read_tags(const std::filesystem::path& path);

/// Recognises a file that was moved: SHA-1 of its size, first and last 64 KiB, in hexadecimal. Error(kFailed) if
/// unreadable.
std::string fingerprint(const std::filesystem::path& path);

/// A playlist as M3U or M3U8 states it.
struct PlaylistFile {
  std::string name;                            ///< #PLAYLIST, else the file's name without its ending
  std::vector<std::filesystem::path> entries;  ///< absolute, normalised; links (http) are left out
};
/// Error(kBadData) if it is no text, Error(kFailed) if it cannot be read.
PlaylistFile read_m3u(const std::filesystem::path& path);

}  // namespace segue::sources
