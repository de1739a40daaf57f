#include "segue/audio/decode/half_band.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "segue/audio/decode/kaiser.h"

namespace segue::audio {
namespace {

constexpr double kAttenuation = 72;  // dB
constexpr std::size_t kPiece = 512;  // outputs at a time: all of it stays in the first cache

/// Tap 2 j + 1 on either side of the middle, which is 0.5; all of them sum to 1.
std::array<float, kHalfBandPairs> design() {
  const double beta = kaiser_beta(kAttenuation);
  std::array<double, kHalfBandPairs> taps{};
  double sum = 0;
  for (std::size_t j = 0; j < kHalfBandPairs; ++j) {
    const auto t = static_cast<double>(2 * j + 1);
    taps[j] = 0.5 * sinc(t / 2) * kaiser(t / (2 * kHalfBandPairs), beta);
    sum += 2 * taps[j];
  }
  std::array<float, kHalfBandPairs> exact{};
  for (std::size_t j = 0; j < kHalfBandPairs; ++j) exact[j] = static_cast<float>(taps[j] * 0.5 / sum);
  return exact;
}

const std::array<float, kHalfBandPairs>& taps() {
  static const std::array<float, kHalfBandPairs> the_taps = design();
  return the_taps;
}

/// out[m] += sum over j of tap j * (x[m + kHalfBandPairs - 1 - j] + x[m + kHalfBandPairs + j]). The taps are the outer
/// loop so that neighbouring outputs are computed side by side, each in the same order whatever their number.
void add_pairs(const float* x, float* out, std::size_t count) {
  for (std::size_t at = 0; at < count; at += kPiece) {
    const std::size_t size = std::min(kPiece, count - at);
    for (std::size_t j = 0; j < kHalfBandPairs; ++j) {
      const float tap = taps()[j];
      const float* before = x + at + kHalfBandPairs - 1 - j;
      const float* after = x + at + kHalfBandPairs + j;
      float* __restrict to = out + at;
      for (std::size_t m = 0; m < size; ++m) to[m] += tap * (before[m] + after[m]);
    }
  }
}

void drop_front(std::vector<float>& samples, std::size_t count) {
  samples.erase(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace

RateHalver::RateHalver() : odd_(kHalfBandPairs, 0.0F) {}

void RateHalver::push(std::span<const float> in, std::vector<float>& out) {
  std::size_t i = 0;
  if (next_is_odd_ && !in.empty()) {
    odd_.push_back(in[i++]);
    next_is_odd_ = false;
  }
  const std::size_t pairs = (in.size() - i) / 2;
  const std::size_t evens = even_.size();
  const std::size_t odds = odd_.size();
  even_.resize(evens + pairs);
  odd_.resize(odds + pairs);
  for (std::size_t p = 0; p < pairs; ++p) {
    even_[evens + p] = in[i + 2 * p];
    odd_[odds + p] = in[i + 2 * p + 1];
  }
  i += 2 * pairs;
  if (i < in.size()) {
    even_.push_back(in[i]);
    next_is_odd_ = true;
  }
  // Output m needs odd samples m - kHalfBandPairs to m + kHalfBandPairs - 1.
  const std::size_t span = 2 * kHalfBandPairs - 1;
  const std::size_t count = odd_.size() > span ? std::min(odd_.size() - span, even_.size()) : 0;
  if (count == 0) return;
  ready_.resize(count);
  for (std::size_t m = 0; m < count; ++m) ready_[m] = 0.5F * even_[m];
  add_pairs(odd_.data(), ready_.data(), count);
  out.insert(out.end(), ready_.begin(), ready_.end());
  drop_front(even_, count);
  drop_front(odd_, count);
}

void RateHalver::finish(std::vector<float>& out) {
  const std::size_t left = even_.size();
  const std::vector<float> silence(2 * kHalfBandPairs + 1, 0.0F);
  std::vector<float> last;
  push(silence, last);
  last.resize(std::min(last.size(), left));  // and not what follows from the silence itself
  out.insert(out.end(), last.begin(), last.end());
}

RateDoubler::RateDoubler() : history_(kHalfBandPairs - 1, 0.0F) {}

void RateDoubler::push(std::span<const float> in, std::vector<float>& out) {
  history_.insert(history_.end(), in.begin(), in.end());
  const std::size_t span = 2 * kHalfBandPairs - 1;
  if (history_.size() <= span) return;
  const std::size_t count = history_.size() - span;
  ready_.assign(count, 0.0F);
  add_pairs(history_.data(), ready_.data(), count);
  const std::size_t begin = out.size();
  out.resize(begin + 2 * count);
  for (std::size_t m = 0; m < count; ++m) {
    out[begin + 2 * m] = history_[m + kHalfBandPairs - 1];
    out[begin + 2 * m + 1] = 2 * ready_[m];
  }
  drop_front(history_, count);
}

void RateDoubler::finish(std::vector<float>& out) {
  const std::vector<float> silence(kHalfBandPairs, 0.0F);
  push(silence, out);
}

}  // namespace segue::audio
