#include "segue/sources/folder/file_text.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "segue/base/unicode.h"
#include "segue/base/utf8.h"

namespace segue::sources {
namespace {

/// Code points of the bytes from 0x80 in Windows-1250, as Unicode's CP1250.TXT has them.
constexpr std::array<char16_t, 128> kWindows1250Table = {
    0x20ac, 0xfffd, 0x201a, 0xfffd, 0x201e, 0x2026, 0x2020, 0x2021, 0xfffd, 0x2030, 0x0160, 0x2039, 0x015a,
    0x0164, 0x017d, 0x0179, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0xfffd, 0x2122,
    0x0161, 0x203a, 0x015b, 0x0165, 0x017e, 0x017a, 0x00a0, 0x02c7, 0x02d8, 0x0141, 0x00a4, 0x0104, 0x00a6,
    0x00a7, 0x00a8, 0x00a9, 0x015e, 0x00ab, 0x00ac, 0x00ad, 0x00ae, 0x017b, 0x00b0, 0x00b1, 0x02db, 0x0142,
    0x00b4, 0x00b5, 0x00b6, 0x00b7, 0x00b8, 0x0105, 0x015f, 0x00bb, 0x013d, 0x02dd, 0x013e, 0x017c, 0x0154,
    0x00c1, 0x00c2, 0x0102, 0x00c4, 0x0139, 0x0106, 0x00c7, 0x010c, 0x00c9, 0x0118, 0x00cb, 0x011a, 0x00cd,
    0x00ce, 0x010e, 0x0110, 0x0143, 0x0147, 0x00d3, 0x00d4, 0x0150, 0x00d6, 0x00d7, 0x0158, 0x016e, 0x00da,
    0x0170, 0x00dc, 0x00dd, 0x0162, 0x00df, 0x0155, 0x00e1, 0x00e2, 0x0103, 0x00e4, 0x013a, 0x0107, 0x00e7,
    0x010d, 0x00e9, 0x0119, 0x00eb, 0x011b, 0x00ed, 0x00ee, 0x010f, 0x0111, 0x0144, 0x0148, 0x00f3, 0x00f4,
    0x0151, 0x00f6, 0x00f7, 0x0159, 0x016f, 0x00fa, 0x0171, 0x00fc, 0x00fd, 0x0163, 0x02d9,
};

std::string utf8_from_windows_1250(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 4);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    append_utf8(text, byte < 0x80 ? byte : kWindows1250Table[byte - 0x80U]);
  }
  return text;
}

std::string utf8_from_utf16(std::string_view bytes, bool big_endian) {
  const auto unit_at = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(big_endian ? first << 8U | second : second << 8U | first);
  };
  std::string text;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    char32_t c = unit_at(at);
    if (c >= 0xd800 && c < 0xdc00 && at + 3 < bytes.size()) {
      const char32_t low = unit_at(at + 2);
      if (low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10U) + (low - 0xdc00);
        at += 2;
      }
    }
    append_utf8(text, c >= 0xd800 && c < 0xe000 ? kReplacement : c);
  }
  return text;
}

/// The byte a decoder of Latin-1 or of Windows-1252 may have read as `c`.
std::optional<unsigned char> byte_of(char32_t c) {
  if (c < 0x100) return static_cast<unsigned char>(c);
  // What Windows-1252 has from 0x80 to 0x9f, where Latin-1 has control characters.
  static const std::string kUpper = [] {
    std::string bytes;
    for (int byte = 0x80; byte < 0xa0; ++byte) bytes += static_cast<char>(byte);
    return utf8_from_windows_1252(bytes);
  }();
  unsigned char byte = 0x80;
  for (std::size_t at = 0; at < kUpper.size(); ++byte) {
    if (next_code_point(kUpper, at) == c && c != kReplacement) return byte;
  }
  return std::nullopt;
}

/// At most `limit` bytes of valid UTF-8, cut between code points.
void cut(std::string& text, std::size_t limit) {
  if (text.size() <= limit) return;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0U) == 0x80U) --limit;
  text.resize(limit);
}

/// White space runs as one space, trimmed.
std::string with_single_spaces(std::string_view text) {
  std::string joined;
  joined.reserve(text.size());
  for (const char c : text) {
    if (c != ' ') {
      joined += c;
    } else if (!joined.empty() && joined.back() != ' ') {
      joined += c;
    }
  }
  if (!joined.empty() && joined.back() == ' ') joined.pop_back();
  return joined;
}

char lower_of(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::string decoded_text(std::string_view bytes, TextEncoding encoding) {
  if (bytes.starts_with("\xff\xfe")) return utf8_from_utf16(bytes.substr(2), false);
  if (bytes.starts_with("\xfe\xff")) return utf8_from_utf16(bytes.substr(2), true);
  if (bytes.starts_with("\xef\xbb\xbf")) return valid_utf8(bytes.substr(3));
  switch (encoding) {
    case TextEncoding::kUtf8:
      return valid_utf8(bytes);
    case TextEncoding::kWindows1250:
      return utf8_from_windows_1250(bytes);
    case TextEncoding::kWindows1252:
      return utf8_from_windows_1252(bytes);
    case TextEncoding::kUnsaid:
      break;
  }
  return is_valid_utf8(bytes) ? std::string(bytes) : utf8_from_windows_1252(bytes);
}

std::string repaired(std::string_view text) {
  if (is_ascii(text) || !is_valid_utf8(text)) return valid_utf8(text);
  std::string bytes;
  bool has_c1 = false;
  bool latin1 = true;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const std::optional<unsigned char> byte = byte_of(c);
    if (!byte) return std::string(text);
    bytes += static_cast<char>(*byte);
    has_c1 = has_c1 || (c >= 0x80 && c < 0xa0);
    latin1 = latin1 && c < 0x100;
  }
  if (is_valid_utf8(bytes)) return bytes;
  return latin1 && has_c1 ? utf8_from_windows_1252(bytes) : std::string(text);
}

std::string clean_name(std::string_view text) {
  std::string name = with_single_spaces(printable(valid_utf8(text.substr(0, 64 * kMaxNameBytes))));
  cut(name, kMaxNameBytes);
  return with_single_spaces(name);
}

std::string clean_lyrics(std::string_view text) {
  if (text.size() > kMaxLyricsBytes) return {};
  std::string words;
  words.reserve(text.size());
  bool gap = false;
  for (const std::string_view line : lines_of(text)) {
    std::string clean = printable(line);
    while (!clean.empty() && clean.back() == ' ') clean.pop_back();
    if (clean.empty()) {
      gap = !words.empty();
      continue;
    }
    if (!words.empty()) words += gap ? "\n\n" : "\n";
    gap = false;
    words += clean;
  }
  cut(words, kMaxLyricsBytes);
  return words;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.push_back(text.substr(0, end));
    const bool two = text.substr(end).starts_with("\r\n");
    text.remove_prefix(std::min(text.size(), end + (two ? 2 : 1)));
  }
  return lines;
}

std::optional<std::string> small_file(const std::filesystem::path& path, std::size_t limit) {
  std::error_code error;
  // Opening a pipe would wait for somebody to write to it.
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error || size > limit) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!in && !in.eof()) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower_of(x) == lower_of(y); });
}

std::string ascii_lower(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower_of);
  return lowered;
}

std::string shown_name(const std::filesystem::path& name) {
  return is_valid_utf8(name.native()) ? name.native() : utf8_from_windows_1252(name.native());
}

std::string ending_of(const std::filesystem::path& path) {
  const std::string ending = path.extension().native();
  return ending.empty() ? ending : ascii_lower(ending.substr(1));
}

}  // namespace segue::sources
