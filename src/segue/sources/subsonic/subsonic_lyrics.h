#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "segue/sources/http/http_cache.h"
#include "segue/sources/lyrics_source.h"
#include "segue/sources/subsonic/subsonic_api.h"

namespace segue::sources {

/// Words from one's own server: by the song's id where the server can (extension songLyrics), else by artist and title.
/// Only songs that were imported from that server are asked about. That it has no words for a song is kept in the
/// cache.
class SubsonicLyrics final : public LyricsSource {
 public:
  /// `http` and `cache` must outlive it. `missing`: how long it counts that there are no words; `offline`: nothing is
  /// asked. Error(kUsage) if the account is incomplete.
  SubsonicLyrics(HttpClient& http, HttpCache& cache, SubsonicAccount account, std::chrono::seconds missing,
                 bool offline);

  std::string_view name() const override { return "subsonic"; }
  catalog::Provenance provenance() const override { return catalog::Provenance::kSubsonic; }
  bool can_ask(const catalog::SongFacts& song) const override { return id_of(song).has_value(); }
  LyricsAnswer ask(const catalog::SongFacts& song, const Cancellation& cancellation) override;

 private:
  std::optional<std::string> id_of(const catalog::SongFacts& song) const;
  bool known_to_be_missing(const std::string& key) const;
  SubsonicReply fetch(const catalog::SongFacts& song, const std::string& id);

  SubsonicApi api_;
  HttpCache& cache_;
  std::chrono::seconds missing_;
  bool offline_;
};

}  // namespace segue::sources
