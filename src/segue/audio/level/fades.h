#pragma once

#include <span>

namespace segue::audio {

struct Fades {
  double end_of_fade_in = 0;     ///< seconds; 0 if the track does not fade in
  double start_of_fade_out = 0;  ///< seconds; the duration if it does not fade out
};

/// Where a track fades in and out, from its momentary loudness (Loudness::momentary: LUFS, ten a second), its
/// integrated loudness and its duration in seconds.
///
/// A track fades in if its first sound lies 20 LU or more below the integrated loudness and the loudness then rises as
/// in a fade: of the curves "amplitude t / T", raised cosine and straight in dB (from -60), with T of 0.5 to 25 s, one
/// misses the loudness by at most 4 LU on average, by at most 0.6 of what a constant misses it by, and by less than two
/// plateaus do. The fade ends where the best curve does (least absolute deviation, whatever the level it leads to):
/// music hides the last LU of a fade, the curve tells where they must end. Silence before the first sound belongs to
/// the fade. Fading out is the mirror image, so the long decay of a last chord counts as one. Tracks below 5 s, and
/// tracks whose fades would overlap, have none.
Fades find_fades(std::span<const float> momentary, double integrated, double duration);

}  // namespace segue::audio
