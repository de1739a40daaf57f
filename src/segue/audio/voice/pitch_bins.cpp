#include "segue/audio/voice/pitch_bins.h"

#include <algorithm>
#include <cmath>

namespace segue::audio {

namespace {

using numeric::kFrameLanes;

constexpr std::size_t kSurroundings = kPitchBinsPerOctave / 3;

}  // namespace

numeric::BandFilters pitch_filters(double sample_rate, std::size_t frame_size) {
  numeric::BandFilters filters;
  const double hertz_per_bin = sample_rate / static_cast<double>(frame_size);
  const double step = std::exp2(1.0 / static_cast<double>(kPitchBinsPerOctave));
  for (std::size_t pitch = 0; pitch < kPitchBins; ++pitch) {
    const double centre =
        kLowestPitchHz * std::exp2(static_cast<double>(pitch) / static_cast<double>(kPitchBinsPerOctave));
    const double half_width = std::max(hertz_per_bin, centre * (step - 1));
    const auto first = static_cast<std::size_t>(std::ceil((centre - half_width) / hertz_per_bin));
    std::vector<float> weights;
    double sum = 0;
    for (std::size_t bin = first; bin <= frame_size / 2; ++bin) {
      const double away = std::abs(static_cast<double>(bin) * hertz_per_bin - centre);
      if (static_cast<double>(bin) * hertz_per_bin > centre && away >= half_width) break;
      const double weight = std::max(0.0, 1 - away / half_width);
      weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (float& weight : weights) weight /= static_cast<float>(sum);
    filters.add(first, weights);
  }
  return filters;
}

void whiten(std::span<float> values) {
  for (float& value : values) value = std::sqrt(std::sqrt(value));
  // [bin + 1]: the sum up to and with bin.
  std::vector<float> sums((kPitchBins + 1) * kFrameLanes);
  for (std::size_t i = 0; i < kPitchBins * kFrameLanes; ++i) sums[i + kFrameLanes] = sums[i] + values[i];
  for (std::size_t bin = 0; bin < kPitchBins; ++bin) {
    const std::size_t from = bin > kSurroundings ? bin - kSurroundings : 0;
    const std::size_t to = std::min(kPitchBins, bin + kSurroundings + 1);
    const float share = 1.0F / static_cast<float>(to - from);
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
      float& value = values[bin * kFrameLanes + lane];
      const float mean = (sums[to * kFrameLanes + lane] - sums[from * kFrameLanes + lane]) * share;
      value = std::max(0.0F, value - mean);
    }
  }
}

}  // namespace segue::audio
