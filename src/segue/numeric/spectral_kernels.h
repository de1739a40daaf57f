#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/numeric/spectrum.h"

/// What is computed of power spectra as FrameSpectra gives them, [bin][frame], kFrameLanes frames at once. SIMD
/// (Highway), the instruction set chosen at run time; the slow obvious way to each, for one frame and in double, stands
/// in spectral_reference.h. A frame's result depends on that frame alone. Values are powers: finite, not negative.
/// No kernel allocates. On one machine the same input gives the same bytes; between instruction sets results differ by
/// rounding.
namespace segue::numeric {

/// One number for each frame.
using LaneRow = std::array<float, kFrameLanes>;

/// Moments of the magnitudes S[k] = sqrt(power[k]) seen as a distribution over the bins k; 0 where all are 0.
struct SpectralShapes {
  LaneRow centroid;    ///< sum k S / sum S
  LaneRow bandwidth;   ///< sqrt(sum (k - centroid)^2 S / sum S)
  LaneRow rolloff;     ///< the first bin up to which the sum of S reaches the given share of the whole
  LaneRow mean_power;  ///< arithmetic mean of the powers
  LaneRow flatness;    ///< geometric by arithmetic mean of max(power, floor)
};
/// power: bins x kFrameLanes; magnitudes: of the same size, receives S. Within 1e-5 relative of the reference (rolloff:
/// the same bin, but where the sum reaches the share within rounding).
void spectral_shapes(std::span<const float> power, float rolloff_share, float floor, std::span<float> magnitudes,
                     SpectralShapes& shapes);

/// The most values of a frame whose extremes extreme_means takes.
inline constexpr std::size_t kMaxExtremes = 16;

struct ExtremeMeans {
  LaneRow low;   ///< mean of the `count` smallest
  LaneRow high;  ///< mean of the `count` largest
};
/// values: rows x kFrameLanes with rows >= count, 0 < count <= kMaxExtremes. Within 1e-6 relative of the reference.
ExtremeMeans extreme_means(std::span<const float> values, std::size_t count);

/// Weighted sums over neighbouring bins: band b is the sum of weights[offsets[b] + i] * values[first[b] + i].
struct BandFilters {
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> offsets{0};  ///< bands + 1
  std::vector<float> weights;

  std::size_t bands() const { return first.size(); }
  void add(std::size_t first_bin, std::span<const float> band_weights);
};
/// values: bins x kFrameLanes, all bins of the filters among them; sums: bands x kFrameLanes. Within 1e-5 relative of
/// the reference if all weights are positive.
void band_sums(const BandFilters& filters, std::span<const float> values, std::span<float> sums);

/// values = 10 log10(max(values, floor)), elementwise; floor > 0, values.size() a multiple of kFrameLanes. Within 1e-5
/// dB or 1e-6 relative of the reference, whichever is more.
void to_decibels(float floor, std::span<float> values);

}  // namespace segue::numeric
