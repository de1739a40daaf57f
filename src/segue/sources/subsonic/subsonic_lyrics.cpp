#include "segue/sources/subsonic/subsonic_lyrics.h"

#include <utility>

#include <fmt/format.h>

#include "segue/sources/subsonic/subsonic_target.h"

namespace segue::sources {

SubsonicLyrics::SubsonicLyrics(HttpClient& http, HttpCache& cache, SubsonicAccount account,
                               std::chrono::seconds missing, bool offline)
    : api_(http, std::move(account), Cancellation::never()), cache_(cache), missing_(missing), offline_(offline) {}

std::optional<std::string> SubsonicLyrics::id_of(const catalog::SongFacts& song) const {
  const std::string prefix = subsonic_value(api_.place(), "");
  for (const auto& id : song.ids) {
    if (id.scheme == kSubsonicScheme && id.value.starts_with(prefix)) return id.value.substr(prefix.size());
  }
  return std::nullopt;
}

bool SubsonicLyrics::known_to_be_missing(const std::string& key) const {
  const auto kept = cache_.find(api_.place(), key);
  if (!kept) return false;
  return offline_ || std::chrono::system_clock::now() - kept->stored < missing_;
}

SubsonicReply SubsonicLyrics::fetch(const catalog::SongFacts& song, const std::string& id) {
  api_.connect();
  if (api_.has("songLyrics")) return api_.try_get("getLyricsBySongId", {{"id", id}});
  SubsonicParameters parameters{{"title", song.title}};
  if (!song.artists.empty()) parameters.emplace_back("artist", song.artists.front());
  return api_.try_get("getLyrics", parameters);
}

LyricsAnswer SubsonicLyrics::ask(const catalog::SongFacts& song, const Cancellation& cancellation) {
  const auto id = id_of(song);
  if (!id) return {AnswerKind::kMissing, "", ""};
  const std::string key = fmt::format("subsonic-lyrics/1 {}", subsonic_value(api_.place(), *id));
  if (known_to_be_missing(key)) return {AnswerKind::kMissing, "", ""};
  if (offline_) return {AnswerKind::kUnasked, "", ""};
  constexpr int kNotFound = 70;
  api_.use(cancellation);
  SubsonicReply reply = fetch(song, *id);
  if (reply.failed && reply.code != kNotFound) {
    return {AnswerKind::kFailed, "", fmt::format("{}: code {} {}", api_.name(), reply.code, reply.message)};
  }
  if (!reply.lyrics.empty()) return {AnswerKind::kFound, std::move(reply.lyrics), ""};
  HttpCache::Entry nothing;
  nothing.response.status = 404;
  nothing.stored = std::chrono::system_clock::now();
  cache_.store(api_.place(), key, nothing);
  return {AnswerKind::kMissing, "", ""};
}

}  // namespace segue::sources
