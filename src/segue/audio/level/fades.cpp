#include "segue/audio/level/fades.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "segue/audio/level/fade_curve.h"

namespace segue::audio {
namespace {

constexpr std::size_t kWindow = 4;       // tenths of a second that an entry of momentary loudness covers
constexpr std::size_t kShortest = 50;    // entries
constexpr double kNothing = 80;          // LU below integrated: the track has not begun; about the noise of 16 bits
constexpr double kInaudible = 60;        // LU below integrated: what lies below is as good as this
constexpr double kFaint = 20;            // LU below integrated: where a fade begins
constexpr double kFull = 6;              // LU below integrated: where it is about to end, or past that
constexpr std::size_t kLookAhead = 450;  // entries a curve is compared with at most
constexpr double kShortestFade = 0.5;    // s
constexpr double kLongestFade = 25;      // s; slower is no fade but how the music begins
constexpr double kCoarseStep = 1.04;
constexpr double kFineStep = 1.005;
constexpr double kLargestMisfit = 4;   // LU
constexpr std::size_t kSplitStep = 3;  // entries
constexpr double kMisfitShare = 0.6;   // of that of a straight line

/// Mean distance of `rest` from its median.
double spread(std::span<const float> rest, std::vector<float>& scratch) {
  scratch.assign(rest.begin(), rest.end());
  const auto middle = scratch.begin() + static_cast<std::ptrdiff_t>(scratch.size() / 2);
  std::nth_element(scratch.begin(), middle, scratch.end());
  const float median = *middle;
  double sum = 0;
  for (const float value : rest) sum += static_cast<double>(std::fabs(value - median));
  return sum / static_cast<double>(rest.size());
}

/// Mean distance of `levels` from the best two plateaus, one after the other: how music begins that does not fade.
double spread_of_a_step(std::span<const float> levels, std::vector<float>& scratch) {
  double best = spread(levels, scratch);
  const auto size = static_cast<double>(levels.size());
  for (std::size_t split = kSplitStep; split < levels.size(); split += kSplitStep) {
    const double before = spread(levels.first(split), scratch) * static_cast<double>(split);
    const double after = spread(levels.subspan(split), scratch) * static_cast<double>(levels.size() - split);
    best = std::min(best, (before + after) / size);
  }
  return best;
}

/// The fade that explains `levels` best.
class CurveFit {
 public:
  explicit CurveFit(std::span<const float> levels) : levels_(levels), curve_(levels.size()), rest_(levels.size()) {
    for (const FadeShape shape : kFadeShapes) {
      consider_all(shape, kShortestFade, kLongestFade * kCoarseStep, kCoarseStep);
    }
    const FadeShape shape = shape_;
    const double last = length_ * kCoarseStep;
    consider_all(shape, length_ / kCoarseStep, last, kFineStep);
  }

  double length() const { return length_; }  ///< s
  double misfit() const { return misfit_; }  ///< LU, mean

 private:
  /// Lengths from `first` to `last`, each `step` times the one before.
  void consider_all(FadeShape shape, double first, double last, double step) {
    double length = first;
    while (length <= last) {
      consider(shape, length);
      length *= step;
    }
  }

  void consider(FadeShape shape, double length) {
    fade_curve(shape, length, curve_);
    for (std::size_t i = 0; i < levels_.size(); ++i) rest_[i] = levels_[i] - curve_[i];
    const double misfit = spread(rest_, scratch_);
    if (misfit < misfit_) {
      misfit_ = misfit;
      length_ = length;
      shape_ = shape;
    }
  }

  std::span<const float> levels_;
  std::vector<float> curve_, rest_, scratch_;
  double misfit_ = 1e9;
  double length_ = kShortestFade;
  FadeShape shape_ = FadeShape::kLinear;
};

/// Seconds from the first entry of `momentary` to the end of a fade in; none if there is none.
std::optional<double> fade_in(std::span<const float> momentary, double integrated) {
  const auto sound = std::find_if(momentary.begin(), momentary.end(),
                                  [&](float level) { return static_cast<double>(level) > integrated - kNothing; });
  auto begin = static_cast<std::size_t>(sound - momentary.begin());
  if (begin > 0) begin += kWindow - 1;  // of the first entry with sound, only the last tenth of a second has it
  if (begin + kShortest > momentary.size()) return std::nullopt;
  std::span<const float> head = momentary.subspan(begin);
  if (static_cast<double>(head.front()) > integrated - kFaint) return std::nullopt;
  const auto full = std::find_if(head.begin(), head.end(),
                                 [&](float level) { return static_cast<double>(level) > integrated - kFull; });
  if (full == head.end()) return std::nullopt;
  const std::size_t rise = static_cast<std::size_t>(full - head.begin());
  head = head.first(std::min({head.size(), kLookAhead, 3 * rise + 30}));
  std::vector<float> levels(head.begin(), head.end());
  for (float& level : levels) level = std::max(level, static_cast<float>(integrated - kInaudible));
  std::vector<float> scratch;
  const CurveFit fit(levels);
  if (fit.length() > kLongestFade || fit.misfit() > kLargestMisfit) return std::nullopt;
  if (fit.misfit() > kMisfitShare * spread(levels, scratch)) return std::nullopt;
  if (fit.misfit() > spread_of_a_step(levels, scratch)) return std::nullopt;
  return static_cast<double>(begin) / 10 + fit.length();
}

}  // namespace

Fades find_fades(std::span<const float> momentary, double integrated, double duration) {
  const Fades none{0, duration};
  if (momentary.size() < kShortest) return none;
  const std::optional<double> in = fade_in(momentary, integrated);
  const std::vector<float> backwards(momentary.rbegin(), momentary.rend());
  const std::optional<double> out = fade_in(backwards, integrated);
  Fades fades = none;
  if (in) fades.end_of_fade_in = std::min(*in, duration);
  const double measured = static_cast<double>(momentary.size() + kWindow - 1) / 10;
  if (out) fades.start_of_fade_out = std::clamp(measured - *out, 0.0, duration);
  return fades.end_of_fade_in <= fades.start_of_fade_out ? fades : none;
}

}  // namespace segue::audio
