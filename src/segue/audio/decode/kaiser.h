#pragma once

#include <cstddef>

namespace segue::audio {

// Design of low-pass filters as sinc times Kaiser window (Kaiser 1974; Oppenheim & Schafer, section 7.5).

double sinc(double x);  ///< sin(pi x) / (pi x)
/// The window at x in [-1, 1] of its half length; 0 beyond.
double kaiser(double x, double beta);
/// The window's parameter for `attenuation` dB > 50 in the stop band.
double kaiser_beta(double attenuation);
/// Width of the transition, in cycles per sample, of a filter of `taps` taps.
double kaiser_transition(double attenuation, std::size_t taps);

}  // namespace segue::audio
