#include "segue/text/stage_directions.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>

namespace segue::text {
namespace {

constexpr std::size_t kMostWords = 8;
constexpr std::size_t kLongest = 120;  ///< bytes

/// Parts of songs. The second list has words that are sung as well.
constexpr std::array<std::string_view, 13> kParts = {"chorus",    "choruses",     "prechorus", "postchorus", "verse",
                                                     "hook",      "bridge",       "intro",     "outro",      "refrain",
                                                     "interlude", "instrumental", "estribillo"};
constexpr std::array<std::string_view, 17> kSungParts = {
    "solo",    "break", "breakdown", "coda",   "spoken", "repeat", "repeats", "repeated",  "couplet",
    "strophe", "coro",  "verso",     "puente", "ponte",  "pont",   "skit",    "ritornello"};
/// What may stand beside them.
constexpr std::array<std::string_view, 85> kCompany = {
    "1st",       "2nd",    "3rd",       "4th",     "a",        "ad",    "again", "an",      "and",       "another",
    "as",        "at",     "bass",      "by",      "double",   "drum",  "drums", "end",     "ending",    "fade",
    "fades",     "fading", "final",     "first",   "five",     "four",  "from",  "full",    "guitar",    "half",
    "harmonica", "horn",   "horns",     "in",      "keyboard", "last",  "lead",  "lib",     "libs",      "lines",
    "minus",     "more",   "music",     "no",      "of",       "once",  "one",   "opening", "organ",     "out",
    "over",      "piano",  "plays",     "plus",    "post",     "pre",   "s",     "sax",     "saxophone", "second",
    "six",       "song",   "strings",   "the",     "then",     "third", "three", "til",     "till",      "time",
    "times",     "title",  "to",        "trumpet", "twice",    "two",   "until", "vamp",    "variation", "variations",
    "violin",    "w",      "whistling", "with",    "x"};

template <std::size_t N>
bool is_in(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_number(std::string_view word) {
  return !word.empty() && word.size() <= 2 &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "x2", "2x"
bool is_count(std::string_view word) {
  if (word.size() < 2) return false;
  return (word.front() == 'x' && is_number(word.substr(1))) ||
         (word.back() == 'x' && is_number(word.substr(0, word.size() - 1)));
}

/// Letters and digits between whatever else, in small letters; bytes above ASCII count as letters. Nothing if there are
/// too many.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  /// False at the end.
  bool next(std::string& word) {
    word.clear();
    while (at_ < text_.size() && !is_part(text_[at_])) ++at_;
    for (; at_ < text_.size() && is_part(text_[at_]); ++at_) word += lower(text_[at_]);
    return !word.empty();
  }

 private:
  static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
  static bool is_part(char c) {
    const char small = lower(c);
    return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// What the words of a mark are, all told.
struct Tally {
  std::size_t words = 0;
  std::size_t parts = 0;
  std::size_t sung_parts = 0;
  std::size_t numbers = 0;
  std::size_t counts = 0;
  bool fades = false;
};

/// Nothing if a word belongs to no mark, or there are too many.
std::optional<Tally> tally_of(std::string_view text) {
  if (text.size() > kLongest) return std::nullopt;
  Tally tally;
  std::string before;
  Words words(text);
  for (std::string word; words.next(word); before = word) {
    const bool had_number = is_number(before);
    std::string_view name = word;
    while (name.size() > 3 && name.back() >= '0' && name.back() <= '9') name.remove_suffix(1);
    if (is_in(kParts, name)) {
      ++tally.parts;
    } else if (is_in(kSungParts, word)) {
      ++tally.sung_parts;
    } else if (is_count(word) || (had_number && (word == "x" || word == "times")) ||
               (before == "x" && is_number(word))) {
      ++tally.counts;
    } else if (is_number(word)) {
      ++tally.numbers;
    } else if (!is_in(kCompany, word)) {
      return std::nullopt;
    }
    tally.fades = tally.fades || word == "fade" || word == "fades" || word == "fading";
    if (++tally.words > kMostWords) return std::nullopt;
  }
  return tally;
}

}  // namespace

bool is_stage_direction(std::string_view text, MarkPlace place) {
  const auto tally = tally_of(text);
  if (!tally) return false;
  if (tally->parts > 0) return true;
  if (tally->counts > 0 && tally->words <= 2) return true;
  if (tally->sung_parts != 1) return false;
  return tally->counts + tally->numbers > 0 || tally->fades || place == MarkPlace::kMarkedLine;
}

std::size_t part_label_length(std::string_view text) {
  constexpr std::size_t kLongestLabel = 30;
  text = text.substr(0, kLongestLabel);
  const auto first = tally_of(text.substr(0, text.find_first_of(": (")));
  if (!first || first->parts == 0) return 0;
  for (const std::string_view separator : {": ", ":", " - ", " – ", " — "}) {
    const std::size_t end = text.find(separator);
    if (end != std::string_view::npos && is_stage_direction(text.substr(0, end), MarkPlace::kMarkedLine)) {
      return end + separator.size();
    }
  }
  return 0;
}

}  // namespace segue::text
