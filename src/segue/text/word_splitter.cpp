#include "segue/text/word_splitter.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "segue/base/unicode.h"
#include "segue/base/unicode_words.h"
#include "segue/base/utf8.h"

namespace segue::text {
namespace {

enum class Ascii : std::uint8_t { kLetter, kPunctuation, kBlank, kControl };

/// BERT's own division: all that is printable and neither letter nor digit is punctuation, "$" and "+" too.
constexpr Ascii ascii_role(unsigned char c) {
  if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return Ascii::kBlank;
  if (c < ' ' || c == 0x7f) return Ascii::kControl;
  const bool is_letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c >= 0x80;
  return is_letter ? Ascii::kLetter : Ascii::kPunctuation;
}

constexpr std::array<Ascii, 256> kAsciiRoles = [] {
  std::array<Ascii, 256> roles{};
  for (std::size_t c = 0; c < roles.size(); ++c) roles[c] = ascii_role(static_cast<unsigned char>(c));
  return roles;
}();

Ascii role_of(char c) {
  return kAsciiRoles[static_cast<unsigned char>(c)];
}

char lower_ascii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

WordRole role_of(char32_t c) {
  if (c >= 0x80) return word_role(c);
  switch (kAsciiRoles[c]) {
    case Ascii::kBlank:
      return WordRole::kSpace;
    case Ascii::kControl:
      return WordRole::kNothing;
    case Ascii::kPunctuation:
      return WordRole::kPunctuation;
    case Ascii::kLetter:
      break;
  }
  return WordRole::kLetter;
}

/// The blocks that BERT sets apart (CJK Unified Ideographs, their extensions to E, compatibility ideographs).
constexpr bool is_ideograph(char32_t c) {
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x20000 && c <= 0x2a6df) ||
         (c >= 0x2a700 && c <= 0x2b73f) || (c >= 0x2b740 && c <= 0x2b81f) || (c >= 0x2b820 && c <= 0x2ceaf) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0x2f800 && c <= 0x2fa1f);
}

/// Dashes, typographic quotes, the ellipsis: punctuation without case or decomposition, and most of what English lyrics
/// have beyond ASCII.
constexpr bool is_plain_punctuation(char32_t c) {
  return c >= 0x2010 && c <= 0x2027;
}

/// True if Unicode's tables have nothing to say about the token but what is plain here.
bool is_plain(std::string_view token) {
  for (std::size_t at = 0; at < token.size();) {
    const char32_t c = next_code_point(token, at);
    if (c >= 0x80 && !is_plain_punctuation(c)) return false;
  }
  return true;
}

}  // namespace

bool WordSplitter::next(std::string_view& word) {
  while (given_ == ends_.size()) {
    while (at_ < text_.size() && role_of(text_[at_]) == Ascii::kBlank) ++at_;
    if (at_ == text_.size()) return false;
    const std::size_t begin = at_;
    unsigned char bits = 0;
    while (at_ < text_.size() && role_of(text_[at_]) != Ascii::kBlank) bits |= static_cast<unsigned char>(text_[at_++]);
    words_.clear();
    ends_.clear();
    given_ = 0;
    const std::string_view chunk = text_.substr(begin, at_ - begin);
    if (bits < 0x80) {
      split_ascii(chunk);
    } else {
      split_unicode(chunk);
    }
  }
  const std::size_t begin = given_ == 0 ? 0 : ends_[given_ - 1];
  word = std::string_view(words_).substr(begin, ends_[given_] - begin);
  ++given_;
  return true;
}

void WordSplitter::end_word() {
  const std::size_t begin = ends_.empty() ? 0 : ends_.back();
  if (words_.size() > begin) ends_.push_back(words_.size());
}

void WordSplitter::split_ascii(std::string_view chunk) {
  for (const char c : chunk) {
    const Ascii role = role_of(c);
    if (role == Ascii::kLetter) {
      words_ += lower_case_ ? lower_ascii(c) : c;
    } else if (role == Ascii::kPunctuation) {
      end_word();
      words_ += c;
      end_word();
    }
  }
  end_word();
}

void WordSplitter::split_unicode(std::string_view chunk) {
  std::string token;
  for (std::size_t at = 0; at < chunk.size();) {
    const char32_t c = next_code_point(chunk, at);
    const WordRole role = role_of(c);
    if (c == kReplacement || role == WordRole::kNothing) continue;
    const bool apart = is_ideograph(c);
    if (apart || role == WordRole::kSpace) end_token(token);
    if (role != WordRole::kSpace) append_utf8(token, c);
    if (apart) end_token(token);
  }
  end_token(token);
}

/// `token` is what stands between white space; what normalising does to a character may depend on all of it.
void WordSplitter::end_token(std::string& token) {
  if (!is_plain(token)) {
    token = composed(token);
    if (lower_case_) token = without_marks(lower(token));
  } else if (lower_case_) {
    std::transform(token.begin(), token.end(), token.begin(), lower_ascii);
  }
  for (std::size_t at = 0; at < token.size();) {
    const std::size_t begin = at;
    const bool apart = role_of(next_code_point(token, at)) == WordRole::kPunctuation;
    if (apart) end_word();
    words_.append(token, begin, at - begin);
    if (apart) end_word();
  }
  end_word();
  token.clear();
}

}  // namespace segue::text
