#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace segue::audio {

/// Detrended fluctuation analysis of loudness, as Streich & Herrera (2005, "Detrended fluctuation analysis of music
/// signals: danceability estimation and further semantic characterization") use it: the standard deviation of every
/// 10 ms (220 samples at 22,050 Hz), less its mean, summed up; for stretches of 0.31 to 8.8 s (each 1.1 times the one
/// before) the root mean square F of what a straight line leaves of it; and one over the mean slope of log F against
/// log(stretch + 3). A steady beat makes F grow slowly.
class Fluctuation {
 public:
  void push(std::span<const float> samples);
  /// About 0 to 4, at most 10 (a drone's ripple); 0 for less than two stretches' worth (0.35 s) and for what does not
  /// fluctuate. Free of the gain.
  double danceability() const;

 private:
  double sum_ = 0;
  double squares_ = 0;
  std::size_t count_ = 0;
  std::vector<float> deviations_;
};

/// F of `stretch` values (at least 3): the root mean square residual of straight lines through all stretches that begin
/// at multiples of max(1, stretch / 50). 0 if `values` are no more than that.
double fluctuation(std::span<const double> values, std::size_t stretch);

}  // namespace segue::audio
