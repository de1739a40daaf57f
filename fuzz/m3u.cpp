// parse_m3u and entry_paths on any bytes: they end, keep their limits, and give normalised absolute paths.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/folder/m3u_text.h"

namespace {

void expect(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    const segue::sources::M3uText playlist = segue::sources::parse_m3u(bytes, "fuzz");
    expect(segue::is_valid_utf8(playlist.name) && playlist.name.size() <= 1000);
    expect(playlist.entries.size() <= 100'000);
    for (const std::string& entry : playlist.entries) {
      expect(!entry.empty() && entry.front() != '#');
      for (const auto& path : segue::sources::entry_paths(entry, "/music/lists")) {
        expect(path.is_absolute() && path.native().find('\0') == std::string::npos);
        expect(path == path.lexically_normal());
      }
    }
  } catch (const segue::Error& error) {
    expect(error.kind() == segue::ErrorKind::kBadData);
  }
  return 0;
}
