#include "segue/audio/waveform.h"

#include <algorithm>

namespace segue::audio {
namespace {

constexpr std::size_t kMostSlices = 2000;

}  // namespace

void Waveform::push(std::span<const float> samples) {
  while (!samples.empty()) {
    if (lowest_.empty() || filled_ == slice_) {
      if (lowest_.size() == kMostSlices) halve();
      lowest_.push_back(samples.front());
      highest_.push_back(samples.front());
      filled_ = 0;
    }
    const std::size_t count = std::min(slice_ - filled_, samples.size());
    const auto [low, high] = std::ranges::minmax(samples.first(count));
    lowest_.back() = std::min(lowest_.back(), low);
    highest_.back() = std::max(highest_.back(), high);
    filled_ += count;
    samples = samples.subspan(count);
  }
}

void Waveform::halve() {
  for (std::size_t i = 0; i < kMostSlices / 2; ++i) {
    lowest_[i] = std::min(lowest_[2 * i], lowest_[2 * i + 1]);
    highest_[i] = std::max(highest_[2 * i], highest_[2 * i + 1]);
  }
  lowest_.resize(kMostSlices / 2);
  highest_.resize(kMostSlices / 2);
  slice_ *= 2;
}

}  // namespace segue::audio
