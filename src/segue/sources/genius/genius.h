#pragma once

#include <string>

#include "segue/sources/http/service_http.h"
#include "segue/sources/lyrics_source.h"

namespace segue::sources {

struct GeniusSettings {
  std::string url = "https://api.genius.com";    ///< of the API; without a slash at the end
  std::string pages_url = "https://genius.com";  ///< of the pages
  std::string token;                             ///< for the API alone
  ServiceMemory memory;
};

/// Words from Genius: a search by its API, and the page of the hit that is the song. Its terms forbid what is not for
/// oneself; so nobody asks it who did not say so. Of a page only the words are kept.
class Genius final : public LyricsSource {
 public:
  /// All must outlive it.
  Genius(GeniusSettings settings, CachedHttp& http, HttpClient& client, HttpCache& cache);

  std::string_view name() const override { return "genius"; }
  catalog::Provenance provenance() const override { return catalog::Provenance::kGenius; }
  bool can_ask(const catalog::SongFacts& song) const override;
  LyricsAnswer ask(const catalog::SongFacts& song, const Cancellation& cancellation) override;

 private:
  LyricsAnswer ask_page(const std::string& path, const Cancellation& cancellation);

  GeniusSettings settings_;
  ServiceHttp api_;
  ServiceHttp pages_;
};

}  // namespace segue::sources
