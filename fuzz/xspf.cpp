// read_xspf on any bytes: it ends, refuses with an Error or gives songs that are named, with numbers in range.
#include <cstddef>
#include <cstdint>

#include "listed_playlist.h"

#include "segue/base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    segue::fuzz::expect_sound(segue::sources::read_xspf({reinterpret_cast<const char*>(data), size}, "list", "/music"));
  } catch (const segue::Error&) {
    return 0;
  }
  return 0;
}
