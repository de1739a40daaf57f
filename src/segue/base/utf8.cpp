#include "segue/base/utf8.h"

#include <algorithm>
#include <cassert>

#include "segue/base/unicode.h"

namespace segue {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

/// What may follow a lead byte: how many bytes in all, and the range of the second one (which alone keeps out overlong
/// forms, surrogates and what lies above U+10FFFF). length 0: no lead byte.
struct Sequence {
  std::size_t length;
  unsigned char low;
  unsigned char high;
};

constexpr Sequence sequence_of(unsigned char lead) {
  if (lead >= 0xc2 && lead <= 0xdf) return {2, 0x80, 0xbf};
  if (lead == 0xe0) return {3, 0xa0, 0xbf};
  if (lead == 0xed) return {3, 0x80, 0x9f};
  if (lead >= 0xe1 && lead <= 0xef) return {3, 0x80, 0xbf};
  if (lead == 0xf0) return {4, 0x90, 0xbf};
  if (lead >= 0xf1 && lead <= 0xf3) return {4, 0x80, 0xbf};
  if (lead == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

/// As next_code_point; false if it stands for bytes that are not UTF-8.
bool decode(std::string_view text, std::size_t& at, char32_t& code_point) {
  const unsigned char lead = byte_at(text, at++);
  code_point = lead;
  if (lead < 0x80) return true;
  const Sequence sequence = sequence_of(lead);
  code_point = kReplacement;
  if (sequence.length == 0) return false;
  char32_t value = lead & (0x7fU >> sequence.length);
  unsigned char low = sequence.low;
  unsigned char high = sequence.high;
  for (std::size_t i = 1; i < sequence.length; ++i) {
    if (at >= text.size() || byte_at(text, at) < low || byte_at(text, at) > high) return false;
    value = value << 6 | (byte_at(text, at++) & 0x3fU);
    low = 0x80;
    high = 0xbf;
  }
  code_point = value;
  return true;
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& at) {
  assert(at < text.size());
  char32_t code_point = 0;
  decode(text, at, code_point);
  return code_point;
}

void append_utf8(std::string& text, char32_t code_point) {
  assert(code_point <= 0x10ffff && (code_point < 0xd800 || code_point > 0xdfff));
  const auto add = [&text](char32_t byte) { text += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code_point < 0x80) {
    add(code_point);
  } else if (code_point < 0x800) {
    add(0xc0 | code_point >> 6);
    add(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    add(0xe0 | code_point >> 12);
    add(0x80 | (code_point >> 6 & 0x3f));
    add(0x80 | (code_point & 0x3f));
  } else {
    add(0xf0 | code_point >> 18);
    add(0x80 | (code_point >> 12 & 0x3f));
    add(0x80 | (code_point >> 6 & 0x3f));
    add(0x80 | (code_point & 0x3f));
  }
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_valid_utf8(std::string_view text) {
  char32_t code_point = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (!decode(text, at, code_point)) return false;
  }
  return true;
}

std::string valid_utf8(std::string_view text) {
  if (is_valid_utf8(text)) return std::string(text);
  std::string valid;
  valid.reserve(text.size() + 2);
  for (std::size_t at = 0; at < text.size();) append_utf8(valid, next_code_point(text, at));
  return valid;
}

std::string utf8_from_windows_1252(std::string_view bytes) {
  // 0x80 to 0x9f; the rest is Latin-1, whose bytes are the code points.
  static constexpr char16_t kMiddle[32] = {0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
                                           0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd,
                                           0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
                                           0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(text, byte >= 0x80 && byte < 0xa0 ? kMiddle[byte - 0x80] : byte);
  }
  return text;
}

}  // namespace segue
