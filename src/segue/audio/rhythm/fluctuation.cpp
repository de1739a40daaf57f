#include "segue/audio/rhythm/fluctuation.h"

#include <algorithm>
#include <cmath>

namespace segue::audio {
namespace {

constexpr std::size_t kSamples = 220;
constexpr double kShortest = 31;  // of 10 ms
constexpr double kGrowth = 1.1;
constexpr int kStretches = 36;     // 31 * 1.1^35 is 871, and the next would be 9.6 s
constexpr double kShortening = 3;  // the paper's correction for short stretches
constexpr double kNothing = 1e-6;  // of the mean deviation: rounding
constexpr double kHighest = 10;
constexpr std::size_t kBlock = 4096;

/// Sums of y, x y and y^2 over prefixes of a block, counted from its first value so that nothing cancels in long songs.
struct Prefixes {
  std::vector<double> y;
  std::vector<double> xy;
  std::vector<double> yy;

  explicit Prefixes(std::span<const double> block) : y(block.size() + 1), xy(block.size() + 1), yy(block.size() + 1) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      const double value = block[i] - block[0];
      y[i + 1] = y[i] + value;
      xy[i + 1] = xy[i] + static_cast<double>(i) * value;
      yy[i + 1] = yy[i] + value * value;
    }
  }

  /// Mean squared distance of `count` values from their best line.
  double residual(std::size_t first, std::size_t count) const {
    const auto n = static_cast<double>(count);
    const double sum = y[first + count] - y[first];
    const double moment = xy[first + count] - xy[first] - (static_cast<double>(first) + (n - 1) / 2) * sum;
    const double spread = n * (n * n - 1) / 12;
    const double squares = yy[first + count] - yy[first] - sum * sum / n;
    return std::max(0.0, squares - moment * moment / spread) / n;
  }
};

}  // namespace

void Fluctuation::push(std::span<const float> samples) {
  for (const float sample : samples) {
    sum_ += static_cast<double>(sample);
    squares_ += static_cast<double>(sample) * static_cast<double>(sample);
    if (++count_ < kSamples) continue;
    const double mean = sum_ / static_cast<double>(kSamples);
    deviations_.push_back(
        static_cast<float>(std::sqrt(std::max(0.0, squares_ / static_cast<double>(kSamples) - mean * mean))));
    sum_ = 0;
    squares_ = 0;
    count_ = 0;
  }
}

double fluctuation(std::span<const double> values, std::size_t stretch) {
  if (values.size() <= stretch) return 0;
  const std::size_t step = std::max<std::size_t>(1, stretch / 50);
  double sum = 0;
  std::size_t count = 0;
  std::size_t begin = 0;  // of the next stretch
  for (std::size_t block = 0; block + stretch < values.size(); block += kBlock) {
    const Prefixes prefixes(values.subspan(block, std::min(kBlock + stretch, values.size() - block)));
    for (; begin < block + kBlock && begin + stretch < values.size(); begin += step) {
      sum += prefixes.residual(begin - block, stretch);
      ++count;
    }
  }
  return std::sqrt(sum / static_cast<double>(count));
}

double Fluctuation::danceability() const {
  double mean = 0;
  for (const float value : deviations_) mean += static_cast<double>(value);
  mean /= static_cast<double>(std::max<std::size_t>(1, deviations_.size()));
  std::vector<double> walk;
  walk.reserve(deviations_.size());
  double position = 0;
  for (const float value : deviations_) {
    position += static_cast<double>(value) - mean;
    walk.push_back(position);
  }
  double slopes = 0;
  int count = 0;
  double before = 0;
  double stretch_before = 0;
  double length = kShortest;
  for (int i = 0; i < kStretches; ++i, length *= kGrowth) {
    const double stretch = std::floor(length);
    if (static_cast<double>(walk.size()) <= stretch) break;
    const double f = fluctuation(walk, static_cast<std::size_t>(stretch));
    if (f <= kNothing * mean) return 0;
    if (before > 0) {
      slopes += std::log(f / before) / std::log((stretch + kShortening) / (stretch_before + kShortening));
      ++count;
    }
    before = f;
    stretch_before = stretch;
  }
  return slopes > 0 ? std::min(kHighest, count / slopes) : 0;
}

}  // namespace segue::audio
