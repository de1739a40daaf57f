#include <cstdint>
#include <memory>
#include <optional>

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/base/utf8.h"

namespace segue {
namespace {

bool is_plain_ascii(std::string_view text) {
  for (const char c : text) {
    if (c < 0x20 || c == 0x7f) return false;  // bytes from 0x80 are negative
  }
  return true;
}

std::size_t code_point_width(char32_t c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return 0;
  if (c < 0x300) return c == 0xad ? 0 : 1;
  const auto point = static_cast<UChar32>(c);
  if (U_GET_GC_MASK(point) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) return 0;
  const int wide = u_getIntPropertyValue(point, UCHAR_EAST_ASIAN_WIDTH);
  return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

/// What a person sees as one character: its widest part, so that a family of emoji, a flag and a syllable of jamo
/// count once; U+FE0F asks for the emoji's picture.
std::size_t grapheme_width(std::string_view grapheme) {
  std::size_t widest = 0;
  std::size_t flags = 0;
  for (std::size_t at = 0; at < grapheme.size();) {
    const char32_t c = next_code_point(grapheme, at);
    if (c == 0xfe0f && widest > 0) widest = 2;
    if (c >= 0x1f1e6 && c <= 0x1f1ff && ++flags == 2) widest = 2;
    widest = std::max(widest, code_point_width(c));
  }
  return widest;
}

/// Calls `see(grapheme)` for each one in order while it returns true. `text` is UTF-8.
template <class See>
void for_each_grapheme(const std::string& text, const See& see) {
  UErrorCode status = U_ZERO_ERROR;
  // Costly to make, and not to be shared between threads.
  thread_local const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  UText* opened = utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status);
  const std::unique_ptr<UText, UText* (*)(UText*)> source(opened, utext_close);
  if (breaks) breaks->setText(source.get(), status);
  if (!breaks || U_FAILURE(status)) {
    throw Error(ErrorKind::kFailed, std::string("ICU cannot find characters: ") + u_errorName(status));
  }
  int32_t begin = breaks->first();
  for (int32_t end = breaks->next(); end != icu::BreakIterator::DONE; begin = end, end = breaks->next()) {
    if (!see(std::string_view(text).substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)))) {
      return;
    }
  }
}

bool is_bidi_control(char32_t c) {
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::size_t display_width(std::string_view text) {
  if (is_plain_ascii(text)) return text.size();
  std::size_t width = 0;
  for_each_grapheme(valid_utf8(text), [&width](std::string_view grapheme) {
    width += grapheme_width(grapheme);
    return true;
  });
  return width;
}

std::string shorten(std::string_view text, std::size_t cells) {
  if (is_plain_ascii(text)) {
    if (text.size() <= cells) return std::string(text);
    return cells == 0 ? std::string() : std::string(text.substr(0, cells - 1)) + "…";
  }
  std::string valid = valid_utf8(text);
  std::size_t width = 0;
  std::size_t fitting = 0;  // bytes that leave a cell for the ellipsis
  for_each_grapheme(valid, [&](std::string_view grapheme) {
    width += grapheme_width(grapheme);
    if (width < cells) fitting += grapheme.size();
    return width <= cells;
  });
  if (width <= cells) return valid;
  return cells == 0 ? std::string() : valid.substr(0, fitting) + "…";
}

std::string printable(std::string_view text) {
  if (is_plain_ascii(text)) return std::string(text);
  std::string safe;
  safe.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if ((c >= '\t' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029) {
      safe += ' ';
    } else if (c < 0x20 || (c >= 0x7f && c < 0xa0) || is_bidi_control(c)) {
      append_utf8(safe, kReplacement);
    } else {
      append_utf8(safe, c);
    }
  }
  return safe;
}

}  // namespace segue
