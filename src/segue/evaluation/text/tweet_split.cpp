#include "segue/evaluation/text/tweet_split.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "segue/base/sha1.h"
#include "segue/base/utf8.h"

namespace segue::evaluation {
namespace {

using std::string_view_literals::operator""sv;

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_letter(char c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}
bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
char lower_ascii(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

/// `word` is lower case.
bool begins_with_any_case(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(), [](char w, char c) { return w == lower_ascii(c); });
}

/// A piece of text that stands for one code point.
struct Decoded {
  char32_t code_point = 0;
  std::size_t length = 0;  ///< bytes it takes
};

bool is_scalar(std::uint32_t value) {
  return value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
}

/// All of `digits`, or nothing.
std::optional<std::uint32_t> number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stopped, problem] = std::from_chars(digits.data(), end, value, base);
  if (digits.empty() || problem != std::errc() || stopped != end) return std::nullopt;
  return value;
}

/// The entity that `text` begins with; those that tweets are known to hold.
std::optional<Decoded> entity(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char32_t>, 14> kNames{{{"amp", U'&'},
                                                                                 {"lt", U'<'},
                                                                                 {"gt", U'>'},
                                                                                 {"quot", U'"'},
                                                                                 {"apos", U'\''},
                                                                                 {"nbsp", U' '},
                                                                                 {"ldquo", U'\u201c'},
                                                                                 {"rdquo", U'\u201d'},
                                                                                 {"lsquo", U'\u2018'},
                                                                                 {"rsquo", U'\u2019'},
                                                                                 {"hellip", U'\u2026'},
                                                                                 {"ndash", U'\u2013'},
                                                                                 {"mdash", U'\u2014'},
                                                                                 {"hearts", U'\u2665'}}};
  constexpr std::size_t kLongest = 10;
  const std::size_t end = text.substr(0, kLongest).find(';');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view name = text.substr(1, end - 1);
  if (name.starts_with("#")) {
    const bool hex = name.starts_with("#x") || name.starts_with("#X");
    const auto value = number(name.substr(hex ? 2 : 1), hex ? 16 : 10);
    if (!value || !is_scalar(*value)) return std::nullopt;
    return Decoded{*value, end + 1};
  }
  const auto* const found = std::ranges::find(kNames, name, &std::pair<std::string_view, char32_t>::first);
  if (found == kNames.end()) return std::nullopt;
  return Decoded{found->second, end + 1};
}

/// The escape that `text` begins with: "\u2019", a pair of surrogates, or "\"".
std::optional<Decoded> escape(std::string_view text) {
  constexpr std::size_t kLength = 6;
  if (text.starts_with("\\\"")) return Decoded{U'"', 2};
  const auto unit = [&](std::size_t at) -> std::optional<std::uint32_t> {
    if (!text.substr(std::min(at, text.size())).starts_with("\\u") || text.size() < at + kLength) return std::nullopt;
    return number(text.substr(at + 2, kLength - 2), 16);
  };
  const auto first = unit(0);
  if (!first) return std::nullopt;
  if (is_scalar(*first)) return Decoded{*first, kLength};
  const auto second = unit(kLength);
  if (*first >= 0xdc00 || !second || *second < 0xdc00 || *second > 0xdfff) return Decoded{kReplacement, kLength};
  return Decoded{0x10000 + ((*first - 0xd800) << 10) + (*second - 0xdc00), 2 * kLength};
}

/// One round; true if something was decoded.
bool decode_once(std::string& text) {
  if (text.find_first_of("&\\"sv) == std::string::npos) return false;
  std::string result;
  bool changed = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = std::string_view(text).substr(at);
    std::optional<Decoded> decoded;
    if (rest.front() == '&') decoded = entity(rest);
    if (rest.front() == '\\') decoded = escape(rest);
    if (decoded) {
      append_utf8(result, decoded->code_point);
      at += decoded->length;
      changed = true;
    } else {
      result += text[at++];
    }
  }
  text = std::move(result);
  return changed;
}

/// Text that passed through several hands was escaped by several of them.
std::string decoded(std::string_view tweet) {
  constexpr int kRounds = 4;
  std::string text = valid_utf8(tweet);
  for (int round = 0; round < kRounds && decode_once(text); ++round) {
  }
  return text;
}

/// Where USER and URL count as marks.
enum class Marks : std::uint8_t { kAnywhere, kByThemselves };

enum class Kind : std::uint8_t { kPlain, kMention, kLink };

/// What stands at one place of a tweet.
struct Item {
  Kind kind = Kind::kPlain;
  std::size_t length = 1;  ///< bytes it takes
};

std::size_t to_white_space(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if(text, is_space) - text.begin());
}

Item mark_at(std::string_view rest) {
  if (rest.starts_with("USER")) return {Kind::kMention, 4};
  if (rest.starts_with("URL")) return {Kind::kLink, 3};
  return {};
}

/// `before`: the character before `rest`, a space at the beginning and behind a mention or link.
Item item_at(std::string_view rest, char before, Marks marks) {
  if (begins_with_any_case(rest, "http://") || begins_with_any_case(rest, "https://") ||
      (!is_word(before) && begins_with_any_case(rest, "www."))) {
    return {Kind::kLink, to_white_space(rest)};
  }
  if (rest.front() == '@') {
    const auto name = rest.substr(1);
    const auto length = static_cast<std::size_t>(std::ranges::find_if_not(name, is_word) - name.begin());
    return length == 0 ? Item{} : Item{Kind::kMention, 1 + length};
  }
  const Item mark = mark_at(rest);
  if (mark.kind == Kind::kPlain || marks == Marks::kAnywhere) return mark;
  const std::string_view behind = rest.substr(mark.length);
  const bool ends = behind.empty() || !is_letter(behind.front()) || mark_at(behind).kind != Kind::kPlain;
  return !is_upper(before) && ends ? mark : Item{};
}

template <class Visit>
void for_each_item(std::string_view text, Marks marks, const Visit& visit) {
  char before = ' ';
  for (std::size_t at = 0; at < text.size();) {
    const Item item = item_at(text.substr(at), before, marks);
    visit(item.kind, text[at]);
    before = item.kind == Kind::kPlain ? text[at] : ' ';
    at += item.length;
  }
}

void append_space(std::string& text) {
  if (!text.empty() && text.back() != ' ') text += ' ';
}

void trim_end(std::string& text) {
  if (!text.empty() && text.back() == ' ') text.pop_back();
}

}  // namespace

std::string normalised_tweet(std::string_view tweet) {
  std::string result;
  for_each_item(decoded(tweet), Marks::kAnywhere, [&](Kind kind, char c) {
    if (kind != Kind::kPlain) return;
    if (is_space(c)) {
      append_space(result);
    } else if (is_letter(c) || is_digit(c)) {
      result += lower_ascii(c);
    }
  });
  trim_end(result);
  return result;
}

bool is_test_tweet(std::string_view tweet) {
  const std::string digits = sha1_hex(normalised_tweet(tweet)).substr(0, 8);
  return number(digits, 16).value_or(0) % 10 == 0;
}

std::string prepare_tweet(std::string_view tweet) {
  std::string result;
  for_each_item(decoded(tweet), Marks::kByThemselves, [&](Kind kind, char c) {
    if (kind == Kind::kPlain && !is_space(c)) {
      result += c;
      return;
    }
    append_space(result);
    if (kind == Kind::kMention) result += "user ";
    if (kind == Kind::kLink) result += "http ";
  });
  trim_end(result);
  return result;
}

}  // namespace segue::evaluation
