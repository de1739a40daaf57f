#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/error.h"
#include "segue/base/progress.h"
#include "segue/sources/feature_source.h"
#include "segue/sources/http/service_http.h"
#include "segue/sources/spotify/api.h"

namespace segue::sources {

/// Spotify's own numbers of songs whose Spotify id is known: audio features by a hundred, and the ten numbers of the
/// audio analysis, one request a song. Only for apps that could ask before 27 November 2024; for any other the first
/// request says so. What was said of a song, also that nothing is known of it, is kept by its id.
class SpotifySound final : public FeatureSource {
 public:
  /// All must outlive it. `notes` hear of an analysis that is refused or fails; the features of the song count then.
  SpotifySound(SpotifyApi& api, ServiceMemory memory, CachedHttp& http, HttpClient& client, HttpCache& cache,
               Notes& notes);

  std::string_view name() const override { return "spotify"; }
  catalog::Provenance provenance() const override { return catalog::Provenance::kSpotify; }
  std::size_t batch() const override { return 100; }
  bool can_ask(const catalog::SongFacts& song) const override;
  std::vector<FeatureAnswer> ask(std::span<const catalog::SongFacts> songs, const Cancellation& cancellation) override;

 private:
  std::optional<FeatureAnswer> kept(const std::string& id) const;
  void ask_features(std::span<const std::string> ids, std::span<FeatureAnswer> answers,
                    const Cancellation& cancellation);
  void add_analysis(const std::string& id, FeatureAnswer& answer, const Cancellation& cancellation);
  /// The answer, or nothing if there is none for this song or this app.
  std::optional<std::string> ask_analysis(const std::string& id, const std::string& what,
                                          const Cancellation& cancellation);

  SpotifyApi& api_;
  ServiceMemory memory_;
  ServiceHttp service_;
  Notes& notes_;
  bool analysis_ = true;           ///< it is asked for, too
  std::optional<Error> given_up_;  ///< while analyses were asked for: whatever comes next is not asked
};

}  // namespace segue::sources
