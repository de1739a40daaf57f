#include "segue/sources/folder/song_folder.h"

#include <algorithm>
#include <cstddef>
#include <system_error>

#include "segue/base/utf8.h"
#include "segue/sources/folder/file_text.h"
#include "segue/sources/folder/lrc.h"
#include "segue/sources/folder/music_names.h"

namespace segue::sources {
namespace {

constexpr std::size_t kMaxTexts = 32;
constexpr std::size_t kMaxNames = 100'000;

}  // namespace

SongFolder::SongFolder(const std::filesystem::path& file) : file_(file) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const std::filesystem::path name = entries->path().filename();
    if (is_hidden(name)) continue;
    const std::string ending = ending_of(name);
    if (ending == "txt" || ending == "lrc" || equal_ignoring_case(name.native(), "song.ini")) {
      texts_.push_back(entries->path());
    } else if (is_music_ending(ending) && stems_.size() < kMaxNames) {
      stems_.push_back(name.stem().native());
      music_.push_back(ascii_lower(shown_name(name)));
    }
  }
  // A folder gives its names in any order.
  std::sort(texts_.begin(), texts_.end());
  std::sort(stems_.begin(), stems_.end());
}

std::optional<std::filesystem::path> SongFolder::named(std::string_view ending) const {
  for (const std::filesystem::path& text : texts_) {
    if (text.stem() == file_.stem() && ending_of(text) == ending) return text;
  }
  return std::nullopt;
}

std::string SongFolder::lyrics() const {
  if (const auto lrc = named("lrc")) {
    if (const auto bytes = small_file(*lrc, kMaxLyricsBytes)) {
      std::string words = lrc_words(decoded_text(*bytes));
      if (!words.empty()) return words;
    }
  }
  const auto txt = named("txt");
  const auto bytes = txt ? small_file(*txt, kMaxLyricsBytes) : std::nullopt;
  if (!bytes || parse_ultrastar(*bytes)) return {};
  const std::string text = decoded_text(*bytes);
  if (looks_like_lrc(text)) return lrc_words(text);
  return looks_like_words(text) ? clean_lyrics(text) : std::string();
}

bool SongFolder::is_audio_of(const UltraStarSong& song) const {
  if (equal_ignoring_case(song.audio, shown_name(file_.filename()))) return true;
  const std::string stem = song.audio.substr(0, song.audio.rfind('.'));
  return equal_ignoring_case(stem, shown_name(file_.stem())) &&
         std::find(music_.begin(), music_.end(), ascii_lower(song.audio)) == music_.end();
}

std::optional<UltraStarSong> SongFolder::ultrastar() const {
  const auto own = named("txt");
  const auto read = [&](const std::filesystem::path& path) -> std::optional<UltraStarSong> {
    const auto bytes = small_file(path, kMaxLyricsBytes);
    std::optional<UltraStarSong> song = bytes ? parse_ultrastar(*bytes) : std::nullopt;
    if (!song) return std::nullopt;
    return is_audio_of(*song) || (song->audio.empty() && path == own) ? song : std::nullopt;
  };
  if (own) {
    if (auto song = read(*own)) return song;
  }
  const auto is_txt = [](const std::filesystem::path& path) { return ending_of(path) == "txt"; };
  if (static_cast<std::size_t>(std::count_if(texts_.begin(), texts_.end(), is_txt)) > kMaxTexts) return std::nullopt;
  for (const std::filesystem::path& path : texts_) {
    if (!is_txt(path) || path == own) continue;
    if (auto song = read(path)) return song;
  }
  return std::nullopt;
}

std::optional<SongIni> SongFolder::song_ini() const {
  if (!equal_ignoring_case(file_.stem().native(), "song")) return std::nullopt;
  for (const std::filesystem::path& path : texts_) {
    if (!equal_ignoring_case(path.filename().native(), "song.ini")) continue;
    if (const auto bytes = small_file(path, kMaxLyricsBytes)) return parse_song_ini(*bytes);
  }
  return std::nullopt;
}

bool looks_like_words(std::string_view text) {
  std::size_t letters = 0;
  std::size_t others = 0;
  std::size_t words = 0;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    if (c == 0x7f || (c < 0x20 && !space)) return false;
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c != kReplacement);
    if (letter) ++letters;
    if (!letter && !space) ++others;
    if (!space && !inside) ++words;
    inside = !space;
  }
  std::size_t lines = 0;
  for (const std::string_view line : lines_of(text)) {
    if (line.find_first_not_of(" \t\f") != std::string_view::npos) ++lines;
  }
  // Japanese and Chinese have no spaces: there many letters are words enough.
  return lines >= 2 && (words >= 5 || letters >= 20) && letters >= 2 * others;
}

}  // namespace segue::sources
