#include "segue/sources/folder/song_ini.h"

#include <array>
#include <cstddef>

#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_text.h"

namespace segue::sources {
namespace {

std::string artist_of_credit(std::string_view credit) {
  static constexpr std::array<std::string_view, 4> kCredits = {
      "composed and performed by ", "written and performed by ", "performed by ", "composed by "};
  for (const std::string_view words : kCredits) {
    if (!equal_ignoring_case(credit.substr(0, words.size()), words)) continue;
    credit.remove_prefix(words.size());
    break;
  }
  const std::string lowered = ascii_lower(credit);
  for (const std::string_view address : {" - www.", " - http", " (www.", " (http"}) {
    if (const std::size_t at = lowered.find(address); at != std::string::npos && at > 0) {
      credit = credit.substr(0, at);
      break;
    }
  }
  return clean_name(credit);
}

}  // namespace

SongIni parse_song_ini(std::string_view bytes) {
  SongIni song;
  const std::string text = decoded_text(bytes);
  bool inside = false;
  for (std::string_view line : lines_of(text)) {
    line = trimmed(line);
    if (line.starts_with('[')) {
      inside = equal_ignoring_case(line, "[song]");
      continue;
    }
    const std::size_t equals = line.find('=');
    if (!inside || equals == std::string_view::npos) continue;
    const std::string key = ascii_lower(trimmed(line.substr(0, equals)));
    const std::string_view value = trimmed(line.substr(equals + 1));
    if (key == "name") song.title = clean_name(value);
    if (key == "artist") song.artist = artist_of_credit(value);
    if (key == "album") song.album = clean_name(value);
    if (key == "year") song.released = catalog::ReleaseDate::parse(value);
  }
  return song;
}

}  // namespace segue::sources
