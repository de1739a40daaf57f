#include "segue/audio/rhythm/metre.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "segue/audio/rhythm/pulse_curve.h"

namespace segue::audio {
namespace {

constexpr std::size_t kFewest = 16;
constexpr std::size_t kFarthest = 28;
constexpr std::size_t kShortestBar = 3;
constexpr std::size_t kLongestBar = 7;
constexpr std::size_t kUsualBar = 4;
constexpr double kMargin = 0.15;    // by which another metre must beat four
constexpr double kTurnAbout = 0.3;  // two bars of three are one of six when they differ this much
constexpr double kAlike = 0.05;     // deviation, in means, that beats struck alike reach by falling between frames
constexpr double kChance = 3;       // times 1 / sqrt(beats): the margin that chance may reach
constexpr int kNear = 3;            // frames on either side of a beat that belong to it

/// The sum near each beat, less their mean, over their standard deviation; empty if they are all alike.
std::vector<double> on_beats(std::span<const float> curve, std::span<const double> beats) {
  std::vector<double> values;
  double sum = 0;
  for (const double beat : beats) {
    const auto middle = static_cast<std::ptrdiff_t>(std::lround(beat));
    float total = 0;
    for (std::ptrdiff_t i = middle - kNear; i <= middle + kNear; ++i) {
      if (i >= 0 && i < std::ssize(curve)) total += curve[static_cast<std::size_t>(i)];
    }
    values.push_back(static_cast<double>(total));
    sum += values.back();
  }
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0;
  for (double& value : values) {
    value -= mean;
    squares += value * value;
  }
  const double deviation = std::sqrt(squares / static_cast<double>(values.size()));
  if (deviation <= kAlike * mean) return {};
  for (double& value : values) value /= deviation;
  return values;
}

/// [distance], 0 unused: the mean over the curves that vary.
std::vector<double> likeness(const OnsetCurves& curves, std::span<const double> beats) {
  std::vector<double> result(std::min(kFarthest, beats.size() / 2) + 1);
  int used = 0;
  for (const std::vector<float>* curve : {&curves.accent_low, &curves.accent_mid, &curves.accent_all}) {
    const std::vector<double> values = on_beats(*curve, beats);
    if (values.empty()) continue;
    ++used;
    for (std::size_t distance = 1; distance < result.size(); ++distance) {
      double sum = 0;
      for (std::size_t i = 0; i + distance < values.size(); ++i) sum += values[i] * values[i + distance];
      result[distance] += sum / static_cast<double>(values.size() - distance);
    }
  }
  for (double& value : result) value /= std::max(1, used);
  return result;
}

double score_of(std::size_t bar, std::span<const double> like) {
  double multiples = 0;
  double others = 0;
  std::size_t count = 0;
  // Whole bars only, so that every place in the bar weighs the same.
  const std::size_t end = (like.size() - 1) / bar * bar;
  for (std::size_t distance = 1; distance <= end; ++distance) {
    if (distance % bar == 0) {
      multiples += like[distance];
      ++count;
    } else {
      others += like[distance];
    }
  }
  if (count == 0) return 0;
  return multiples / static_cast<double>(count) - others / static_cast<double>(count * (bar - 1));
}

/// How much more bars of three are like every other one than like the next.
double turn_about(std::span<const double> like) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t distance = kShortestBar; distance + kShortestBar < like.size(); distance += 2 * kShortestBar) {
    sum += like[distance + kShortestBar] - like[distance];
    ++count;
  }
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

}  // namespace

Metre find_metre(const OnsetCurves& curves, std::span<const double> beats) {
  Metre metre;
  if (beats.size() < kFewest) return metre;
  const std::vector<double> like = likeness(curves, beats);
  std::array<double, kLongestBar + 1> scores{};
  for (std::size_t bar = kShortestBar; bar <= kLongestBar; ++bar) scores[bar] = score_of(bar, like);
  std::size_t best = kUsualBar;
  const double margin = std::max(kMargin, kChance / std::sqrt(static_cast<double>(beats.size())));
  for (std::size_t bar = kShortestBar; bar <= kLongestBar; ++bar) {
    if (scores[bar] > scores[kUsualBar] + margin && (best == kUsualBar || scores[bar] > scores[best])) best = bar;
  }
  if (best == kShortestBar && turn_about(like) > kTurnAbout) best = 2 * kShortestBar;
  double rival = 0;
  for (std::size_t bar = kShortestBar; bar <= kLongestBar; ++bar) {
    if (bar != best) rival = std::max(rival, scores[bar]);
  }
  metre.beats_a_bar = static_cast<int>(best);
  metre.confidence = std::clamp(scores[best], 0.0, 1.0) * std::clamp(2 * (scores[best] - rival), 0.0, 1.0);
  return metre;
}

}  // namespace segue::audio
