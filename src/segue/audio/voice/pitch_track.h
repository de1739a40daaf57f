#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "segue/audio/voice/pitch_bins.h"
#include "segue/numeric/dense_kernels.h"
#include "segue/numeric/spectrum.h"

namespace segue::audio {

/// The most salient pitch of a frame, by adding up what stands out at its harmonics (subharmonic summation; Hermes
/// 1988, "Measurement of pitch by subharmonic summation").
struct FramePitches {
  std::array<float, numeric::kFrameLanes> pitch;     ///< octaves above 100 Hz, 0 to 3.4
  std::array<float, numeric::kFrameLanes> salience;  ///< its sum over the mean of all pitches', 0 where nothing sounds
};

class PitchTrack {
 public:
  PitchTrack();
  /// whitened: kPitchBins x kFrameLanes, see whiten().
  void analyze(std::span<const float> whitened, FramePitches& pitches);

 private:
  numeric::LaneBuffer sums_;
};

}  // namespace segue::audio
