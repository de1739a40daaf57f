#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "segue/base/progress.h"
#include "segue/sources/feature_source.h"
#include "segue/sources/spotify/api.h"

namespace segue::sources {

/// Spotify's own numbers of songs whose Spotify id is known: audio features by a hundred, and if asked for the ten
/// numbers of the audio analysis, one request a song. Only for apps that could ask before 27 November 2024; for any
/// other the first request says so.
class SpotifySound final : public FeatureSource {
 public:
  /// All must outlive it. `analysis`: ask for that, too. If only the analysis is refused, `notes` says so once.
  SpotifySound(SpotifyApi& api, bool analysis, Notes& notes) : api_(api), analysis_(analysis), notes_(notes) {}

  std::string_view name() const override { return "spotify"; }
  catalog::Provenance provenance() const override { return catalog::Provenance::kSpotify; }
  std::size_t batch() const override { return 100; }
  bool can_ask(const catalog::SongFacts& song) const override;
  std::vector<FeatureAnswer> ask(std::span<const catalog::SongFacts> songs, const Cancellation& cancellation) override;

 private:
  void add_analysis(std::string_view id, FeatureAnswer& answer, const Cancellation& cancellation);

  SpotifyApi& api_;
  bool analysis_;
  Notes& notes_;
};

}  // namespace segue::sources
