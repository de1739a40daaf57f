#pragma once

#include <memory>
#include <string>

#include "segue/sources/feature_source.h"
#include "segue/sources/http/service_http.h"

namespace segue::sources {

struct ReccoBeatsSettings {
  std::string url = "https://api.reccobeats.com/v1";  ///< without a slash at the end
  ServiceMemory memory;
};

/// Numbers from ReccoBeats (GET /audio-features, 40 ids at a time, no key). It knows songs by Spotify's ids, all of
/// which a song has are asked about; songs without one are asked about by ISRC, and no longer once it refuses that.
/// Gives 11 numbers, no time signature. About six of ten songs are known there. The answer for each id is kept by
/// itself, so that it counts in whatever company the id is asked about again.
class ReccoBeats final : public FeatureSource {
 public:
  /// All must outlive it.
  ReccoBeats(ReccoBeatsSettings settings, CachedHttp& http, HttpClient& client, HttpCache& cache);

  std::string_view name() const override { return "reccobeats"; }
  catalog::Provenance provenance() const override { return catalog::Provenance::kReccoBeats; }
  std::size_t batch() const override { return kMostIds; }
  bool can_ask(const catalog::SongFacts& song) const override;
  std::vector<FeatureAnswer> ask(std::span<const catalog::SongFacts> songs, const Cancellation& cancellation) override;

  static constexpr std::size_t kMostIds = 40;  ///< of one request

 private:
  struct Question;
  void ask_some(std::span<Question*> questions, const Cancellation& cancellation);

  ReccoBeatsSettings settings_;
  ServiceHttp http_;
  bool takes_isrc_ = true;
};

}  // namespace segue::sources
