#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace segue::audio {

/// How strongly something begins, over time: one value a frame, in all curves.
struct OnsetCurves {
  std::vector<float> all;         ///< growth of level, sum over all bands, 0 or more, free of the signal's gain
  std::vector<float> accent_all;  ///< growth of amplitude, sum over all bands: how hard, where `all` says whether
  std::vector<float> accent_low;  ///< of it the bands centred below 200 Hz: bass drum and bass
  std::vector<float> accent_mid;  ///< and those from 200 Hz to 2 kHz: snare drum, voices, most notes
  double low_share = 0;           ///< of the sum of `all`, the part below 200 Hz; 0 where nothing begins
};

/// Frames a second of the curves: 22,050 / 256.
inline constexpr double kOnsetRate = 22050.0 / 256.0;

/// Spectral flux of a log-compressed mel filter bank (40 triangles, 30 Hz to 11 kHz; frames of 1,024 samples every
/// 256).
///
/// Each band is measured against its own recent peak (adaptive whitening, Stowell & Plumbley 2007), so that neither the
/// gain of the recording nor the slope of its spectrum matters; then the growth of log(1 + c E / peak) from frame to
/// frame is kept and its decrease ignored. (Accents: the growth of sqrt(E / peak) instead.) Bands 40 dB below the
/// whole, and anything below -100 dBFS, count as silent.
class OnsetStrength {
 public:
  OnsetStrength();
  ~OnsetStrength();
  OnsetStrength(OnsetStrength&&) noexcept;
  OnsetStrength& operator=(OnsetStrength&&) noexcept;
  /// Finite mono samples at 22,050 Hz.
  void push(std::span<const float> samples);
  /// Call once. One value per frame, frame f centred on sample 256 f; none of no samples.
  OnsetCurves finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace segue::audio
