#pragma once

#include <complex>
#include <cstddef>
#include <span>
#include <vector>

namespace segue::numeric {

/// The sum that defines the discrete Fourier transform, in double, bin by bin: values.size() / 2 + 1 bins of a signal
/// of any length. Slow and obvious; numeric/spectrum.h is tested against it.
std::vector<std::complex<double>> spectrum_reference(std::span<const float> values);

/// sum_i x[i] x[i + lag] for lag < lags, as it stands.
std::vector<double> autocorrelation_reference(std::span<const float> values, std::size_t lags);

/// What numeric/spectral_kernels.h computes, of one frame's powers, bin by bin.
struct ShapeReference {
  double centroid = 0;
  double bandwidth = 0;
  double rolloff = 0;
  double mean_power = 0;
  double flatness = 0;
};
ShapeReference shape_reference(std::span<const float> power, double rolloff_share, double floor);

/// The means of the `count` smallest and of the `count` largest, by sorting.
struct ExtremeReference {
  double low = 0;
  double high = 0;
};
ExtremeReference extreme_reference(std::vector<float> values, std::size_t count);

}  // namespace segue::numeric
