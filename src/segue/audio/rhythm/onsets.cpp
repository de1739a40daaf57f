#include "segue/audio/rhythm/onsets.h"

#include <algorithm>
#include <cmath>

#include "segue/audio/rhythm/onset_strength.h"

namespace segue::audio {
namespace {

constexpr std::size_t kHighestWithin = 3;  // frames, 35 ms
constexpr std::size_t kMeanWithin = 26;    // frames, 0.3 s
constexpr double kLeast = 0.15 * 40;       // nepers, 40 bands
constexpr double kDeviations = 0.5;

}  // namespace

std::vector<std::size_t> find_onsets(std::span<const float> curve) {
  std::vector<double> sums(curve.size() + 1);
  double squares = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    sums[i + 1] = sums[i] + static_cast<double>(curve[i]);
    squares += static_cast<double>(curve[i]) * static_cast<double>(curve[i]);
  }
  const auto size = static_cast<double>(std::max<std::size_t>(1, curve.size()));
  const double mean = sums.back() / size;
  const double above = std::max(kLeast, kDeviations * std::sqrt(std::max(0.0, squares / size - mean * mean)));
  std::vector<std::size_t> onsets;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const std::size_t first = i > kHighestWithin ? i - kHighestWithin : 0;
    const std::size_t end = std::min(curve.size(), i + kHighestWithin + 1);
    // The first of equals is the onset.
    if (std::max_element(curve.begin() + static_cast<std::ptrdiff_t>(first),
                         curve.begin() + static_cast<std::ptrdiff_t>(end)) !=
        curve.begin() + static_cast<std::ptrdiff_t>(i)) {
      continue;
    }
    const std::size_t from = i > kMeanWithin ? i - kMeanWithin : 0;
    const std::size_t to = std::min(curve.size(), i + kMeanWithin + 1);
    const double around = (sums[to] - sums[from]) / static_cast<double>(to - from);
    if (static_cast<double>(curve[i]) > around + above) onsets.push_back(i);
  }
  return onsets;
}

}  // namespace segue::audio
