#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/folder/file_text.h"
#include "segue/sources/folder/m3u_text.h"
#include "segue/sources/folder/music_folder.h"

namespace segue::sources {

PlaylistFile read_m3u(const std::filesystem::path& path) {
  constexpr std::size_t kMaxBytes = std::size_t{16} << 20U;
  const std::string shown = printable(shown_name(path));
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (!error && size > kMaxBytes) {
    throw Error(ErrorKind::kBadData,
                fmt::format("{}: expected a playlist of at most 16 MB, found {} bytes", shown, size));
  }
  const std::optional<std::string> bytes = small_file(path, kMaxBytes);
  if (!bytes) throw Error(ErrorKind::kFailed, fmt::format("{} cannot be read", shown));
  M3uText text = parse_m3u(*bytes, shown);

  PlaylistFile playlist;
  playlist.name = text.name.empty() ? clean_name(shown_name(path.stem())) : std::move(text.name);
  const std::filesystem::path folder = std::filesystem::absolute(path, error).lexically_normal().parent_path();
  for (const std::string& entry : text.entries) {
    std::vector<std::filesystem::path> paths = entry_paths(entry, folder);
    if (paths.empty()) continue;
    std::filesystem::path chosen = paths.back();
    for (std::filesystem::path& candidate : paths) {
      if (!std::filesystem::exists(candidate, error)) continue;
      chosen = std::move(candidate);
      break;
    }
    playlist.entries.push_back(std::move(chosen));
  }
  return playlist;
}

}  // namespace segue::sources
