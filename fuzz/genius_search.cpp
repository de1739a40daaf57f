// What a search at Genius answers: a path that is taken leads to no other host.
#include "segue/sources/genius/genius_search.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "segue/sources/http/http_url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segue::sources;  // NOLINT(google-build-using-namespace): a fuzzer of exactly this
  const auto hits = read_genius_hits(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!hits) return 0;
  for (const auto& hit : *hits) {
    const auto origin = origin_of("https://genius.example" + percent_encode(hit.path, "/%"));
    if (!origin || origin->host != "genius.example") std::abort();
    right_hit(hit.facts, *hits);
  }
  return 0;
}
