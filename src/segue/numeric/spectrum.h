#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace segue::numeric {

/// Frames whose spectra are computed at once: they lie side by side in the lanes, [bin][frame], so that every step on
/// them vectorises whatever the size of the frame.
inline constexpr std::size_t kFrameLanes = 16;

/// Power spectra of windowed frames, kFrameLanes at a time. Immutable: one may serve several threads.
class FrameSpectra {
 public:
  /// `window` (its length is the frame's: a power of two from 16 to 65536) multiplies every frame.
  explicit FrameSpectra(std::span<const float> window);
  ~FrameSpectra();
  FrameSpectra(FrameSpectra&&) noexcept;
  FrameSpectra& operator=(FrameSpectra&&) noexcept;

  std::size_t size() const;  ///< samples of a frame
  std::size_t bins() const;  ///< size / 2 + 1

  /// Frame f (f < frames <= kFrameLanes) is the size() samples from samples[f * hop]. Writes |X|^2 to
  /// power[bin * kFrameLanes + f], bins() x kFrameLanes of them; lanes without a frame become 0. `scratch` is resized
  /// as needed and may be handed in again.
  void power(std::span<const float> samples, std::size_t hop, std::size_t frames, std::span<float> power,
             std::vector<float>& scratch) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

/// The spectrum of one real signal: values.size() (a power of two from 2 to 2^22) / 2 + 1 bins, unscaled, no window.
std::vector<std::complex<float>> real_spectrum(std::span<const float> values);

/// sum_i x[i] x[i + lag] for lag < lags, by way of the Fourier transform (zero-padded, so nothing wraps around).
std::vector<double> autocorrelation(std::span<const float> values, std::size_t lags);

/// scipy.signal.get_window("hann", size): periodic.
std::vector<float> hann_window(std::size_t size);

}  // namespace segue::numeric
