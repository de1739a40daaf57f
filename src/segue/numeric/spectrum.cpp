#include "segue/numeric/spectrum.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <mutex>
#include <numbers>

#include "segue/numeric/spectral_fft.h"
#include "segue/numeric/spectral_reference.h"
#include "segue/numeric/spectral_signal.h"

namespace segue::numeric {

namespace {

/// Tables of the sizes in daily use are made once and kept (2 MB if all of them are used), others for each call.
std::vector<std::complex<float>> spectrum_of_one(std::span<const float> values) {
  constexpr std::size_t kKept = 17;  // sizes up to 65,536
  const auto log2 = static_cast<std::size_t>(std::countr_zero(values.size()));
  if (log2 >= kKept) return SignalTransform(values.size()).spectrum(values);
  static std::array<std::once_flag, kKept> made;
  static std::array<std::unique_ptr<const SignalTransform>, kKept> kept;
  std::call_once(made.at(log2), [&] { kept.at(log2) = std::make_unique<const SignalTransform>(values.size()); });
  return kept.at(log2)->spectrum(values);
}

}  // namespace

struct FrameSpectra::Plan {
  std::vector<float> window;
  LaneTransform transform;
  std::vector<float> roots;
};

FrameSpectra::FrameSpectra(std::span<const float> window)
    : plan_(std::make_unique<Plan>(Plan{{window.begin(), window.end()},
                                        LaneTransform(window.size() / 2),
                                        roots_of_unity(window.size(), window.size() / 4 + 1)})) {
  assert(std::has_single_bit(window.size()) && window.size() >= 16 && window.size() <= 65536);
}

FrameSpectra::~FrameSpectra() = default;
FrameSpectra::FrameSpectra(FrameSpectra&&) noexcept = default;
FrameSpectra& FrameSpectra::operator=(FrameSpectra&&) noexcept = default;

std::size_t FrameSpectra::size() const {
  return plan_->window.size();
}

std::size_t FrameSpectra::bins() const {
  return size() / 2 + 1;
}

void FrameSpectra::power(std::span<const float> samples, std::size_t hop, std::size_t frames, std::span<float> power,
                         std::vector<float>& scratch) const {
  assert(frames <= kFrameLanes && power.size() == bins() * kFrameLanes);
  assert(frames == 0 || samples.size() >= (frames - 1) * hop + size());
  float* data = aligned(scratch, size() * kFrameLanes);
  // Sample 2 j is the real part of complex value j, sample 2 j + 1 the imaginary one: the rows lie as the transform
  // wants them.
  rows_to_lanes({samples.data(), hop, frames, plan_->window.data(), size(), data, kFrameLanes});
  plan_->transform.run(data);
  power_of_packed(plan_->transform.order(), plan_->roots.data(), data, power.data());
}

std::vector<std::complex<float>> real_spectrum(std::span<const float> values) {
  assert(std::has_single_bit(values.size()) && values.size() >= 2 && values.size() <= (std::size_t{1} << 22));
  if (values.size() >= 2 * kFrameLanes) return spectrum_of_one(values);
  // A handful of samples: the sum as it stands is as quick.
  const auto exact = spectrum_reference(values);
  return {exact.begin(), exact.end()};
}

std::vector<double> autocorrelation(std::span<const float> values, std::size_t lags) {
  std::vector<double> result(lags, 0.0);
  const std::size_t known = std::min(lags, values.size());
  if (known == 0) return result;
  const std::size_t size = std::bit_ceil(values.size() + known);
  std::vector<float> padded(size, 0.0F);
  std::copy(values.begin(), values.end(), padded.begin());
  // A power spectrum is real and even, so its inverse transform is the real part of its forward one.
  const auto spectrum = real_spectrum(padded);
  for (std::size_t k = 0; k < spectrum.size(); ++k) {
    padded[k] = std::norm(spectrum[k]);
    if (k > 0) padded[size - k] = padded[k];
  }
  const auto correlation = real_spectrum(padded);
  const double scale = 1.0 / static_cast<double>(size);
  for (std::size_t lag = 0; lag < known; ++lag) result[lag] = correlation[lag].real() * scale;
  return result;
}

std::vector<float> hann_window(std::size_t size) {
  std::vector<float> window(size, 1.0F);
  if (size < 2) return window;
  for (std::size_t i = 0; i < size; ++i) {
    const double angle = 2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(size);
    window[i] = static_cast<float>(0.5 - 0.5 * std::cos(angle));
  }
  return window;
}

}  // namespace segue::numeric
