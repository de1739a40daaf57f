#include "segue/audio/rhythm/beats.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "segue/audio/rhythm/pulse_curve.h"

namespace segue::audio {
namespace {

constexpr double kTightness = 100;
constexpr double kStrong = 0.5;  // of the root mean square on beats: where the music is taken to begin and to end

/// Cost of every gap from half to twice a period that is renewed only when the period changes.
class GapCosts {
 public:
  void set(double period) {
    if (period == period_) return;
    period_ = period;
    shortest_ = static_cast<std::size_t>(std::max(1.0, std::round(period / 2)));
    costs_.clear();
    for (std::size_t gap = shortest_; static_cast<double>(gap) <= 2 * period; ++gap) {
      const double deviation = std::log(static_cast<double>(gap) / period);
      costs_.push_back(static_cast<float>(kTightness * deviation * deviation));
    }
  }
  std::size_t shortest() const { return shortest_; }
  std::span<const float> costs() const { return costs_; }

 private:
  double period_ = 0;
  std::size_t shortest_ = 1;
  std::vector<float> costs_;
};

std::vector<std::size_t> best_sequence(std::span<const float> curve, const Pulse& pulse) {
  std::vector<float> score(curve.size());
  std::vector<std::int32_t> from(curve.size(), -1);
  GapCosts gaps;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    gaps.set(pulse.local[std::min(pulse.local.size() - 1, (i + kPulseHop / 2) / kPulseHop)]);
    float best = 0;  // a sequence may begin anywhere
    for (std::size_t g = 0; g < gaps.costs().size(); ++g) {
      const std::size_t gap = gaps.shortest() + g;
      if (gap > i) break;
      const float value = score[i - gap] - gaps.costs()[g];
      if (value > best) {
        best = value;
        from[i] = static_cast<std::int32_t>(i - gap);
      }
    }
    score[i] = best + curve[i];
  }
  // Back from the best score within the last two periods.
  const auto tail = static_cast<std::size_t>(std::min(static_cast<double>(curve.size()), 2 * pulse.period));
  auto last = std::max_element(score.end() - static_cast<std::ptrdiff_t>(tail), score.end()) - score.begin();
  std::vector<std::size_t> beats;
  for (auto i = static_cast<std::int32_t>(last); i >= 0; i = from[static_cast<std::size_t>(i)]) {
    beats.push_back(static_cast<std::size_t>(i));
  }
  std::ranges::reverse(beats);
  return beats;
}

/// Offset of the top of the parabola through three values, -0.5 to 0.5; 0 where the middle is not the highest.
double parabola_top(double before, double middle, double after) {
  const double bend = before - 2 * middle + after;
  if (bend >= 0 || middle < before || middle < after) return 0;
  return std::clamp(0.5 * (before - after) / bend, -0.5, 0.5);
}

void drop_silent_ends(std::vector<std::size_t>& beats, std::span<const float> curve) {
  double squares = 0;
  for (const std::size_t beat : beats) squares += static_cast<double>(curve[beat]) * static_cast<double>(curve[beat]);
  const double threshold = kStrong * std::sqrt(squares / static_cast<double>(std::max<std::size_t>(1, beats.size())));
  const auto strong = [&](std::size_t beat) {
    return curve[beat] > 0 && static_cast<double>(curve[beat]) >= threshold;
  };
  const auto last = std::find_if(beats.rbegin(), beats.rend(), strong).base();
  beats.erase(last, beats.end());
  beats.erase(beats.begin(), std::ranges::find_if(beats, strong));
}

}  // namespace

std::vector<double> track_beats(std::span<const float> curve, const Pulse& pulse) {
  if (!(pulse.period > 0)) return {};
  const std::vector<float> smooth = smoothed(curve);
  std::vector<std::size_t> frames = best_sequence(smooth, pulse);
  drop_silent_ends(frames, smooth);
  std::vector<double> beats;
  beats.reserve(frames.size());
  for (const std::size_t frame : frames) {
    double offset = 0;
    if (frame > 0 && frame + 1 < smooth.size()) {
      offset = parabola_top(static_cast<double>(smooth[frame - 1]), static_cast<double>(smooth[frame]),
                            static_cast<double>(smooth[frame + 1]));
    }
    beats.push_back(static_cast<double>(frame) + offset);
  }
  return beats;
}

}  // namespace segue::audio
