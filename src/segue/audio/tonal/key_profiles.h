#pragma once

#include <array>

namespace segue::audio {

/// How a chroma fits the 24 keys.
struct KeyMatch {
  int key = 0;             ///< tonic, 0 C to 11 B
  int mode = 1;            ///< 1 major, 0 minor
  double correlation = 0;  ///< of the best key, -1 to 1
  double key_margin = 0;   ///< what the best key is ahead of the best key with another tonic, >= 0
  double mode_margin = 0;  ///< what it is ahead of its relative and its parallel key, whichever is nearer, >= 0
};

/// Pearson correlation of the chroma (C first) with profiles of the 24 keys, the average over two sets of profiles:
/// Krumhansl & Kessler 1982 (what listeners told) and Faraldo et al. 2016 ("bgate": what electronic dance music has,
/// weak degrees cut off). Neither suits all styles; together they err less. Ties go to the lower tonic, major first.
/// A constant chroma correlates with nothing: all 0.
KeyMatch match_key(const std::array<double, 12>& chroma);

}  // namespace segue::audio
