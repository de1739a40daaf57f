#include "segue/text/plain_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "segue/base/unicode.h"
#include "segue/base/unicode_words.h"
#include "segue/base/utf8.h"

namespace segue::text {
namespace {

bool is_line_break(char32_t c) {
  return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool is_unseen(char32_t c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == kReplacement) return true;
  if (c < 0x200b) return false;
  return c == 0x200b || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) ||
         c == 0xfeff;
}

struct Entity {
  std::string_view name;
  char32_t meaning;
};

/// HTML 4's names for Latin-1 in the order of their code points, from U+00A0.
constexpr std::array<std::string_view, 96> kLatin1 = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

constexpr std::array<Entity, 27> kEntities = {
    {{"amp", '&'},       {"lt", '<'},        {"gt", '>'},       {"quot", '"'},     {"apos", '\''},    {"OElig", 0x152},
     {"oelig", 0x153},   {"Scaron", 0x160},  {"scaron", 0x161}, {"Yuml", 0x178},   {"ensp", 0x2002},  {"emsp", 0x2003},
     {"thinsp", 0x2009}, {"zwnj", 0x200c},   {"zwj", 0x200d},   {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018},
     {"rsquo", 0x2019},  {"sbquo", 0x201a},  {"ldquo", 0x201c}, {"rdquo", 0x201d}, {"bdquo", 0x201e}, {"bull", 0x2022},
     {"hellip", 0x2026}, {"lsaquo", 0x2039}, {"rsaquo", 0x203a}}};
constexpr std::size_t kLongestEntity = 10;  ///< between '&' and ';'

std::optional<char32_t> named_entity(std::string_view name) {
  const auto* const latin = std::find(kLatin1.begin(), kLatin1.end(), name);
  if (latin != kLatin1.end()) return static_cast<char32_t>(0xa0 + (latin - kLatin1.begin()));
  const auto* const other =
      std::find_if(kEntities.begin(), kEntities.end(), [name](const Entity& entity) { return entity.name == name; });
  if (other != kEntities.end()) return other->meaning;
  return std::nullopt;
}

/// "#8217" or "#x2019"; what no character has becomes U+FFFD, as in HTML 5, and 128 to 159 are Windows-1252.
std::optional<char32_t> numeric_entity(std::string_view digits) {
  const bool is_hex = digits.starts_with('x') || digits.starts_with('X');
  if (is_hex) digits.remove_prefix(1);
  if (digits.empty()) return std::nullopt;
  char32_t value = 0;
  for (const char c : digits) {
    char32_t digit = 16;
    if (c >= '0' && c <= '9') digit = static_cast<char32_t>(c - '0');
    if (c >= 'a' && c <= 'f') digit = static_cast<char32_t>(c - 'a' + 10);
    if (c >= 'A' && c <= 'F') digit = static_cast<char32_t>(c - 'A' + 10);
    if (digit >= (is_hex ? 16U : 10U)) return std::nullopt;
    value = value * (is_hex ? 16 : 10) + digit;
    if (value > 0x10ffff) value = 0x110000;
  }
  if (value >= 0x80 && value < 0xa0) {
    const std::string character = utf8_from_windows_1252(std::string(1, static_cast<char>(value)));
    std::size_t at = 0;
    return next_code_point(character, at);
  }
  const bool is_character = value > 0 && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
  return is_character ? value : kReplacement;
}

/// The entity whose '&' stands before `at`, which is moved behind its ';'.
std::optional<char32_t> entity_after(std::string_view text, std::size_t& at) {
  const std::size_t end = text.substr(at, kLongestEntity + 1).find(';');
  if (end == std::string_view::npos || end == 0) return std::nullopt;
  const std::string_view name = text.substr(at, end);
  const auto meaning = name[0] == '#' ? numeric_entity(name.substr(1)) : named_entity(name);
  if (meaning) at += end + 1;
  return meaning;
}

/// "&amp;amp;lt;" is read to its end: some pages were escaped more than once.
std::string decoded(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at++];
    if (c != '&') {
      result += c;
      continue;
    }
    char32_t meaning = '&';
    for (auto next = entity_after(text, at); next; next = entity_after(text, at)) {
      meaning = *next;
      if (meaning != '&') break;
    }
    append_utf8(result, meaning);
  }
  return result;
}

constexpr std::array<std::string_view, 45> kTags = {
    "a",     "abbr",   "b",    "big", "blockquote", "body", "br",   "center", "cite",   "code",  "del",    "div",
    "em",    "font",   "h1",   "h2",  "h3",         "h4",   "head", "hr",     "html",   "i",     "iframe", "img",
    "ins",   "li",     "mark", "ol",  "p",          "pre",  "q",    "s",      "script", "small", "span",   "strike",
    "style", "strong", "sub",  "sup", "table",      "td",   "tr",   "u",      "ul"};
constexpr std::array<std::string_view, 13> kLineTags = {"br", "blockquote", "div", "h1", "h2", "h3", "h4",
                                                        "hr", "li",         "p",   "td", "tr", "ul"};
constexpr std::size_t kLongestTag = 500;

struct Tag {
  std::size_t length = 0;  ///< 0: no tag
  bool breaks_line = false;
};

/// The tag or comment that `text` begins with.
Tag tag_at(std::string_view text) {
  if (text.starts_with("<!--")) {
    const std::size_t end = text.substr(0, kLongestTag).find("-->");
    return end == std::string_view::npos ? Tag{} : Tag{end + 3, false};
  }
  const std::size_t end = text.substr(0, kLongestTag).find('>');
  if (end == std::string_view::npos) return {};
  std::string_view inner = text.substr(1, end - 1);
  if (inner.find('<') != std::string_view::npos) return {};
  if (inner.starts_with('/')) inner.remove_prefix(1);
  const std::string name = lower(inner.substr(0, inner.find_first_of(" \t\n/")));
  if (std::find(kTags.begin(), kTags.end(), name) == kTags.end()) return {};
  return {end + 1, std::find(kLineTags.begin(), kLineTags.end(), name) != kLineTags.end()};
}

}  // namespace

std::string plain_characters(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] >= ' ' && text[at] < 0x7f) {
      result += text[at++];
      continue;
    }
    const char32_t c = next_code_point(text, at);
    if (is_line_break(c)) {
      if (c == '\r' && at < text.size() && text[at] == '\n') ++at;
      result += '\n';
    } else if (c == '\t' || (c >= 0x80 && word_role(c) == WordRole::kSpace)) {
      result += ' ';
    } else if (!is_unseen(c)) {
      append_utf8(result, c);
    }
  }
  return result;
}

std::string without_html(std::string_view text) {
  const std::string plain = text.find('&') == std::string_view::npos ? std::string(text) : decoded(text);
  std::string result;
  result.reserve(plain.size());
  for (std::size_t at = 0; at < plain.size();) {
    const Tag tag = plain[at] == '<' ? tag_at(std::string_view(plain).substr(at)) : Tag{};
    if (tag.length == 0) {
      result += plain[at++];
      continue;
    }
    if (tag.breaks_line) result += '\n';
    at += tag.length;
  }
  return result;
}

}  // namespace segue::text
