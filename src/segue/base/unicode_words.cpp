#include "segue/base/unicode_words.h"

#include <algorithm>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "segue/base/error.h"
#include "segue/base/utf8.h"

namespace segue {
namespace {

void check(UErrorCode status) {
  if (U_FAILURE(status)) {
    throw Error(ErrorKind::kFailed, std::string("ICU cannot normalise text: ") + u_errorName(status));
  }
}

const icu::Normalizer2& composer() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* made = icu::Normalizer2::getNFCInstance(status);
    check(status);
    return made;
  }();
  return *instance;
}

const icu::Normalizer2& decomposer() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* made = icu::Normalizer2::getNFDInstance(status);
    check(status);
    return made;
  }();
  return *instance;
}

/// Canonical decomposition in canonical order. ICU orders marks by insertion, which is quadratic in their number, and
/// "Zalgo" text has many: here they are sorted.
std::u32string decomposed(std::string_view text) {
  const icu::Normalizer2& normalizer = decomposer();
  std::u32string points;
  points.reserve(text.size());
  icu::UnicodeString parts;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c < 0xc0 || !normalizer.getDecomposition(static_cast<UChar32>(c), parts)) {
      points += c;
      continue;
    }
    for (int32_t i = 0; i < parts.length();) {
      const UChar32 part = parts.char32At(i);
      i += U16_LENGTH(part);
      points += static_cast<char32_t>(part);
    }
  }
  const auto combining_class = [](char32_t c) { return c < 0x300 ? 0 : u_getCombiningClass(static_cast<UChar32>(c)); };
  const auto is_starter = [&](char32_t c) { return combining_class(c) == 0; };
  const auto is_before = [&](char32_t a, char32_t b) { return combining_class(a) < combining_class(b); };
  for (auto first = points.begin(); first != points.end();) {
    first = std::find_if_not(first, points.end(), is_starter);
    const auto end = std::find_if(first, points.end(), is_starter);
    if (!std::is_sorted(first, end, is_before)) std::stable_sort(first, end, is_before);
    first = end;
  }
  return points;
}

/// True for text that every code point alone shows to be NFC; text that is not so may still be.
bool is_plainly_composed(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto c = static_cast<UChar32>(next_code_point(text, at));
    if (c < 0x300) continue;
    if (u_getCombiningClass(c) != 0 || u_getIntPropertyValue(c, UCHAR_NFC_QUICK_CHECK) != UNORM_YES) return false;
  }
  return true;
}

}  // namespace

WordRole word_role(char32_t code_point) {
  const auto mask = U_GET_GC_MASK(static_cast<UChar32>(code_point));
  if ((mask & U_GC_P_MASK) != 0) return WordRole::kPunctuation;
  if ((mask & U_GC_Z_MASK) != 0) return WordRole::kSpace;
  return (mask & U_GC_C_MASK) != 0 ? WordRole::kNothing : WordRole::kLetter;
}

std::string composed(std::string_view text) {
  std::string valid = valid_utf8(text);
  if (is_plainly_composed(valid)) return valid;
  icu::UnicodeString apart;
  for (const char32_t c : decomposed(valid)) apart.append(static_cast<UChar32>(c));
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString together = composer().normalize(apart, status);
  check(status);
  std::string result;
  together.toUTF8String(result);
  return result;
}

std::string without_marks(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (const char32_t c : decomposed(text)) {
    if (c < 0x300 || u_charType(static_cast<UChar32>(c)) != U_NON_SPACING_MARK) append_utf8(result, c);
  }
  return result;
}

}  // namespace segue
