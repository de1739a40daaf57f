#pragma once

#include <span>
#include <vector>

namespace segue::audio {

struct BeatSpacing {
  double period = 0;      ///< frames a beat; 0 of fewer than kFewestBeats beats that are struck
  double struck = 0;      ///< share of the beats that are, 0 to 1
  double regularity = 0;  ///< 1 a machine's, towards 0 as intervals scatter; see beat_spacing()
  bool steady = false;    ///< whether one period holds throughout
};

inline constexpr std::size_t kFewestBeats = 8;

/// The period that the beats have in common, far finer than a frame.
///
/// First the median slope of straight stretches of 16 beats, which neither a slip of the tracker nor a break in the
/// music moves. Where most stretches agree with it within 1 % the tempo is steady, and the period is refined to the one
/// whose first eight harmonics gather the most energy of `curve` (squared Fourier sums over stretches of 36 s): all
/// onsets count then, not beats alone, and stretches need not share a phase.
///
/// A beat is struck where the curve reaches half its root mean square (which is about 1) within two frames. A few
/// clicks in silence have a beat through them, but not one that anybody struck.
///
/// Regularity is exp(-d / 5 %), d the median deviation of a beat from the middle of its two neighbours, in periods.
BeatSpacing beat_spacing(std::span<const float> curve, std::span<const double> beats);

}  // namespace segue::audio
