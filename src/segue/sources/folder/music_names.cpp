#include "segue/sources/folder/music_names.h"

#include <algorithm>
#include <array>

#include "segue/sources/folder/file_text.h"

namespace segue::sources {
namespace {

template <std::size_t n>
bool in(const std::array<std::string_view, n>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_game_ending(std::string_view ending) {
  return ending == "ogg" || ending == "opus" || ending == "mp3";
}

}  // namespace

bool is_music_ending(std::string_view ending) {
  static constexpr std::array<std::string_view, 28> kEndings = {
      "mp3",  "mp2",  "m4a", "mp4", "m4b", "aac", "flac", "ogg", "oga", "opus", "spx",  "wav", "wave", "aif",
      "aiff", "aifc", "wma", "asf", "ape", "wv",  "mpc",  "mp+", "tta", "mka",  "webm", "dsf", "dff",  "caf"};
  return in(kEndings, ending);
}

bool is_playlist_ending(std::string_view ending) {
  return ending == "m3u" || ending == "m3u8";
}

bool is_hidden(const std::filesystem::path& name) {
  static constexpr std::array<std::string_view, 6> kJunk = {
      "@eadir", "#recycle", "$recycle.bin", "lost+found", "system volume information", "__macosx"};
  return name.native().starts_with('.') || in(kJunk, ascii_lower(name.native()));
}

bool is_game_song(std::span<const std::filesystem::path> names) {
  const auto is_ini = [](const std::filesystem::path& name) { return equal_ignoring_case(name.native(), "song.ini"); };
  const auto is_song = [](const std::filesystem::path& name) {
    return equal_ignoring_case(name.stem().native(), "song") && is_game_ending(ending_of(name));
  };
  return std::any_of(names.begin(), names.end(), is_ini) && std::any_of(names.begin(), names.end(), is_song);
}

bool is_game_stem(const std::filesystem::path& name) {
  static constexpr std::array<std::string_view, 8> kStems = {"guitar", "rhythm", "bass",  "drums",
                                                             "vocals", "keys",   "crowd", "preview"};
  std::string stem = ascii_lower(name.stem().native());
  const std::size_t size = stem.size();
  if (size > 2 && stem[size - 2] == '_' && stem[size - 1] >= '1' && stem[size - 1] <= '9') stem.resize(size - 2);
  return in(kStems, stem) && is_game_ending(ending_of(name));
}

}  // namespace segue::sources
