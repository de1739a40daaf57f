#pragma once

#include <span>
#include <vector>

#include "segue/audio/rhythm/pulse.h"

namespace segue::audio {

/// Frames (fractions too) at which the beats fall: the sequence with the most onset strength on its beats and the least
/// deviation from the pulse's local period (dynamic programming, Ellis 2007, "Beat tracking by dynamic programming",
/// tightness 100). Each beat is then moved to the top of the parabola through the curve around it. Beats before the
/// first and behind the last strong onset are dropped. Empty where there is no pulse.
///
/// `curve` is the levelled onset curve the pulse was found in.
std::vector<double> track_beats(std::span<const float> curve, const Pulse& pulse);

}  // namespace segue::audio
