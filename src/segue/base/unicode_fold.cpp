#include <algorithm>
#include <cstdint>
#include <optional>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/base/utf8.h"

namespace segue {
namespace {

void check(UErrorCode status) {
  if (U_FAILURE(status)) throw Error(ErrorKind::kFailed, std::string("ICU cannot fold text: ") + u_errorName(status));
}

/// Made at the first text that is not ASCII; ICU promises that they may be used by many threads at once.
struct Normalizers {
  const icu::Normalizer2* casefold = nullptr;  ///< NFKC_Casefold
  const icu::Normalizer2* decompose = nullptr;
  const icu::Normalizer2* compose = nullptr;

  static const Normalizers& instance() {
    static const Normalizers normalizers = [] {
      UErrorCode status = U_ZERO_ERROR;
      Normalizers made;
      made.casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
      made.decompose = icu::Normalizer2::getNFDInstance(status);
      made.compose = icu::Normalizer2::getNFCInstance(status);
      check(status);
      return made;
    }();
    return normalizers;
  }
};

bool is_blank(char32_t c) {
  return c < 0x80 ? c == ' ' || (c >= '\t' && c <= '\r') : u_isUWhiteSpace(static_cast<UChar32>(c));
}

/// Blank runs become one space, none at the ends.
class SpacedWriter {
 public:
  explicit SpacedWriter(std::size_t expected) { text_.reserve(expected); }

  void add(char32_t c) {
    if (is_blank(c)) {
      blank_ = true;
      return;
    }
    if (blank_ && !text_.empty()) text_ += ' ';
    blank_ = false;
    append_utf8(text_, c);
  }
  void add(std::string_view letters) {
    for (const char c : letters) add(static_cast<char32_t>(c));
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool blank_ = false;
};

/// What stands for a character people type in ASCII and Unicode does not decompose; nothing: the character itself.
std::optional<std::string_view> ascii_for(char32_t c) {
  switch (c) {
    case '`':
    case 0x00b4:  // acute accent
    case 0x02b9:  // modifier prime
    case 0x02bb:  // okina
    case 0x02bc:  // modifier apostrophe
    case 0x02bd:
    case 0x02c8:
    case 0x055a:
    case 0x05f3:  // geresh
    case 0x2018:
    case 0x2019:
    case 0x201a:
    case 0x201b:
    case 0x2032:  // prime
    case 0x2035:
    case 0x2039:
    case 0x203a:
    case 0xff07:
      return "'";
    case 0x00ab:
    case 0x00bb:
    case 0x02ba:
    case 0x05f4:  // gershayim
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x201f:
    case 0x2033:  // double prime
    case 0x2036:
    case 0x301d:
    case 0x301e:
    case 0x301f:
      return "\"";
    case 0x00ad:  // soft hyphen: there for line breaking only
      return "";
    case 0x058a:
    case 0x05be:
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2043:
    case 0x2212:  // minus
    case 0x2e3a:
    case 0x2e3b:
    case 0xfe58:
    case 0xfe63:
    case 0xff0d:
      return "-";
    case 0x00e6:
      return "ae";
    case 0x0153:
      return "oe";
    case 0x00f0:  // eth
    case 0x0111:
      return "d";
    case 0x00f8:
      return "o";
    case 0x00fe:
      return "th";
    case 0x0127:
      return "h";
    case 0x0131:  // Turkish i without a dot
      return "i";
    case 0x0138:
      return "k";
    case 0x0142:
      return "l";
    case 0x014b:
      return "n";
    case 0x0167:
      return "t";
    case 0x0180:
      return "b";
    case 0x0192:
      return "f";
    case 0x0259:  // schwa, in Azerbaijani names
      return "e";
    default:
      return std::nullopt;
  }
}

/// Marks are an accent on a letter in these scripts; in Indic scripts they are vowels, in kana another consonant.
bool is_accent(char32_t c) {
  const auto point = static_cast<UChar32>(c);
  if (!(U_GET_GC_MASK(point) & (U_GC_MN_MASK | U_GC_ME_MASK)) || c == 0x3099 || c == 0x309a) return false;
  UErrorCode status = U_ZERO_ERROR;
  switch (uscript_getScript(point, &status)) {
    case USCRIPT_INHERITED:
    case USCRIPT_COMMON:
    case USCRIPT_LATIN:
    case USCRIPT_GREEK:
    case USCRIPT_CYRILLIC:
    case USCRIPT_ARABIC:
    case USCRIPT_HEBREW:
    case USCRIPT_SYRIAC:
      return true;
    default:
      return false;
  }
}

std::string fold_once(std::string_view text) {
  // Quotes first: some of them decompose into a space and an accent.
  icu::UnicodeString source;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const auto ascii = ascii_for(c);
    if (!ascii) {
      source.append(static_cast<UChar32>(c));
    } else {
      source.append(icu::UnicodeString::fromUTF8(icu::StringPiece(ascii->data(), static_cast<int32_t>(ascii->size()))));
    }
  }
  const Normalizers& normalizers = Normalizers::instance();
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString apart =
      normalizers.decompose->normalize(normalizers.casefold->normalize(source, status), status);
  check(status);
  icu::UnicodeString kept;
  for (int32_t at = 0; at < apart.length();) {
    const UChar32 c = apart.char32At(at);
    at += U16_LENGTH(c);
    if (!is_accent(static_cast<char32_t>(c))) kept.append(c);
  }
  const icu::UnicodeString together = normalizers.compose->normalize(kept, status);
  check(status);

