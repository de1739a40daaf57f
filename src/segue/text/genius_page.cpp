#include "segue/text/genius_page.h"

#include <algorithm>
#include <cstddef>

namespace segue::text {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_blank(char c) {
  return c == ' ' || c == '\n';
}

std::string_view trimmed_end(std::string_view text) {
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Number of digits that `text` begins with.
std::size_t leading_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

/// "Embed", "12Embed", "1.2KEmbed", "12EmbedShare URLCopyEmbedCopy": the button under the words and its count. A number
/// that the song ends with cannot be told from the count, and goes with it.
bool take_tail(std::string_view& text) {
  std::string_view rest = trimmed_end(text);
  constexpr std::string_view kShare = "Share URLCopyEmbedCopy";
  if (rest.ends_with(kShare)) rest.remove_suffix(kShare.size());
  if (!rest.ends_with("Embed")) return false;
  rest.remove_suffix(5);
  if (rest.size() >= 2 && (rest.back() == 'K' || rest.back() == 'M') && is_digit(rest[rest.size() - 2])) {
    rest.remove_suffix(1);
  }
  while (!rest.empty() && is_digit(rest.back())) rest.remove_suffix(1);
  if (rest.size() >= 2 && rest.back() == '.' && is_digit(rest[rest.size() - 2])) {
    rest.remove_suffix(1);
    while (!rest.empty() && is_digit(rest.back())) rest.remove_suffix(1);
  }
  text = rest;
  return true;
}

constexpr std::string_view kAlsoLike = "You might also like";

/// A song may sing these words; on a page they stand before a line break or glued to what comes next.
std::size_t find_also_like(std::string_view text, std::size_t from) {
  for (std::size_t at = from; (at = text.find(kAlsoLike, at)) != std::string_view::npos; at += kAlsoLike.size()) {
    const std::string_view next = text.substr(at + kAlsoLike.size(), 2);
    const bool is_sung = !next.empty() && ((next[0] >= 'a' && next[0] <= 'z') || next[0] == ',' ||
                                           (next[0] == ' ' && next.size() == 2 && next[1] >= 'a' && next[1] <= 'z'));
    if (!is_sung) return at;
  }
  return std::string_view::npos;
}

constexpr std::string_view kTickets = " LiveGet tickets as low as $";

/// Where "See X LiveGet tickets" begins, whose " LiveGet" stands at `tickets`: on the same line, at its beginning or
/// glued to what is sung. npos: nowhere.
std::size_t begin_of_advertisement(std::string_view text, std::size_t tickets) {
  constexpr std::size_t kLongestName = 200;
  const std::size_t from = tickets - std::min(tickets, kLongestName);
  for (std::size_t at = tickets; (at = text.substr(from, at - from).rfind("See ")) != std::string_view::npos;) {
    at += from;
    if (text.substr(at, tickets - at).find('\n') != std::string_view::npos) break;
    if (at == 0 || text[at - 1] != ' ') return at;
  }
  return std::string_view::npos;
}

std::string without_advertisements(std::string_view text) {
  std::string result;
  std::size_t at = 0;
  for (std::size_t found = 0; (found = text.find(kTickets, at)) != std::string_view::npos;) {
    const std::size_t begin = begin_of_advertisement(text, found);
    std::size_t end = found + kTickets.size();
    while (end < text.size() && (is_digit(text[end]) || text[end] == ',')) ++end;
    result += text.substr(at, (begin == std::string_view::npos || begin < at ? found : begin) - at);
    result += '\n';
    at = end;
  }
  result += text.substr(at);
  return result;
}

std::string without_also_like(std::string_view text) {
  std::string result;
  std::size_t at = 0;
  for (std::size_t found = 0; (found = find_also_like(text, at)) != std::string_view::npos;) {
    result += text.substr(at, found - at);
    result += '\n';
    at = found + kAlsoLike.size();
  }
  result += text.substr(at);
  return result;
}

constexpr std::string_view kHeadEnd = " Lyrics";

/// Length of "Title Lyrics" at the beginning of the first line; 0: there is none. The title ends at the last " Lyrics"
/// that has something glued to it, or else at the first.
std::size_t title_length(std::string_view line) {
  std::size_t length = 0;
  for (std::size_t at = 0; (at = line.find(kHeadEnd, at)) != std::string_view::npos;) {
    at += kHeadEnd.size();
    const bool is_glued = at < line.size() && line[at] != ' ';
    if (is_glued || length == 0) length = at;
  }
  return length;
}

/// Length of "12 Contributors" or "1 Contributor"; 0: there is none.
std::size_t contributors_length(std::string_view text) {
  const std::size_t digits = leading_digits(text);
  constexpr std::string_view kWord = " Contributor";
  if (digits == 0 || !text.substr(digits).starts_with(kWord)) return 0;
  const std::size_t end = digits + kWord.size();
  return end < text.size() && text[end] == 's' ? end + 1 : end;
}

bool take_head(std::string_view& text, bool is_page) {
  // Titles of translations in thirty languages take a kilobyte.
  constexpr std::size_t kLongestHead = 8192;
  const std::string_view beginning = text.substr(0, kLongestHead);
  const std::string_view line = beginning.substr(0, beginning.find('\n'));
  const std::size_t contributors = contributors_length(line);
  const std::size_t title = title_length(line);
  const bool is_before_mark = title > 0 && title < line.size() && (line[title] == '[' || line[title] == '{');
  const bool is_head = is_page || contributors > 0 || is_before_mark || line.starts_with("Translations");
  if (!is_head || (contributors == 0 && title == 0)) return false;
  text.remove_prefix(std::max(contributors, title));
  // Newer pages put a paragraph about the song before its words.
  const std::string_view next = text.substr(0, kLongestHead);
  const std::string_view about = next.substr(0, next.find('\n'));
  const std::size_t more = about.find("Read More");
  constexpr std::size_t kReadMore = 9;
  if (more != std::string_view::npos && more > 2 && about.substr(0, more).find("…") != std::string_view::npos) {
    text.remove_prefix(more + kReadMore);
  }
  return true;
}

}  // namespace

std::string without_genius_page(std::string_view text) {
  bool is_page = false;
  while (take_tail(text)) is_page = true;
  is_page =
      is_page || text.find(kTickets) != std::string_view::npos || find_also_like(text, 0) != std::string_view::npos;
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  for (bool taken = take_head(text, is_page); taken;) taken = take_head(text, false);
  return without_also_like(without_advertisements(text));
}

}  // namespace segue::text
