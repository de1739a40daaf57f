#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "segue/audio/voice/pitch_bins.h"
#include "segue/numeric/dense_kernels.h"
#include "segue/numeric/spectral_kernels.h"
#include "segue/numeric/spectrum.h"

namespace segue::audio {

/// Overlapping bands of an octave, half an octave apart, from 300 Hz up, in which partials are watched.
inline constexpr std::size_t kMotionBands = 8;

/// How partials move, frame by frame: after the fluctogram, spectral contraction and spectral flatness of Lehner,
/// Sonnleitner & Widmer (2013, "Towards light-weight, real-time-capable singing voice detection"). A singer's partials
/// glide and shake; those of most instruments stand still between notes.
struct Motion {
  /// By how many pitch bins the band's spectrum of two frames before must be shifted to fit this one best, -5 to 5.
  std::array<std::array<float, numeric::kFrameLanes>, kMotionBands> shift;
  /// How well it then fits: cosine, 0 to 1.
  std::array<std::array<float, numeric::kFrameLanes>, kMotionBands> fit;
  /// Share of the band's values that lies in its middle (weighted by a triangle), 0 to 1.
  std::array<std::array<float, numeric::kFrameLanes>, kMotionBands> contraction;
  /// Share of the band's bins (weighted by the same triangle) at which nothing stands out, 0 to 1.
  std::array<std::array<float, numeric::kFrameLanes>, kMotionBands> emptiness;
};

/// Computes Motion batch by batch; remembers the last two frames of the batch before (none at first: silence).
class PitchMotion {
 public:
  PitchMotion();
  /// whitened: kPitchBins x kFrameLanes, see whiten().
  void analyze(std::span<const float> whitened, Motion& motion);

 private:
  static constexpr std::size_t kLag = 2;                                // frames
  static constexpr std::size_t kColumns = numeric::kFrameLanes + kLag;  // frames of a row of history_
  using BandRows = std::array<std::array<float, numeric::kFrameLanes>, kMotionBands>;

  void find_shifts(std::span<const float> whitened, Motion& motion);

  std::vector<numeric::BandFilters> triangles_;  // of the bands, one set a shift
  numeric::BandFilters whole_;                   // of the bands, every bin the same
  std::vector<float> history_;                   // kPitchBins x kColumns
  numeric::LaneBuffer terms_;                    // kPitchBins x kFrameLanes
  numeric::LaneBuffer squares_;                  // kPitchBins x kFrameLanes, of the frames at hand
};

}  // namespace segue::audio
