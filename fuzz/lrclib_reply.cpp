// What LRCLIB answers, to /get and to /search.
#include "segue/sources/lrclib/lrclib_reply.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "segue/base/unicode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace segue;  // NOLINT(google-build-using-namespace): a fuzzer of exactly this
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  if (const auto track = sources::read_lrclib_track(body)) {
    if (track->facts.title.empty() || track->facts.artists.empty()) std::abort();
    if (track->instrumental && !track->words.empty()) std::abort();
    if (!is_valid_utf8(track->words)) std::abort();
    // A track is itself, if it says something.
    const std::vector tracks{*track};
    const auto* best = sources::best_track(track->facts, tracks);
    if (best != nullptr && !best->says_something()) std::abort();
  }
  sources::read_lrclib_tracks(body);
  return 0;
}
