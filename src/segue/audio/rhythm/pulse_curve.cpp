#include "segue/audio/rhythm/pulse_curve.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace segue::audio {
namespace {

constexpr double kMeanSeconds = 1;
constexpr double kScaleSeconds = 10;
constexpr double kQuietest = 0.25;

/// Sums over [i - half, i + half], cut at the ends.
class RunningSum {
 public:
  explicit RunningSum(std::size_t size) : sums_(size + 1) {}
  void set(std::size_t i, double value) { sums_[i + 1] = sums_[i] + value; }
  double mean(std::size_t i, std::size_t half) const {
    const std::size_t first = i > half ? i - half : 0;
    const std::size_t end = std::min(sums_.size() - 1, i + half + 1);
    return (sums_[end] - sums_[first]) / static_cast<double>(end - first);
  }

 private:
  std::vector<double> sums_;
};

}  // namespace

std::vector<float> levelled(std::span<const float> curve, double rate) {
  RunningSum sums(curve.size());
  for (std::size_t i = 0; i < curve.size(); ++i) sums.set(i, static_cast<double>(curve[i]));
  const auto half_mean = static_cast<std::size_t>(kMeanSeconds / 2 * rate);
  std::vector<float> result(curve.size());
  RunningSum squares(curve.size());
  double total = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const double above = std::max(0.0, static_cast<double>(curve[i]) - sums.mean(i, half_mean));
    result[i] = static_cast<float>(above);
    squares.set(i, above * above);
    total += above * above;
  }
  if (total <= 0) return result;
  const double floor = kQuietest * std::sqrt(total / static_cast<double>(curve.size()));
  const auto half_scale = static_cast<std::size_t>(kScaleSeconds / 2 * rate);
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const double scale = std::max(floor, std::sqrt(std::max(0.0, squares.mean(i, half_scale))));
    result[i] = static_cast<float>(static_cast<double>(result[i]) / scale);
  }
  return result;
}

std::vector<float> smoothed(std::span<const float> curve) {
  std::vector<float> result(curve.size());
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const float before = curve[i > 0 ? i - 1 : i];
    const float after = curve[i + 1 < curve.size() ? i + 1 : i];
    result[i] = (before + 2 * curve[i] + after) / 4;
  }
  return result;
}

}  // namespace segue::audio
