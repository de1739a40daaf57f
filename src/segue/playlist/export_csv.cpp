#include <algorithm>

#include "segue/base/utf8.h"
#include "segue/playlist/export_text.h"

// RFC 4180 but for the line ends, which are "\n". Column names are those `segue import` knows.
//
// Titles that a spreadsheet may take for a formula ("=1", "+", "@ My Worst") are written as they are: the usual guard,
// an apostrophe in front, would make another title of them when the file is imported again.

namespace segue::playlist {
namespace {

std::string cell(std::string_view value) {
  std::string text = valid_utf8(value);
  std::replace(text.begin(), text.end(), '\0', ' ');  // ends the text for many readers
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

// Several artists are joined by ";", so within a name it reads ",".
std::string joined(const std::vector<std::string>& artists) {
  std::string all;
  for (std::size_t i = 0; i < artists.size(); ++i) {
    std::string artist = artists[i];
    std::replace(artist.begin(), artist.end(), ';', ',');
    if (i > 0) all += ';';
    all += artist;
  }
  return all;
}

}  // namespace

std::string to_csv(const MadePlaylist& playlist, const ExportOptions& options) {
  std::string text = "playlist_name,position,title,artists,album,release_date,duration_ms,spotify_id,isrc,distance\n";
  const std::string name = cell(playlist.title);
  std::size_t position = 0;
  for (const Entry& entry : entries_of(playlist, options)) {
    const catalog::SongFacts& facts = entry.song->facts;
    text += name + ',' + std::to_string(++position) + ',' + cell(facts.title) + ',' + cell(joined(facts.artists)) + ',';
    text += cell(facts.album) + ',' + (facts.released ? facts.released->text() : "") + ',';
    text += (facts.duration_ms ? std::to_string(*facts.duration_ms) : "") + ',';
    text += cell(id_of(facts, "spotify")) + ',' + cell(id_of(facts, "isrc")) + ',';
    text += (entry.distance ? shortest(*entry.distance) : "") + '\n';
  }
  return text;
}

}  // namespace segue::playlist
