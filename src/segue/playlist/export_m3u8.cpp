#include <algorithm>

#include "segue/base/unicode.h"
#include "segue/playlist/export_text.h"

namespace segue::playlist {
namespace {

// A file name is any bytes; a line of UTF-8 is not.
bool fits_a_line(std::string_view path) {
  return is_valid_utf8(path) && std::none_of(path.begin(), path.end(), [](char c) { return c == '\n' || c == '\r'; });
}

// The line that says where the song is, empty if nothing is known. A song with an id but no file is written as
// spotify:track:ID, which players that play from Spotify take (Mopidy, Strawberry) and others skip; a web address
// would make them play a web page.
std::string place_of(const catalog::SongFacts& facts, const std::filesystem::path& folder) {
  if (!facts.path.empty()) {
    std::string path = path_seen_from(facts.path, folder);
    // As a URI any name can be written, and players read both.
    if (!fits_a_line(path)) return location_of(facts, {});
    // Else a comment, or trimmed away by readers.
    if (path[0] == '#' || path[0] == ' ' || path[0] == '\t') path.insert(0, "./");
    return path;
  }
  if (id_of(facts, "spotify").empty()) return {};
  return identifiers_of(facts).front();
}

std::string whole_seconds(const std::optional<std::int64_t>& ms) {
  return ms && *ms >= 0 ? std::to_string(*ms / 1000 + (*ms % 1000 >= 500 ? 1 : 0)) : "-1";
}

}  // namespace

std::string to_m3u8(const MadePlaylist& playlist, const ExportOptions& options) {
  std::string text = "#EXTM3U\n";
  const auto tag = [&text](std::string_view name, const std::string& value) {
    if (!value.empty()) text.append(name).append(value).append("\n");
  };
  tag("#PLAYLIST:", one_line(playlist.title));
  for (const Entry& entry : entries_of(playlist, options)) {
    const catalog::SongFacts& facts = entry.song->facts;
    const std::string place = place_of(facts, options.folder);
    if (place.empty()) {
      text += "# no file or id known: " + one_line(catalog::display_name(facts)) + "\n";
      continue;
    }
    const std::string artists = artist_line(facts);
    const std::string title = one_line(facts.title);
    const std::string between = artists.empty() || title.empty() ? "" : " - ";
    tag("#EXTINF:", whole_seconds(facts.duration_ms) + "," + artists + between + title);
    tag("#EXTALB:", one_line(facts.album));
    tag("#EXTART:", artists);
    text += place + "\n";
  }
  return text;
}

}  // namespace segue::playlist
