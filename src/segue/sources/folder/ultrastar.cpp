#include "segue/sources/folder/ultrastar.h"

#include <cstddef>

#include "segue/sources/csv/cell.h"
#include "segue/sources/folder/file_text.h"

namespace segue::sources {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

void skip_spaces(std::string_view& text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
}

/// Takes spaces and a whole number from the front.
bool take_number(std::string_view& text) {
  skip_spaces(text);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  text.remove_prefix(digits);
  return digits > 0;
}

/// The text of a note line behind its type, start, length and pitch, with its own spaces; nothing if it is no note.
std::optional<std::string_view> note_text(std::string_view line) {
  skip_spaces(line);
  if (line.empty() || std::string_view(":*FRG").find(line.front()) == std::string_view::npos) return std::nullopt;
  line.remove_prefix(1);
  for (int number = 0; number < 3; ++number) {
    if (!take_number(line)) return std::nullopt;
  }
  if (line.starts_with(' ') || line.starts_with('\t')) line.remove_prefix(1);
  return line;
}

/// Ends a line of words: between lines spaces say nothing.
void end_line(std::string& words) {
  while (!words.empty() && words.back() == ' ') words.pop_back();
  if (!words.empty() && words.back() != '\n') words += '\n';
}

void append_syllable(std::string& words, std::string_view syllable) {
  for (const char c : syllable) {
    if (c == '~') continue;
    const bool space = c == ' ' || c == '\t' || static_cast<unsigned char>(c) < 0x20;
    if (!space) {
      words += c;
    } else if (!words.empty() && words.back() != ' ' && words.back() != '\n') {
      words += ' ';
    }
  }
}

struct Words {
  std::string first;
  std::string second;  ///< of a duet
  bool any_note = false;
};

Words read_words(const std::vector<std::string_view>& lines) {
  Words words;
  std::string* singer = &words.first;
  for (const std::string_view line : lines) {
    if (line.starts_with('P') && line.size() <= 4) {  // "P1", "P 2"; "P3" is both
      end_line(*singer);
      singer = line.ends_with('2') ? &words.second : &words.first;
    } else if (line.starts_with('-')) {
      end_line(*singer);
    } else if (line.starts_with('E') && trimmed(line) == "E") {
      break;
    } else if (const std::optional<std::string_view> text = note_text(line)) {
      words.any_note = true;
      append_syllable(*singer, *text);
    }
  }
  return words;
}

TextEncoding encoding_of(std::string_view bytes) {
  // Names of headers and encodings are ASCII in all of them.
  for (std::string_view line : lines_of(bytes.substr(0, 4096))) {
    if (!line.starts_with('#')) continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !equal_ignoring_case(trimmed(line.substr(1, colon - 1)), "encoding")) {
      continue;
    }
    line = trimmed(line.substr(colon + 1));
    if (equal_ignoring_case(line, "cp1250")) return TextEncoding::kWindows1250;
    if (equal_ignoring_case(line, "cp1252")) return TextEncoding::kWindows1252;
    if (equal_ignoring_case(line, "utf8") || equal_ignoring_case(line, "utf-8")) return TextEncoding::kUtf8;
  }
  return TextEncoding::kUnsaid;
}

}  // namespace

std::optional<UltraStarSong> parse_ultrastar(std::string_view bytes) {
  const std::string text = decoded_text(bytes, encoding_of(bytes));
  const std::vector<std::string_view> lines = lines_of(text);
  UltraStarSong song;
  bool tempo = false;
  std::string mp3;
  for (const std::string_view line : lines) {
    if (!line.starts_with('#')) continue;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string name = ascii_lower(trimmed(line.substr(1, colon - 1)));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "title") song.title = clean_name(value);
    if (name == "artist") song.artist = clean_name(value);
    if (name == "audio") song.audio = value;
    if (name == "mp3") mp3 = value;
    if (name == "year") song.released = catalog::ReleaseDate::parse(value);
    if (name == "bpm") tempo = true;
  }
  if (song.audio.empty()) song.audio = mp3;
  const Words words = read_words(lines);
  if (song.title.empty() || song.artist.empty() || (song.audio.empty() && !tempo && !words.any_note)) {
    return std::nullopt;
  }
  // Many duets give both singers the same words.
  song.lyrics = clean_lyrics(words.second.empty() || words.second == words.first ? words.first
                                                                                 : words.first + "\n" + words.second);
  return song;
}

}  // namespace segue::sources
