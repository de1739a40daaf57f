#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "segue/base/unicode.h"
#include "segue/text/clean_lyrics.h"

namespace segue::text {
namespace {

struct Line {
  std::string_view words;
  std::size_t key = 0;  ///< the same for lines that agree but for case, accents and punctuation
  std::size_t part = 0;
  bool stood_before = false;
};

/// The lines of a clean text that do not repeat the one before them.
std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  std::unordered_map<std::string, std::size_t> keys;
  std::size_t part = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view words = text.substr(at, end - at);
    at = end + 1;
    if (words.empty()) {
      ++part;
      continue;
    }
    const std::size_t key = keys.emplace(fold_words(words), keys.size()).first->second;
    if (lines.empty() || lines.back().key != key) lines.push_back({words, key, part, false});
  }
  return lines;
}

/// Runs of two lines and more: of every two neighbours that stood together before, both go.
void mark_repeated_runs(std::vector<Line>& lines) {
  std::set<std::pair<std::size_t, std::size_t>> seen;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    if (seen.emplace(lines[i].key, lines[i + 1].key).second) continue;
    lines[i].stood_before = true;
    lines[i + 1].stood_before = true;
  }
}

/// Parts of one line, which have no neighbours to be known by.
void mark_repeated_parts(std::vector<Line>& lines) {
  std::unordered_set<std::size_t> seen;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool is_alone =
        (i == 0 || lines[i - 1].part != lines[i].part) && (i + 1 == lines.size() || lines[i + 1].part != lines[i].part);
    if (is_alone && !seen.insert(lines[i].key).second) lines[i].stood_before = true;
  }
}

}  // namespace

std::string lyrics_to_read(std::string_view raw) {
  const std::string text = clean_lyrics(raw);
  std::vector<Line> lines = lines_of(text);
  mark_repeated_runs(lines);
  mark_repeated_parts(lines);
  std::string result;
  const Line* last = nullptr;
  for (const Line& line : lines) {
    if (line.stood_before || (last != nullptr && last->key == line.key)) continue;
    if (last != nullptr) result += line.part == last->part ? "\n" : "\n\n";
    result += line.words;
    last = &line;
  }
  return result;
}

}  // namespace segue::text
