#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/numeric/spectral_fft.h"

namespace segue::numeric {

/// The spectrum of one real signal by the transform that works on kFrameLanes of them. The samples, taken as half as
/// many complex values, lie in rows of kFrameLanes: a transform down the columns, a factor for each value, a transform
/// along the rows (the four-step way; Bailey 1990, "FFTs in external or hierarchical memory"). Immutable.
class SignalTransform {
 public:
  /// Samples of the signal: a power of two, at least 2 * kFrameLanes.
  explicit SignalTransform(std::size_t size);

  /// size / 2 + 1 bins, unscaled.
  std::vector<std::complex<float>> spectrum(std::span<const float> values) const;

 private:
  void along_rows(const float* data, std::size_t first, float* block, std::span<std::complex<float>> packed) const;
  void unpack(std::span<std::complex<float>> bins) const;

  std::size_t half_;  // complex values
  std::size_t rows_;
  LaneTransform down_;
  LaneTransform along_;
  std::vector<std::uint32_t> frequencies_;  // of each row after down_
  std::vector<float> factors_;
  std::vector<float> roots_;
};

/// exp(-2 pi i k / size) for k < count, as pairs of floats.
std::vector<float> roots_of_unity(std::size_t size, std::size_t count);

/// The first of `count` floats in `scratch` that begin on a cache line; `scratch` grows if it is too small.
float* aligned(std::vector<float>& scratch, std::size_t count);

}  // namespace segue::numeric
