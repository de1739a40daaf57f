#include "segue/evaluation/text/words.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "segue/base/unicode.h"

namespace segue::evaluation {
namespace {

enum class Kind : std::uint8_t { kSpace, kWord, kSign };

Kind kind_of(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte <= ' ' || byte == 0x7f) return Kind::kSpace;
  const bool word =
      byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  return word ? Kind::kWord : Kind::kSign;
}

/// Typographic quotes as the ones of ASCII.
std::string plain_quotes(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, char>, 4> kQuotes{
      {{"\u2018", '\''}, {"\u2019", '\''}, {"\u201c", '"'}, {"\u201d", '"'}}};
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    bool replaced = false;
    for (const auto& [quote, plain] : kQuotes) {
      if (replaced || !text.substr(at).starts_with(quote)) continue;
      result += plain;
      at += quote.size();
      replaced = true;
    }
    if (!replaced) result += text[at++];
  }
  return result;
}

}  // namespace

std::vector<std::string> words(std::string_view text) {
  const std::string plain = lower(plain_quotes(text));
  std::vector<std::string> result;
  std::size_t at = 0;
  const auto is = [&](std::size_t place, Kind kind) { return place < plain.size() && kind_of(plain[place]) == kind; };
  while (at < plain.size()) {
    const Kind kind = kind_of(plain[at]);
    std::size_t end = at + 1;
    while (is(end, kind) ||
           (kind == Kind::kWord && end < plain.size() && plain[end] == '\'' && is(end + 1, Kind::kWord))) {
      ++end;
    }
    if (kind != Kind::kSpace) result.push_back(plain.substr(at, end - at));
    at = end;
  }
  return result;
}

}  // namespace segue::evaluation
