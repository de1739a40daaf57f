// Cleaning takes any bytes, gives UTF-8 that is laid out as it says, and changes nothing the second time.
#include "segue/text/clean_lyrics.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "segue/base/unicode.h"
#include "segue/text/language.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  const std::string text = segue::text::clean_lyrics(raw);
  if (segue::text::clean_lyrics(text) != text) std::abort();
  if (!segue::is_valid_utf8(text)) std::abort();
  if (text.find("\n\n\n") != std::string::npos || text.find("  ") != std::string::npos) std::abort();
  if (text.find_first_of("[]\r\t") != std::string::npos) std::abort();
  if (!text.empty() && (text.front() == '\n' || text.front() == ' ' || text.back() == '\n' || text.back() == ' '))
    std::abort();
  const std::string read = segue::text::lyrics_to_read(raw);
  if (read.size() > text.size() || read.empty() != text.empty()) std::abort();
  const auto language = segue::text::detect_language(raw);
  if (language && (language->code.empty() || language->share < 0 || language->share > 1)) std::abort();
  return 0;
}
