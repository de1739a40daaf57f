#include "segue/audio/tonal/peak_chroma.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace segue::audio {

namespace {

constexpr double kLowestHertz = 60;
constexpr double kHighestHertz = 3500;
constexpr std::size_t kSurroundings = 25;   // bins to either side
constexpr float kAboveSurroundings = 4.0F;  // in log2 of power: 12 dB
constexpr float kBelowGreatest = 1e-5F;     // of power: 50 dB
constexpr float kFloor = 1e-9F;             // of the greatest power: below lies what rounding left
constexpr double kSilence = 1e-10;          // power of samples, -100 dB: what a band holds less than is silence
constexpr double kAmplitudeSteps = 10;      // weight = log(1 + 10 a / greatest a): 2.4 for the greatest, 0.03 at -50 dB
constexpr std::size_t kPartials = 5;
constexpr double kPartialDecay = 0.8;

// log2 within 1e-4, and vectorised where the library's is not. x > 0 and normal.
float fast_log2(float x) {
  const auto bits = std::bit_cast<std::int32_t>(x);
  // Mantissa in [sqrt(1/2), sqrt(2)): the polynomial is good near 1.
  const std::int32_t exponent = (bits - 0x3f3504f3) >> 23;
  const float m = std::bit_cast<float>(bits - exponent * (1 << 23)) - 1.0F;
  // log2(1 + m) = s * (2 / ln 2) * (1 + s^2 / 3 + s^4 / 5), s = m / (2 + m)
  const float s = m / (2.0F + m);
  const float s2 = s * s;
  return static_cast<float>(exponent) + s * (2.8853900818F + s2 * (0.9617966939F + s2 * 0.5770780164F));
}

}  // namespace

PeakChroma::PeakChroma(std::size_t size, double rate)
    : hertz_per_bin_(rate / static_cast<double>(size)),
      // Half of the spectrum is seen; a Hann window's squares sum to 3/8 of its length.
      power_scale_(2.0 / (0.375 * static_cast<double>(size) * static_cast<double>(size))),
      first_(static_cast<std::size_t>(std::ceil(kLowestHertz / hertz_per_bin_))),
      last_(std::min(static_cast<std::size_t>(kHighestHertz / hertz_per_bin_), size / 2 - kSurroundings - 1)) {
  const std::size_t bins = last_ + kSurroundings + 1;
  power_.resize(bins);
  log_power_.resize(bins);
  log_sum_.resize(bins + 1);
}

FramePitch PeakChroma::analyze(std::span<const float> power, std::size_t stride) {
  FramePitch result;
  const std::size_t bins = power_.size();
  for (std::size_t i = 0; i < bins; ++i) power_[i] = power[i * stride];
  double sum = 0;
  float greatest = 0;
  for (std::size_t i = first_; i <= last_; ++i) {
    sum += power_[i];
    greatest = std::max(greatest, power_[i]);
  }
  result.power = sum * power_scale_;
  if (!(result.power >= kSilence) || !std::isfinite(result.power)) {
    result.power = 0;
    return result;
  }

  const float floor = kFloor * greatest;
  for (std::size_t i = 0; i < bins; ++i) log_power_[i] = fast_log2(power_[i] + floor);
  for (std::size_t i = 0; i < bins; ++i) log_sum_[i + 1] = log_sum_[i] + log_power_[i];
  result.tonal_share = std::min(1.0, find_peaks() / sum);

  double weights = 0;
  double greatest_peak = 0;
  for (const Peak& peak : peaks_) greatest_peak = std::max(greatest_peak, peak.power);
  for (const Peak& peak : peaks_) {
    const double weight = std::log1p(kAmplitudeSteps * std::sqrt(peak.power / greatest_peak));
    const double pitch = 12 * std::log2(peak.bin * hertz_per_bin_ / 440.0);
    const double angle = 2 * std::numbers::pi * pitch;
    result.tuning_x += weight * std::cos(angle);
    result.tuning_y += weight * std::sin(angle);
    double share = weight;
    for (std::size_t n = 1; n <= kPartials; ++n, share *= kPartialDecay) {
      // C is 9 semitones below A; 20 octaves more keep it positive.
      const double step = (pitch + 9 + 240 - 12 * std::log2(static_cast<double>(n))) * kStepsPerSemitone;
      const double below = std::floor(step);
      const double part = step - below;
      const std::size_t at = static_cast<std::size_t>(below) % kFineSteps;
      result.chroma[at] += static_cast<float>(share * (1 - part));
      result.chroma[(at + 1) % kFineSteps] += static_cast<float>(share * part);
      weights += share;
    }
  }
  if (weights > 0) {
    for (float& value : result.chroma) value = static_cast<float>(value / weights);
  }
  return result;
}

// Fills peaks_; returns their power, the two bins to either side of each included (a Hann window's main lobe).
double PeakChroma::find_peaks() {
  peaks_.clear();
  const float least = kBelowGreatest * *std::max_element(power_.begin() + static_cast<std::ptrdiff_t>(first_),
                                                         power_.begin() + static_cast<std::ptrdiff_t>(last_) + 1);
  double sum = 0;
  std::size_t counted = 0;  // bins below this one are in the sum, or belong to no peak
  for (std::size_t i = first_; i <= last_; ++i) {
    if (power_[i] < least || power_[i] <= power_[i - 1] || power_[i] < power_[i + 1]) continue;
    const std::size_t from = i > kSurroundings ? i - kSurroundings : 1;  // without bin 0: a constant is no sound
    const std::size_t to = i + kSurroundings + 1;
    const double surroundings = (log_sum_[to] - log_sum_[from]) / static_cast<double>(to - from);
    if (log_power_[i] < surroundings + kAboveSurroundings) continue;
    const double left = std::log(static_cast<double>(power_[i - 1]) + 1e-30);
    const double middle = std::log(static_cast<double>(power_[i]));
    const double right = std::log(static_cast<double>(power_[i + 1]) + 1e-30);
    const double shift = 0.5 * (left - right) / (left - 2 * middle + right);
    peaks_.push_back({static_cast<double>(i) + shift, power_[i]});
    for (std::size_t k = std::max(counted, i - 2); k <= i + 2; ++k) sum += power_[k];
    counted = i + 3;
  }
  return sum;
}

}  // namespace segue::audio
