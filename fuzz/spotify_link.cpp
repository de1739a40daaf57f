// What somebody pastes as a link: it is read or refused as wrong usage, an id is 22 letters and digits, and writing
// what was read and reading it again gives the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/spotify/link.h"

namespace {

using namespace segue::sources;  // NOLINT(google-build-using-namespace): a fuzzer of exactly this

void expect(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto link = read_spotify_link(text);
  if (link) {
    expect(is_spotify_id(link->id));
    expect(speaks_of_spotify(text) == link->type.has_value());
    const auto type = link->type.value_or(SpotifyType::kTrack);
    for (const auto& written : {spotify_url(type, link->id), spotify_uri(type, link->id)}) {
      const auto again = read_spotify_link(written);
      // A user's page is written by name, not by an id of this form.
      expect(type == SpotifyType::kUser || (again && again->id == link->id && again->type == type));
    }
  }
  try {
    const auto id = spotify_id_of(text, SpotifyType::kPlaylist);
    expect(link && link->id == id && link->type.value_or(SpotifyType::kPlaylist) == SpotifyType::kPlaylist);
  } catch (const segue::Error& error) {
    expect(error.kind() == segue::ErrorKind::kUsage && segue::is_valid_utf8(error.what()));
  }
  return 0;
}
