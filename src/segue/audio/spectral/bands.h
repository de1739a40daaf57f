#pragma once

#include <cstddef>
#include <vector>

#include "segue/numeric/spectral_kernels.h"

namespace segue::audio {

/// librosa 0.5's filters.mel: `bands` triangles over the bins of a spectrum of `frame_size` samples, equally wide on
/// Slaney's mel scale (linear up to 1 kHz, logarithmic above) from 0 to half the sample rate, each of area 1 over
/// hertz.
numeric::BandFilters mel_filters(double sample_rate, std::size_t frame_size, std::size_t bands);

/// The orthonormal discrete cosine transform (type 2): its first `count` coefficients of `size` values, count x size.
std::vector<float> cosine_basis(std::size_t count, std::size_t size);

/// The bins of one band of the spectral contrast and how many of them count as peak or valley.
struct ContrastBand {
  std::size_t first_bin = 0;
  std::size_t bins = 0;
  std::size_t extremes = 0;
};

/// librosa 0.5's spectral_contrast: below 200 Hz, then octaves. Each octave also takes the bin below its lower edge and
/// all but the last (the highest band takes all there are to half the sample rate), and 2% of the bins on either side,
/// counted before the last one is dropped and rounded half to even, at least one, are peak and valley.
std::vector<ContrastBand> contrast_bands(double sample_rate, std::size_t frame_size, std::size_t bands);

}  // namespace segue::audio
