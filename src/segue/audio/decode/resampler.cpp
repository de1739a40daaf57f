#include "segue/audio/decode/resampler.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "segue/audio/decode/kaiser.h"

namespace segue::audio {
namespace {

constexpr double kAttenuation = 70;  // dB
constexpr double kHalfTaps = 26;     // at the lower of the two rates
constexpr std::uint64_t kMostExactRows = 2048;
constexpr std::size_t kInterpolatedRows = 512;  // a line between two of them is off by -105 dB at most

std::size_t round_up_to_even(double x) {
  return 2 * static_cast<std::size_t>(std::ceil(x / 2));
}

/// Four running sums: a fixed order that vector instructions can keep.
float dot(const float* a, const float* b, std::size_t count) {
  std::array<float, 4> sums{};
  for (std::size_t i = 0; i < count; i += 4) {
    for (std::size_t j = 0; j < 4; ++j) sums[j] += a[i + j] * b[i + j];
  }
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

}  // namespace

Resampler::Resampler(int in_rate, int out_rate) {
  assert(in_rate > 0 && out_rate > 0);
  const int common = std::gcd(in_rate, out_rate);
  numerator_ = static_cast<std::uint64_t>(out_rate / common);
  denominator_ = static_cast<std::uint64_t>(in_rate / common);
  const double stretch = std::max(1.0, static_cast<double>(in_rate) / out_rate);
  half_taps_ = round_up_to_even(kHalfTaps * stretch);
  interpolated_ = numerator_ > kMostExactRows;
  rows_ = interpolated_ ? kInterpolatedRows : static_cast<std::size_t>(numerator_);
  build_rows();
  history_.assign(half_taps_ - 1, 0.0F);
}

void Resampler::build_rows() {
  const std::size_t taps = 2 * half_taps_;
  // In cycles per input sample: the stop band begins at the lower Nyquist frequency, the cutoff lies half the width of
  // the transition below it.
  const double nyquist = 0.5 * std::min(1.0, static_cast<double>(numerator_) / static_cast<double>(denominator_));
  const double cutoff = nyquist - kaiser_transition(kAttenuation, taps) / 2;
  const double beta = kaiser_beta(kAttenuation);
  const std::size_t count = interpolated_ ? rows_ + 1 : rows_;
  taps_.resize(count * taps);
  std::vector<double> row(taps);
  for (std::size_t r = 0; r < count; ++r) {
    const double fraction = static_cast<double>(r) / static_cast<double>(rows_);
    double sum = 0;
    for (std::size_t k = 0; k < taps; ++k) {
      const double t = static_cast<double>(k) - static_cast<double>(half_taps_ - 1) - fraction;
      row[k] = 2 * cutoff * sinc(2 * cutoff * t) * kaiser(t / static_cast<double>(half_taps_), beta);
      sum += row[k];
    }
    for (std::size_t k = 0; k < taps; ++k) taps_[r * taps + k] = static_cast<float>(row[k] / sum);  // 0 Hz kept exactly
  }
}

float Resampler::sample_at(const float* window, std::uint64_t phase) const {
  const std::size_t taps = 2 * half_taps_;
  if (!interpolated_) return dot(window, taps_.data() + static_cast<std::size_t>(phase) * taps, taps);
  const double place = static_cast<double>(phase) * static_cast<double>(rows_) / static_cast<double>(numerator_);
  const auto row = static_cast<std::size_t>(place);
  const auto between = static_cast<float>(place - static_cast<double>(row));
  const float before = dot(window, taps_.data() + row * taps, taps);
  const float after = dot(window, taps_.data() + (row + 1) * taps, taps);
  return before + between * (after - before);
}

void Resampler::produce(std::vector<float>& out) {
  // history_[i] is input sample first + i - (half_taps_ - 1).
  const std::uint64_t first = begin_;
  const std::uint64_t known = first + history_.size() - (half_taps_ - 1);
  const std::uint64_t last = finished_ ? (received_ * numerator_ + denominator_ - 1) / denominator_ : UINT64_MAX;
  const std::uint64_t step = denominator_ / numerator_;
  const std::uint64_t rest = denominator_ % numerator_;
  while (begin_ + half_taps_ < known && produced_ < last) {
    out.push_back(sample_at(history_.data() + static_cast<std::size_t>(begin_ - first), phase_));
    ++produced_;
    begin_ += step;
    phase_ += rest;
    if (phase_ >= numerator_) {
      phase_ -= numerator_;
      ++begin_;
    }
  }
  // Less than the filter's length: it stretches with the step.
  const auto used = static_cast<std::ptrdiff_t>(begin_ - first);
  assert(static_cast<std::size_t>(used) <= history_.size());
  history_.erase(history_.begin(), history_.begin() + used);
}

void Resampler::push(std::span<const float> in, std::vector<float>& out) {
  history_.insert(history_.end(), in.begin(), in.end());
  received_ += in.size();
  produce(out);
}

void Resampler::finish(std::vector<float>& out) {
  history_.insert(history_.end(), half_taps_, 0.0F);
  finished_ = true;
  produce(out);
}

}  // namespace segue::audio
