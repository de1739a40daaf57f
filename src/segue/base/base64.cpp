#include "segue/base/base64.h"

#include <cstddef>
#include <cstdint>

namespace segue {
namespace {

std::string encode(std::string_view bytes, std::string_view last_two, bool padded) {
  static constexpr std::string_view kBegin = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const std::string digits = std::string(kBegin) + std::string(last_two);
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = bytes.size() - at < 3 ? bytes.size() - at : 3;
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8U | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      if (i <= count) {
        text += digits[bits >> (18U - 6U * i) & 63U];
      } else if (padded) {
        text += '=';
      }
    }
  }
  return text;
}

}  // namespace

std::string base64(std::string_view bytes) {
  return encode(bytes, "+/", true);
}

std::string base64url(std::string_view bytes) {
  return encode(bytes, "-_", false);
}

}  // namespace segue
