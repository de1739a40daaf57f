#include "segue/text/clean_lyrics.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "segue/base/unicode.h"
#include "segue/text/genius_page.h"
#include "segue/text/plain_text.h"
#include "segue/text/song_lines.h"
#include "segue/text/stage_directions.h"

namespace segue::text {
namespace {

constexpr auto kNowhere = std::string_view::npos;

/// "[Verse 1: A,\nB]": a mark of a part that goes over a line end comes onto one line.
std::string with_marks_on_one_line(std::string text) {
  constexpr std::size_t kLongestMark = 200;
  for (std::size_t open = 0; (open = text.find('[', open)) != kNowhere; ++open) {
    const std::string_view mark = std::string_view(text).substr(open + 1, kLongestMark);
    const std::size_t close = mark.find_first_of("[]");
    if (close == kNowhere || mark[close] == '[') continue;
    const std::size_t line = mark.substr(0, close).find('\n');
    if (line == kNowhere || part_label_length(mark.substr(0, line)) == 0) continue;
    std::replace(text.begin() + static_cast<std::ptrdiff_t>(open),
                 text.begin() + static_cast<std::ptrdiff_t>(open + 1 + close), '\n', ' ');
  }
  return text;
}

/// What sites put where words are missing or after them.
bool is_notice(std::string_view line) {
  static constexpr std::array<std::string_view, 4> kNotices = {
      "this song is an instrumental", "lyrics for this song have yet to be released",
      "this lyrics is not for commercial use", "paroles de la chanson "};
  constexpr std::size_t kLongestNotice = 150;
  if (line.size() > kLongestNotice) return false;
  // Most lines have no letter sequence of any of them.
  if (line.find("yric") == kNowhere && line.find("nstrum") == kNowhere && line.find("hanson") == kNowhere) return false;
  const std::string lowered = lower(line);
  return std::any_of(kNotices.begin(), kNotices.end(),
                     [&](std::string_view notice) { return lowered.find(notice) != kNowhere; });
}

std::string cleaned_once(std::string_view raw) {
  std::string text = plain_characters(without_html(plain_characters(raw)));
  text = with_marks_on_one_line(without_genius_page(text));
  std::string result;
  bool parted = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const SongLine line = song_line(std::string_view(text).substr(at, end - at));
    at = end + 1;
    parted = parted || line.begins_part || line.words.empty();
    if (line.words.empty() || is_notice(line.words)) continue;
    if (!result.empty()) result += parted ? "\n\n" : "\n";
    result += line.words;
    parted = false;
  }
  return result;
}

}  // namespace

std::string clean_lyrics(std::string_view raw) {
  std::string text = cleaned_once(raw);
  // Taking one thing away may bring another together ("[Cho[x]rus]"). Real texts are done after the second look.
  constexpr int kMostLooks = 8;
  for (int look = 0; look < kMostLooks; ++look) {
    std::string again = cleaned_once(text);
    if (again == text) return text;
    text = std::move(again);
  }
  // Whoever nests marks that deep does not sing. Nothing is a mark without these characters, or it stands alone.
  for (;;) {
    for (char& c : text) {
      if (std::string_view("&<>()[]{}:*").find(c) != kNowhere) c = ' ';
    }
    std::string again = cleaned_once(text);
    if (again == text) return text;
    text = std::move(again);
  }
}

}  // namespace segue::text
