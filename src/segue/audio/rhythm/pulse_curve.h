#pragma once

#include <span>
#include <vector>

namespace segue::audio {

/// An onset curve made ready for finding its pulse: each value against the mean of the second around it, nothing below
/// zero, and scaled so that the root mean square of the ten seconds around is 1 (less where that is under a quarter of
/// the whole curve's, so that silence stays silent). `rate` in values a second.
std::vector<float> levelled(std::span<const float> curve, double rate);

/// The values three neighbours apart blended with (1, 2, 1) / 4: peaks at neighbouring frames meet.
std::vector<float> smoothed(std::span<const float> curve);

}  // namespace segue::audio
