#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace segue::audio {

/// The fitted weights: tools/fit_voice_model.py makes them.
class VoiceModel {
 public:
  /// The one that is compiled in. Safe to call from several threads.
  static const VoiceModel& fitted();

  /// Log-odds that a segment of these features is sung, as if half of all were.
  double log_odds(std::span<const float> features) const;
  /// Probability that a track has vocals, from what a fifth of its segments' log-odds exceed.
  double track_probability(double exceeded) const;
  /// Names of the features it was fitted to, separated by commas.
  const std::string& feature_names() const { return feature_names_; }

 private:
  VoiceModel();

  std::vector<float> mean_, deviation_, weights_;  // [features]
  double intercept_ = 0;
  double track_slope_ = 0;
  double track_offset_ = 0;
  std::string feature_names_;
};

}  // namespace segue::audio
