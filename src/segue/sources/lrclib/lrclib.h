#pragma once

#include <string>

#include "segue/sources/http/service_http.h"
#include "segue/sources/lyrics_source.h"

namespace segue::sources {

struct LrclibSettings {
  std::string url = "https://lrclib.net/api";  ///< without a slash at the end
  ServiceMemory memory;
};

/// Words from LRCLIB (no key). One GET /get per song, by title, artist and length (album, where the length is not
/// known); only if that finds nothing of use, one GET /search, of whose hits one has to be the same song. That a song
/// is instrumental is an answer.
class Lrclib final : public LyricsSource {
 public:
  /// All must outlive it.
  Lrclib(LrclibSettings settings, CachedHttp& http, HttpClient& client, HttpCache& cache);

  std::string_view name() const override { return "lrclib"; }
  catalog::Provenance provenance() const override { return catalog::Provenance::kLrclib; }
  bool can_ask(const catalog::SongFacts& song) const override;
  LyricsAnswer ask(const catalog::SongFacts& song, const Cancellation& cancellation) override;

 private:
  ServiceHttp::Reply get(const std::string& path, std::span<const std::pair<std::string, std::string>> parameters,
                         const std::function<bool(std::string_view)>& is_sound, const Cancellation& cancellation);

  LrclibSettings settings_;
  ServiceHttp http_;
};

}  // namespace segue::sources
