#include "segue/base/title.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <utility>

#include "segue/base/title_tag.h"
#include "segue/base/unicode.h"

namespace segue {
namespace {

constexpr std::string_view kBlank = " \t";

// Bytes. The rules look at every dash and bracket in turn; what is longer than this is not a title but an attack.
constexpr std::size_t kLongestTitle = 1000;

std::string_view trim_end(std::string_view text) {
  const std::size_t last = text.find_last_not_of(kBlank);
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

bool says_something(std::string_view name) {
  return !fold(name).empty() && name.find_first_not_of(" \t-–—()[]") != std::string_view::npos;
}

void take(TitleTag&& tag, TitleParts& parts) {
  parts.featured.insert(parts.featured.begin(), tag.featured.begin(), tag.featured.end());
  parts.remaster |= tag.remaster;
  parts.live |= tag.live;
  parts.edit |= tag.edit;
  // Pieces are read from the end: what stands first in the title goes first.
  if (!tag.other.empty()) parts.other = parts.other.empty() ? tag.other : tag.other + " " + parts.other;
}

/// Bytes of a title that stand around a tag or before it: brackets, or a dash with its blanks.
struct Span {
  std::size_t begin;
  std::size_t end;
};

/// The bracket that closes the text, with its partner; brackets may nest.
std::optional<Span> last_brackets(std::string_view text) {
  if (text.empty() || (text.back() != ')' && text.back() != ']')) return std::nullopt;
  std::size_t depth = 0;
  for (std::size_t at = text.size(); at-- > 0;) {
    if (text[at] == ')' || text[at] == ']') ++depth;
    if (text[at] == '(' || text[at] == '[') {
      if (--depth == 0) return Span{at, text.size()};
    }
  }
  return std::nullopt;
}

/// Blanks, and a dash that has lost what followed it: "All Night Long - (Remastered)".
std::string_view trim_cut(std::string_view text) {
  std::string_view rest = trim_end(text);
  for (const std::string_view dash : {" -", " –", " —"}) {
    if (rest.ends_with(dash)) return trim_end(rest.substr(0, rest.size() - dash.size()));
  }
  return rest;
}

bool cut_last_brackets(std::string_view& name, TitleParts& parts) {
  const auto brackets = last_brackets(name);
  if (!brackets) return false;
  const std::string_view rest = trim_cut(name.substr(0, brackets->begin));
  if (!says_something(rest)) return false;
  auto tag = read_title_tag(name.substr(brackets->begin + 1, brackets->end - brackets->begin - 2), TagPlace::kBrackets);
  if (!tag) return false;
  take(std::move(*tag), parts);
  name = rest;
  return true;
}

/// The last " - " (or one with a longer dash) before `end`; empty if there is none.
Span last_dash(std::string_view text, std::size_t end) {
  for (std::size_t at = std::min(end, text.size()); at-- > 0;) {
    if (text[at] != ' ') continue;
    for (const std::string_view dash : {" - ", " – ", " — "}) {
      if (text.substr(at).starts_with(dash)) return {at, at + dash.size()};
    }
  }
  return {0, 0};
}

/// From the last dash to the first, because the tag itself may hold one: "Live at X - September 1979".
bool cut_dash(std::string_view& name, TitleParts& parts) {
  Span dash{name.size(), name.size()};
  while (dash = last_dash(name, dash.begin), dash.end > 0) {
    const std::string_view rest = trim_end(name.substr(0, dash.begin));
    if (!says_something(rest)) return false;
    if (auto tag = read_title_tag(name.substr(dash.end), TagPlace::kDash)) {
      take(std::move(*tag), parts);
      name = rest;
      return true;
    }
  }
  return false;
}

/// The word at `at` that announces guests, with its point: "feat.", "ft", "(with"; 0 if it is another.
std::size_t guest_word_length(std::string_view text, std::size_t at, bool in_brackets) {
  const std::string word = lower(text.substr(at, 10));
  for (const std::string_view guest_word : {"featuring ", "feat. ", "feat.", "feat ", "ft. ", "ft.", "ft ", "with "}) {
    if (!word.starts_with(guest_word)) continue;
    // In running text "with" names no guest, and feet are counted: "6 ft under", "Six Ft Under".
    if (in_brackets) return guest_word != "with " || text[at] == 'w' ? guest_word.size() : 0;
    if (guest_word == "ft " && text[at] != 'f') return 0;
    const bool number_before = at >= 2 && text[at - 2] >= '0' && text[at - 2] <= '9';
    return guest_word == "with " || (guest_word == "ft " && number_before) ? 0 : guest_word.size();
  }
  return 0;
}

/// Guests in the midst of a title: "Afterhours feat. Diplo", "Song (feat. X) Pt. 2", "Song (feat. X" cut short.
bool cut_guests(std::string& name, TitleParts& parts) {
  for (std::size_t at = 1; at < name.size(); ++at) {
    const char before = name[at - 1];
    const bool in_brackets = before == '(' || before == '[';
    if (!in_brackets && before != ' ') continue;
    const std::size_t length = guest_word_length(name, at, in_brackets);
    if (length == 0) continue;
    const std::size_t begin = at - 1;
    const std::size_t end = std::min(in_brackets ? name.find(before == '(' ? ')' : ']', at)
                                                 : std::min(name.find(" - ", at), name.find_first_of("([", at)),
                                     name.size());
    const std::string_view text = name;
    const std::string_view kept = trim_end(text.substr(0, begin));
    std::vector<std::string> guests = split_guests(text.substr(at + length, end - std::min(end, at + length)));
    if (!says_something(kept) || guests.empty()) continue;
    parts.featured.insert(parts.featured.begin(), guests.begin(), guests.end());
    std::string rest(text.substr(std::min(name.size(), in_brackets ? end + 1 : end)));
    rest.erase(0, rest.find_first_not_of(kBlank));
    name = std::string(kept);
    if (!rest.empty()) name += " " + rest;
    return true;
  }
  return false;
}

}  // namespace

TitleParts split_title(std::string_view title) {
  TitleParts parts;
  std::string_view name = trim_end(title);
  if (name.size() > kLongestTitle) {
    parts.name = std::string(name);
    return parts;
  }
  while (cut_last_brackets(name, parts) || cut_dash(name, parts)) {
  }
  parts.name = std::string(name);
  while (cut_guests(parts.name, parts)) {
  }
  return parts;
}

std::string title_key(std::string_view title) {
  const TitleParts parts = split_title(title);
  std::string key = fold_words(parts.name);
  if (!parts.other.empty()) key += " (" + parts.other + ")";
  return key;
}

std::string artist_key(std::string_view first_artist) {
  std::string key = fold_words(first_artist);
  if (key.starts_with("the ")) key.erase(0, 4);
  return key;
}

std::string name_key(std::string_view title) {
  return fold_words(split_title(title).name);
}

}  // namespace segue
