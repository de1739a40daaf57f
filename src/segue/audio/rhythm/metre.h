#pragma once

#include <span>

#include "segue/audio/rhythm/onset_strength.h"

namespace segue::audio {

struct Metre {
  int beats_a_bar = 4;    ///< 3 to 7
  double confidence = 0;  ///< 0 where the beats are all alike, towards 1 as bars repeat and beats within them differ
};

/// How many beats make a bar.
///
/// Each beat is described by its low, middle and whole onset strength. A metre of m speaks for itself when beats m, 2m,
/// ... apart are alike and others are not: its score is the mean autocorrelation at multiples of m, less the mean at
/// all other distances (up to 28 beats; local, so that a slipped beat does little harm). Four wins unless another is
/// ahead by a clear margin, as nearly all recorded music is in four. Confidence is the winner's score times how far it
/// is ahead. `beats` are frames. Fewer than 16 beats: four, confidence 0.
Metre find_metre(const OnsetCurves& curves, std::span<const double> beats);

}  // namespace segue::audio
