// What a server answers in place of Spotify. The first byte chooses the reader. It may refuse as Error(kService); what
// it takes keeps its promises: songs have a title and an artist, texts are UTF-8 and short, numbers lie in their
// ranges.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "segue/base/error.h"
#include "segue/base/unicode.h"
#include "segue/sources/spotify/answers.h"
#include "segue/sources/spotify/link.h"
#include "segue/sources/spotify/sound_answers.h"

namespace {

using namespace segue::sources;  // NOLINT(google-build-using-namespace): a fuzzer of exactly this

void expect(bool promise) {
  if (!promise) std::abort();
}

void check_text(std::string_view text) {
  expect(text.size() <= 8000 && segue::is_valid_utf8(text));
}

void check(const segue::catalog::SongFacts& facts) {
  expect(!facts.title.empty() && !facts.artists.empty());
  check_text(facts.title);
  check_text(facts.album);
  for (const auto& artist : facts.artists) check_text(artist);
  expect(facts.duration_ms.value_or(1) >= 1 && facts.duration_ms.value_or(1) <= 86'400'000);
  expect(facts.popularity.value_or(0) >= 0 && facts.popularity.value_or(0) <= 100);
  for (const auto& id : facts.ids) expect(id.scheme == "isrc" || is_spotify_id(id.value));
}

void check(const SpotifyPage& page) {
  for (const auto& item : page.items) {
    if (item.kind == SpotifyItem::Kind::kSong || item.kind == SpotifyItem::Kind::kLocal) check(item.facts);
    if (item.kind == SpotifyItem::Kind::kStrange) expect(!item.expected.empty() && segue::is_valid_utf8(item.found));
  }
}

void check(const segue::catalog::Values& values) {
  for (const auto& info : segue::catalog::variables()) {
    if (values.has(info.variable)) expect(values[info.variable] >= info.min && values[info.variable] <= info.max);
  }
}

void read(std::uint8_t reader, std::string_view json) {
  switch (reader % 7) {
    case 0: {
      const auto head = read_spotify_playlist_head(json, "fuzz");
      check_text(head.name);
      if (head.page) check(*head.page);
      break;
    }
    case 1:
      check(read_spotify_playlist_page(json, "fuzz"));
      break;
    case 2:
      if (const auto track = read_spotify_track(json, "fuzz")) check(*track);
      break;
    case 3:
      for (const auto& track : read_spotify_tracks(json, "fuzz")) {
        if (track) check(*track);
      }
      break;
    case 4:
      for (const auto& found : read_spotify_search(json, "fuzz")) check(found);
      break;
    case 5:
      for (const auto& features : read_spotify_features(json, "fuzz")) check(features.values);
      break;
    default:
      if (const auto values = read_spotify_analysis(json, "fuzz")) check(*values);
      break;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  try {
    read(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1});
  } catch (const segue::Error& error) {
    expect(error.kind() == segue::ErrorKind::kService);
  }
  return 0;
}
