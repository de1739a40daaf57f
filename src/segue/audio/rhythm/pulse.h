#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "segue/audio/rhythm/onset_strength.h"

namespace segue::audio {

/// The period of the beat, and how it moves.
struct Pulse {
  double period = 0;          ///< frames a beat; 0 where there is no pulse, and then all else is 0 or empty
  std::vector<double> local;  ///< frames a beat around frame kPulseHop * i; within 20 % of `period`
  double contrast = 0;        ///< 1 - (score of the best rival) / (its own), mean over the windows, 0 to 1; a
                              ///< rival is a peak at no simple multiple of the period
  double clarity = 0;         ///< highest value of the normalised autocorrelation between 0.2 and 2.4 s, 0 to 1
};

inline constexpr std::size_t kPulseHop = 128;

/// Slowest and fastest beat that is looked for, in beats a minute (Percival & Tzanetakis 2014).
inline constexpr double kSlowestBeat = 50;
inline constexpr double kFastestBeat = 210;

/// Finds the period in windows of 12 s every 1.5 s.
///
/// Each window's generalised autocorrelation (spectrum to the power 0.5; Tolonen & Karjalainen 2000, Percival &
/// Tzanetakis 2014) is read at multiples of every period of a grid 0.5 % apart: the mean over the windows at one to
/// eight periods, for the song's score; each window at one to four, for the path. The song's score, times a
/// log-Gaussian prior around half a second (0.9 octaves; Ellis 2007), times exp(1.5 backbeat()), has its highest peak
/// at `period`; the Viterbi path through the windows near it is `local`. The weight of the backbeat was set on
/// synthesised rock beats of 60 to 200 BPM: it is what the prior's pull from 60 to 120 takes to overcome.
///
/// `curve` is levelled(curves.all). Under 5 s, or where the autocorrelation stays within what unrelated onsets reach,
/// there is no pulse.
Pulse find_pulse(const OnsetCurves& curves, std::span<const float> curve);

/// Whether bass drum and snare drum take turns at this period, -1 to 1. `turning` is up on the one and down on the
/// other; its normalised autocorrelation is then positive at two periods and negative at one (twice the geometric mean
/// of how far, 1 at most). What takes turns does so at three and five times its period, too: that counts against it.
double backbeat(std::span<const float> turning, double period);

}  // namespace segue::audio
