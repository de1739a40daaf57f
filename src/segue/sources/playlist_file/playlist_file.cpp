#include "segue/sources/playlist_file/playlist_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "segue/base/atomic_file.h"
#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/folder/file_text.h"

namespace segue::sources {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

/// JSPF and our own document are both JSON; only the first has a "playlist" or a "payload" before any "songs".
ListedPlaylist read_json_list(std::string_view bytes, const std::string& shown, const std::filesystem::path& folder) {
  const auto playlist = std::min(bytes.find("\"playlist\""), bytes.find("\"payload\""));
  const bool ours = bytes.find("\"songs\"") < playlist;
  return ours ? read_made_list(bytes, shown, folder) : read_jspf(bytes, shown, folder);
}

}  // namespace

bool is_playlist_file(const std::filesystem::path& file) {
  const std::string ending = ending_of(file);
  return ending == "jspf" || ending == "xspf" || ending == "m3u" || ending == "m3u8" || ending == "json";
}

ListedPlaylist read_playlist_file(const std::filesystem::path& file) {
  const std::string shown = printable(shown_name(file));
  const std::string bytes = read_file(file, kMostBytes);
  const auto folder = std::filesystem::absolute(file).lexically_normal().parent_path();
  const std::string ending = ending_of(file);
  ListedPlaylist list;
  if (ending == "xspf") {
    list = read_xspf(bytes, shown, folder);
  } else if (ending == "m3u" || ending == "m3u8") {
    list = read_m3u_list(bytes, shown, folder);
  } else if (ending == "jspf") {
    list = read_jspf(bytes, shown, folder);
  } else if (ending == "json") {
    list = read_json_list(bytes, shown, folder);
  } else {
    throw Error(ErrorKind::kUsage, fmt::format("{}: expected a playlist (.jspf, .xspf, .m3u8, .m3u or .json)", shown));
  }
  if (list.name.empty()) list.name = clean_name(shown_name(file.stem()));
  return list;
}

ListedPlaylist read_playlist_bytes(std::string_view bytes, const std::string& shown,
                                   const std::filesystem::path& folder) {
  const auto first = bytes.find_first_not_of("\xef\xbb\xbf \t\r\n");
  const char begins = first == std::string_view::npos ? '\0' : bytes[first];
  if (begins == '{') return read_json_list(bytes, shown, folder);
  if (begins == '<') return read_xspf(bytes, shown, folder);
  return read_m3u_list(bytes, shown, folder);
}

}  // namespace segue::sources
