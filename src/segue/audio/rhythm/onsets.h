#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace segue::audio {

/// Frames at which something begins, ascending: those that are the highest within 35 ms on either side and exceed the
/// mean of the 0.6 s around by 0.15 nepers a band and by half the whole curve's standard deviation (the peak picking of
/// Boeck, Krebs & Schedl 2012, with a threshold that follows the music). `curve` is OnsetCurves::all.
std::vector<std::size_t> find_onsets(std::span<const float> curve);

}  // namespace segue::audio
