#include "segue/sources/folder/lrc.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "segue/sources/folder/file_text.h"

namespace segue::sources {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// "1:02", "01:02.34", "01:02:34" (hundredths), "01:02.345" in milliseconds.
std::optional<std::int64_t> read_stamp(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon > 4 || text.size() < colon + 3 || text.size() > colon + 8) return std::nullopt;
  std::int64_t minutes = 0;
  for (const char c : text.substr(0, colon)) {
    if (!is_digit(c)) return std::nullopt;
    minutes = minutes * 10 + (c - '0');
  }
  const std::string_view seconds = text.substr(colon + 1);
  if (!is_digit(seconds[0]) || !is_digit(seconds[1])) return std::nullopt;
  std::int64_t ms = (seconds[0] - '0') * 10'000 + (seconds[1] - '0') * 1000;
  if (seconds.size() > 2 && seconds[2] != '.' && seconds[2] != ':' && seconds[2] != ',') return std::nullopt;
  std::int64_t unit = 100;
  for (std::size_t i = 3; i < seconds.size(); ++i, unit /= 10) {
    if (!is_digit(seconds[i])) return std::nullopt;
    ms += (seconds[i] - '0') * unit;
  }
  return minutes * 60'000 + ms;
}

/// "[ar:Name]", "[offset:+100]", "[#: a comment]" and nothing behind it.
bool is_header(std::string_view line) {
  if (!line.starts_with('[') || !line.ends_with(']')) return false;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon < 2 || colon > 16) return false;
  return std::all_of(line.begin() + 1, line.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '#' || c == '_'; });
}

/// Takes "[mm:ss.xx]" from the front of `line`.
std::optional<std::int64_t> take_stamp(std::string_view& line) {
  if (!line.starts_with('[')) return std::nullopt;
  const std::size_t end = line.substr(0, 16).find(']');
  if (end == std::string_view::npos) return std::nullopt;
  const std::optional<std::int64_t> stamp = read_stamp(line.substr(1, end - 1));
  if (stamp) line.remove_prefix(end + 1);
  return stamp;
}

std::string_view without_spaces_before(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  return text;
}

/// Appends `line` without the stamps of its words.
void append_words(std::string& words, std::string_view line) {
  const std::size_t begin = words.size();
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '<') {
      const std::size_t end = line.substr(at, 16).find('>');
      if (end != std::string_view::npos && read_stamp(line.substr(at + 1, end - 1))) {
        at += end;
        continue;
      }
    }
    // A stamp between two spaces would leave both.
    if (line[at] == ' ' && (words.size() == begin || words.back() == ' ')) continue;
    words += line[at];
  }
}

struct TimedLine {
  std::int64_t ms;
  std::string_view words;
};

}  // namespace

std::string lrc_words(std::string_view text) {
  std::vector<TimedLine> timed;
  std::int64_t last = -1;
  bool any_stamp = false;
  for (std::string_view line : lines_of(text)) {
    line = without_spaces_before(line);
    if (is_header(line)) continue;
    const std::size_t before = timed.size();
    while (const std::optional<std::int64_t> stamp = take_stamp(line)) {
      timed.push_back({*stamp, {}});
      line = without_spaces_before(line);
    }
    any_stamp = any_stamp || timed.size() > before;
    if (timed.size() == before) timed.push_back({last, {}});
    for (std::size_t i = before; i < timed.size(); ++i) timed[i].words = line;
    last = timed[before].ms;
  }
  if (!any_stamp) return clean_lyrics(text);
  std::stable_sort(timed.begin(), timed.end(), [](const TimedLine& a, const TimedLine& b) { return a.ms < b.ms; });
  std::string words;
  for (const TimedLine& line : timed) {
    // A few stamps repeat a chorus; a hostile file would repeat a long line a hundred thousand times.
    if (words.size() + line.words.size() + 1 > kMaxLyricsBytes) break;
    append_words(words, line.words);
    words += '\n';
  }
  return clean_lyrics(words);
}

bool looks_like_lrc(std::string_view text) {
  std::size_t lines = 0;
  std::size_t stamped = 0;
  for (std::string_view line : lines_of(text)) {
    line = without_spaces_before(line);
    if (line.empty() || is_header(line)) continue;
    ++lines;
    if (take_stamp(line)) ++stamped;
  }
  return stamped > 0 && 2 * stamped >= lines;
}

}  // namespace segue::sources
