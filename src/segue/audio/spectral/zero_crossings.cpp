#include "segue/audio/spectral/zero_crossings.h"

#include <algorithm>

namespace segue::audio {

namespace {
constexpr float kThreshold = 1e-10F;
}

std::size_t ZeroCrossings::count_some(std::span<const float> samples) {
  const std::size_t count = std::min(kHop - in_hop_, samples.size());
  const bool first = samples[0] < -kThreshold;
  const int crosses = pushed_ > 0 && first != negative_ ? 1 : 0;
  if (in_hop_ == 0) current_.at_first = crosses;
  int crossings = crosses;
  for (std::size_t i = 1; i < count; ++i) {
    crossings += static_cast<int>((samples[i - 1] < -kThreshold) != (samples[i] < -kThreshold));
  }
  current_.crossings += crossings;
  negative_ = samples[count - 1] < -kThreshold;
  in_hop_ += count;
  pushed_ += count;
  return count;
}

}  // namespace segue::audio
