#include "segue/text/song_lines.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "segue/text/stage_directions.h"

namespace segue::text {
namespace {

constexpr auto kNowhere = std::string_view::npos;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text, std::string_view characters) {
  const std::size_t begin = text.find_first_not_of(characters);
  if (begin == kNowhere) return {};
  return text.substr(begin, text.find_last_not_of(characters) - begin + 1);
}

bool names_part(std::string_view mark) {
  return is_stage_direction(mark, MarkPlace::kBareLine) || part_label_length(mark) > 0;
}

/// Square brackets and what they hold become a space; a bracket without its other half too.
std::string without_square_brackets(std::string_view line, bool& begins_part) {
  std::string kept;
  std::vector<std::size_t> open;  // in kept, which is cut there when the bracket closes
  for (const char c : line) {
    if (c == '[') {
      open.push_back(kept.size());
      kept += c;
    } else if (c == ']' && !open.empty()) {
      const std::string_view mark = std::string_view(kept).substr(open.back() + 1);
      const bool is_first = trimmed(std::string_view(kept).substr(0, open.back()), " ").empty();
      begins_part = begins_part || (is_first && names_part(mark));
      kept.resize(open.back());
      if (!kept.empty() && kept.back() != ' ') kept += ' ';
      open.pop_back();
    } else {
      kept += c == ']' ? ' ' : c;
    }
  }
  for (const std::size_t at : open) kept[at] = ' ';
  return kept;
}

/// Length of "<00:12.34>", the time of a word in LRC; 0: `text` does not begin so.
std::size_t word_stamp_length(std::string_view text) {
  constexpr std::size_t kLongestStamp = 12;
  const std::size_t end = text.substr(0, kLongestStamp).find('>');
  if (end == kNowhere || end < 5 || text[0] != '<') return 0;
  const std::string_view time = text.substr(1, end - 1);
  const bool is_time = is_digit(time.front()) && is_digit(time.back()) && time.find(':') != kNowhere &&
                       time.find_first_not_of("0123456789:.") == kNowhere;
  return is_time ? end + 1 : 0;
}

std::string without_word_stamps(std::string_view line) {
  std::string kept;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = word_stamp_length(line.substr(at));
    if (length == 0) kept += line[at++];
    at += length;
  }
  return kept;
}

/// "(x2)", "{Bridge}", "*Intro*", "(Verse 2: X)" within a line become a space; what a person sings in brackets stays.
std::string without_marks_in_brackets(std::string_view line) {
  constexpr std::size_t kLongestMark = 120;
  std::string kept;
  std::size_t open = kNowhere;  // in kept
  for (const char c : line) {
    kept += c;
    const bool closes = c == ')' || c == '}' || (c == '*' && open != kNowhere && kept[open] == '*');
    if (!closes && (c == '(' || c == '{' || c == '*')) open = kept.size() - 1;
    if (!closes || open == kNowhere) continue;
    const std::string_view mark = std::string_view(kept).substr(open + 1, kept.size() - open - 2);
    if (mark.size() <= kLongestMark && (is_stage_direction(mark, MarkPlace::kInLine) || part_label_length(mark) > 0)) {
      kept.resize(open);
      kept += ' ';
    }
    open = kNowhere;
  }
  return kept;
}

std::string single_spaced(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c != ' ' || (!result.empty() && result.back() != ' ')) result += c;
  }
  if (!result.empty() && result.back() == ' ') result.pop_back();
  return result;
}

/// "x2" or "2x", in small letters: "X6" may be a car.
bool is_trailing_count(std::string_view word) {
  if (word.size() < 2 || word.size() > 3) return false;
  const std::string_view digits = word.front() == 'x' ? word.substr(1) : word.substr(0, word.size() - 1);
  return (word.front() == 'x' || word.back() == 'x') && std::all_of(digits.begin(), digits.end(), is_digit);
}

void take_trailing_counts(std::string& line) {
  for (std::size_t space = 0; (space = line.rfind(' ')) != kNowhere;) {
    const std::string_view last = std::string_view(line).substr(space + 1);
    const bool is_apart = last.size() <= 2 && std::all_of(last.begin(), last.end(), is_digit) &&
                          std::string_view(line).substr(0, space).ends_with(" x");
    if (!is_apart && !is_trailing_count(last)) return;
    line.resize(is_apart ? space - 2 : space);
  }
}

/// A few words in capital letters, as names are written: who sings the part. Sung words have a comma soon enough.
bool is_name(std::string_view text) {
  constexpr std::size_t kMostWords = 5;
  std::size_t words = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end + 1;
    const bool joins = word == "&" || word == "and" || word == "feat." || word == "ft." || word == "+" || word == "/";
    const bool is_capital = !word.empty() && word[0] >= 'A' && word[0] <= 'Z';
    if ((!joins && !is_capital) || word.find_first_of(",!?;:\"") != kNowhere || ++words > kMostWords) return false;
  }
  return true;
}

bool is_mark_alone(std::string_view line) {
  constexpr std::string_view kSpace = " .!,\"'";
  const std::string_view bare = trimmed(line, kSpace);
  const std::string_view words = trimmed(line, " .!,\"'(){}*-~<>:=_#");
  const bool is_set_off = words.size() < bare.size();
  return is_stage_direction(words, is_set_off ? MarkPlace::kMarkedLine : MarkPlace::kBareLine);
}

}  // namespace

SongLine song_line(std::string_view raw) {
  SongLine line;
  std::string text = single_spaced(raw);
  const bool was_blank = text.empty();
  text = without_square_brackets(text, line.begins_part);
  text = without_word_stamps(text);
  if (!is_mark_alone(text)) text = single_spaced(without_marks_in_brackets(text));
  if (is_mark_alone(text)) text.clear();
  std::string_view rest = text;
  for (std::size_t label = 0; (label = part_label_length(rest)) > 0; rest = trimmed(rest, " "))
    rest.remove_prefix(label);
  if (rest.size() < text.size()) {
    line.begins_part = true;
    text = is_name(rest) ? "" : std::string(rest);
  }
  take_trailing_counts(text);
  line.begins_part = line.begins_part || (text.empty() && !was_blank);
  line.words = std::move(text);
  return line;
}

}  // namespace segue::text
