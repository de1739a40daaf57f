// The texts that stand beside music, on any bytes: UltraStar, LRC, song.ini and file names. They end, stay within their
// limits, and give clean UTF-8.
#include "segue/sources/folder/ultrastar.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/unicode.h"
#include "segue/sources/folder/file_name.h"
#include "segue/sources/folder/file_text.h"
#include "segue/sources/folder/lrc.h"
#include "segue/sources/folder/song_folder.h"
#include "segue/sources/folder/song_ini.h"

namespace {

using namespace segue::sources;

void expect(bool promise) {
  if (!promise) std::abort();
}

bool is_clean_name(std::string_view name) {
  return segue::is_valid_utf8(name) && name.size() <= kMaxNameBytes && segue::printable(name) == name;
}

bool is_clean_text(std::string_view text) {
  return segue::is_valid_utf8(text) && text.size() <= kMaxLyricsBytes && clean_lyrics(text) == text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto song = parse_ultrastar(bytes)) {
    expect(!song->title.empty() && is_clean_name(song->title));
    expect(!song->artist.empty() && is_clean_name(song->artist));
    expect(is_clean_text(song->lyrics));
  }
  const std::string text = decoded_text(bytes);
  expect(segue::is_valid_utf8(text));
  expect(is_clean_text(lrc_words(text)));
  looks_like_lrc(text);
  looks_like_words(text);
  const SongIni ini = parse_song_ini(bytes);
  expect(is_clean_name(ini.title) && is_clean_name(ini.artist) && is_clean_name(ini.album));
  expect(segue::is_valid_utf8(repaired(bytes)));
  const NamedSong named = read_file_name(text.substr(0, 300), std::vector<std::string>{"01 a", "12 b", "101 c"});
  expect(is_clean_name(named.title) && is_clean_name(named.artist) && is_clean_name(named.album));
  return 0;
}
