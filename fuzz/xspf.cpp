// read_xspf on any bytes: it ends, refuses with an Error or gives songs that are named, with numbers in range.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/playlist_file/playlist_file.h"

namespace {

void expect(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  segue::sources::ListedPlaylist list;
  try {
    list = segue::sources::read_xspf({reinterpret_cast<const char*>(data), size}, "list", "/music");
  } catch (const segue::Error&) {
    return 0;
  }
  for (const auto& song : list.songs) {
    expect(segue::sources::names_a_song(song));
    expect(segue::is_valid_utf8(song.facts.title) && song.facts.title.size() <= 1000);
    expect(!song.facts.duration_ms || *song.facts.duration_ms > 0);
    for (const auto& artist : song.facts.artists) expect(!artist.empty() && segue::is_valid_utf8(artist));
    for (const auto& path : song.paths) expect(path.is_absolute() && path.native().find('\0') == std::string::npos);
  }
  return 0;
}
