#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "segue/catalog/values/sound.h"

namespace segue::audio {

/// All of it is of the first twenty minutes. Where there is no pulse (silence, noise, a drone, a few clicks, less than
/// 5 s) the tempo is 0 and the time signature 4, both with confidence 0, there are no beats, and beat_strength,
/// pulse_clarity and beat_regularity are 0. Gain does not matter (down to -100 dBFS, which counts as silence).
///
/// Tempo: 50 to 210 BPM. Where the tempo is steady it is refined over all onsets of the song (beat_spacing()), to about
/// 0.005 % for drums played by a machine; where it drifts it is the median. Which of several metrical levels is called
/// the beat (a song at 80 may be felt at 160) is a matter of convention: near two a second, and where bass drum and
/// snare drum take turns.
///
/// Confidence of the tempo is the product of four: how far the best rival period stays behind, mean over windows
/// (find_pulse()); beat regularity; the share of beats that are struck; and 1 - exp(-clarity / 0.15). Each rises with
/// how plain the beat is; on synthesised drums the product is 0.4 to 0.9, with 25 ms of jitter or noise at the drums'
/// level about 0.3, on white noise 0. It is a rank, not a probability, and says nothing about the metrical level.
///
/// Confidence of the time signature is that of find_metre() times beat regularity.
struct Rhythm {
  catalog::Measurement tempo;           ///< BPM, from the beats' spacing; 0 with confidence 0 where there is no pulse
  catalog::Measurement time_signature;  ///< beats a bar, 3 to 7; 4 with low confidence where nothing speaks for another
  std::vector<double> beats;            ///< seconds, ascending; not before the first or behind the last stroke
  double onset_rate = 0;                ///< onsets a second
  double beat_strength = 0;             ///< onset strength on beats against that between them, 0 to 1
  double pulse_clarity = 0;             ///< highest peak of the normalised autocorrelation of the onsets, 0 to 1
  double beat_regularity = 0;           ///< 1 a machine's, towards 0 as intervals scatter
  double danceability_dfa = 0;          ///< detrended fluctuation analysis (Streich & Herrera 2005), about 0 to 4
  double low_band_flux = 0;             ///< share of onset strength below 200 Hz
};

/// Finds onsets, tempo, beats and metre of a stream. Memory grows by 2 kB a second for the first twenty minutes, then
/// no more: 2 MB then, and three times that in finish(). How the stream is cut into pieces does not matter.
class RhythmFinder {
 public:
  RhythmFinder();
  ~RhythmFinder();
  RhythmFinder(RhythmFinder&&) noexcept;
  RhythmFinder& operator=(RhythmFinder&&) noexcept;
  /// Finite mono samples at 22,050 Hz. What comes after the first twenty minutes is ignored.
  void push(std::span<const float> samples);
  /// Call once.
  Rhythm finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace segue::audio
