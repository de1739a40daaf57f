// read_subsonic_reply on any bytes: it ends, keeps its limits, and gives names on one line and numbers in range.
#include "segue/sources/subsonic/subsonic_reply.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "segue/base/unicode.h"

namespace {

void expect(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto reply = segue::sources::read_subsonic_reply({reinterpret_cast<const char*>(data), size});
  if (!reply) return 0;
  expect(reply->code >= 0 && reply->code < 1000);
  expect(reply->failed || reply->message.empty());
  expect(reply->entries >= reply->songs.size() || !reply->playlists.empty());
  for (const auto& song : reply->songs) {
    expect(!song.id.empty() && !song.facts.title.empty() && segue::is_valid_utf8(song.facts.title));
    expect(song.facts.title.find('\n') == std::string::npos && song.facts.title.size() <= 1000);
    expect(!song.facts.duration_ms || *song.facts.duration_ms > 0);
    expect(song.rating >= 0 && song.rating <= 5);
  }
  for (const auto& playlist : reply->playlists) expect(!playlist.id.empty() && playlist.songs >= 0);
  expect(segue::is_valid_utf8(reply->lyrics));
  return 0;
}
