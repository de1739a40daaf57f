// A page of Genius, however broken: words are valid UTF-8 and no longer than they may be.
#include "segue/sources/genius/genius_page.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segue::sources;  // NOLINT(google-build-using-namespace): a fuzzer of exactly this
  const auto page = read_genius_page(std::string_view(reinterpret_cast<const char*>(data), size));
  if (page.words.empty() == (page.kind == GeniusPage::Kind::kWords)) std::abort();
  if (page.words.size() > (1U << 20)) std::abort();
  return 0;
}
