#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "segue/numeric/spectral_kernels.h"
#include "segue/numeric/spectrum.h"

namespace segue::audio {

/// Spectra on an axis of pitch: 20 cents a bin, from 100 Hz up.
inline constexpr std::size_t kPitchBinsPerOctave = 60;
inline constexpr double kLowestPitchHz = 100;
inline constexpr std::size_t kPitchBins = 370;  ///< to 7.1 kHz

/// Triangles over the bins of a spectrum of `frame_size` samples, at least a bin wide to either side; their weights sum
/// to one.
numeric::BandFilters pitch_filters(double sample_rate, std::size_t frame_size);

/// What stands out of its surroundings: values (kPitchBins x kFrameLanes powers) become their fourth roots, less the
/// mean of these within a third of an octave to either side, or 0 where that is more.
void whiten(std::span<float> values);

}  // namespace segue::audio
