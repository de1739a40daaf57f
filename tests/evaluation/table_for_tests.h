#pragma once

#include <limits>
#include <vector>

#include "segue/base/rng.h"
#include "segue/features/feature_table.h"

namespace segue::evaluation {

inline constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Songs 1 to n with the eleven audio features of most tables (no time_signature), a year and a duration, at random.
inline std::vector<features::SongNumbers> random_songs(std::size_t n, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<features::SongNumbers> songs;
  for (std::size_t i = 0; i < n; ++i) {
    features::SongNumbers song{
        .song = SongId{static_cast<std::int64_t>(i) + 1}, .values = {}, .year = 0, .duration_ms = 0};
    for (std::size_t j = 0; j < 11; ++j) song.values.value[j] = rng.uniform();
    song.values[catalog::Variable::kKey] = static_cast<double>(rng.below(12));
    song.values[catalog::Variable::kMode] = static_cast<double>(rng.below(2));
    song.values[catalog::Variable::kTempo] = 60 + 100 * rng.uniform();
    song.year = static_cast<double>(1960 + rng.below(60));
    song.duration_ms = 100000 + 200000 * rng.uniform();
    songs.push_back(song);
  }
  return songs;
}

inline features::FeatureTable audio_of(const std::vector<features::SongNumbers>& songs) {
  return features::make_table(songs, features::audio_feature_columns());
}

inline features::FeatureTable context_of(const std::vector<features::SongNumbers>& songs) {
  return features::make_table(songs, features::context_columns());
}

}  // namespace segue::evaluation