  SpacedWriter writer(text.size());
  for (int32_t at = 0; at < together.length();) {
    const UChar32 c = together.char32At(at);
    at += U16_LENGTH(c);
    if (const auto ascii = ascii_for(static_cast<char32_t>(c))) {
      writer.add(*ascii);
    } else {
      writer.add(static_cast<char32_t>(c));
    }
  }
  return writer.take();
}

bool is_ascii_letter(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Letters, digits and the marks fold keeps, which are part of a word.
bool is_word(char32_t c) {
  if (c < 0x80) return is_ascii_letter(static_cast<char>(c)) || is_ascii_digit(static_cast<char>(c));
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0;
}

/// True if a letter or digit stands at `at` or behind it.
bool follows_word(std::string_view folded, std::size_t at) {
  while (at < folded.size()) {
    if (is_word(next_code_point(folded, at))) return true;
  }
  return false;
}

/// Names write "$" for s beside a letter ("A$AP", "Joey Bada$$") and "!" for i between two ("P!nk"); 0 elsewhere.
char letter_for(std::string_view folded, std::size_t at) {
  const auto letter_at = [folded](std::size_t i) { return i < folded.size() && is_ascii_letter(folded[i]); };
  if (folded[at] == '!') return at > 0 && letter_at(at - 1) && letter_at(at + 1) ? 'i' : '\0';
  if (folded[at] != '$') return 0;
  std::size_t first = at;
  while (first > 0 && folded[first - 1] == '$') --first;
  std::size_t end = at + 1;
  while (end < folded.size() && folded[end] == '$') ++end;
  return (first > 0 && letter_at(first - 1)) || letter_at(end) ? 's' : '\0';
}

}  // namespace

std::string fold(std::string_view text) {
  if (!is_ascii(text)) {
    // Taking an accent away can bring letters together that compose or map anew: rarely a second round is needed.
    std::string folded = fold_once(text);
    for (int round = 0; round < 3 && !is_ascii(folded); ++round) {
      std::string again = fold_once(folded);
      if (again == folded) break;
      folded = std::move(again);
    }
    return folded;
  }
  std::string folded;
  folded.reserve(text.size());
  bool blank = false;
  for (const char c : text) {
    if (is_blank(static_cast<char32_t>(c))) {
      blank = true;
      continue;
    }
    if (blank && !folded.empty()) folded += ' ';
    blank = false;
    folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '`' ? '\'' : c;
  }
  return folded;
}

std::string fold_words(std::string_view text) {
  std::string folded = fold(text);
  SpacedWriter words(folded.size() + 4);
  bool any = false;
  bool joined = false;
  for (std::size_t at = 0; at < folded.size();) {
    const std::size_t here = at;
    const char32_t c = next_code_point(folded, at);
    if (is_word(c)) {
      words.add(c);
      any = true;
    } else if (c == '&' || (c == '+' && any && follows_word(folded, at))) {
      words.add(" and ");
    } else if (const char letter = letter_for(folded, here); letter != 0) {
      words.add(static_cast<char32_t>(letter));
    } else if (c == '\'') {
      joined = true;
    } else {
      words.add(U' ');
    }
  }
  if (!any) return folded;
  std::string result = words.take();
  // Without the apostrophe between them, parts of a syllable may compose.
  return joined && !is_ascii(result) ? fold(result) : result;
}

}  // namespace segue
