#include "segue/audio/rhythm/pulse.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "segue/audio/rhythm/pulse_curve.h"
#include "segue/numeric/spectrum.h"

namespace segue::audio {
namespace {

constexpr std::size_t kWindow = 1024;
constexpr std::size_t kTransform = 2 * kWindow;  // zero-padded, so nothing wraps around
constexpr double kFewestPairs = 0.25;
constexpr double kGridStep = 0.005;
constexpr std::size_t kMultiples = 4;       // in one window
constexpr std::size_t kWholeMultiples = 8;  // in the mean over all of them
constexpr double kLeastSeconds = 5;
constexpr double kPreferredSeconds = 0.5;
constexpr double kPreferredOctaves = 0.9;
constexpr double kLevelWeight = 1.5;  // a full backbeat counts as much as this power of e
constexpr double kSignificance = 5;   // standard deviations of the autocorrelation of unrelated onsets
constexpr double kFollowed = 0.2;     // how far a beat may drift from the whole track's period, in ln
constexpr double kDriftPenalty = 4;   // times the change in ln between windows 1.5 s apart, against scores of 0 to 1
constexpr double kSameWithin = 0.04;

std::size_t grid_size() {
  return static_cast<std::size_t>(std::log(kFastestBeat / kSlowestBeat) / kGridStep) + 1;
}
/// Frames; the grid goes from the fastest to the slowest.
double grid_period(std::size_t i) {
  return 60 * kOnsetRate / kFastestBeat * std::exp(kGridStep * static_cast<double>(i));
}

template <class T>
double at(const std::vector<T>& values, double place) {
  const auto before = static_cast<std::size_t>(place);
  if (before + 1 >= values.size()) return 0;
  const double share = place - static_cast<double>(before);
  return (1 - share) * static_cast<double>(values[before]) + share * static_cast<double>(values[before + 1]);
}

/// Generalised autocorrelation of a window, 1 at lag 0; empty where nothing begins.
std::vector<float> generalised_autocorrelation(std::span<const float> window) {
  double mean = 0;
  for (const float value : window) mean += static_cast<double>(value);
  mean /= static_cast<double>(window.size());
  std::vector<float> padded(kTransform);
  double energy = 0;
  for (std::size_t i = 0; i < window.size(); ++i) {
    padded[i] = window[i] - static_cast<float>(mean);
    energy += static_cast<double>(padded[i]) * static_cast<double>(padded[i]);
  }
  if (energy < 1e-6) return {};
  const auto spectrum = numeric::real_spectrum(padded);
  // The magnitudes are even and real, so their transform is the inverse one but for its scale.
  for (std::size_t k = 0; k <= kTransform / 2; ++k) {
    const float magnitude = std::abs(spectrum[k]);
    padded[k] = magnitude;
    if (k > 0) padded[kTransform - k] = magnitude;
  }
  const auto back = numeric::real_spectrum(padded);
  std::vector<float> result(kWindow);
  const float zero = back[0].real();
  for (std::size_t lag = 0; lag < kWindow; ++lag) result[lag] = back[lag].real() / zero;
  return result;
}

/// [window][grid].
struct Tempogram {
  std::size_t windows = 0;
  std::size_t periods = grid_size();
  std::vector<float> scores;
  std::vector<float> weights;  // a window's share of onsets, 1 at most
  std::vector<double> mean;    // [lag] generalised autocorrelation, over all windows

  std::span<const float> row(std::size_t w) const { return std::span(scores).subspan(w * periods, periods); }
};

Tempogram tempogram(std::span<const float> curve) {
  Tempogram result;
  result.windows = curve.size() / kPulseHop + 1;
  result.scores.assign(result.windows * result.periods, 0);
  result.weights.assign(result.windows, 0);
  result.mean.assign(kWindow, 0);
  double weights = 0;
  for (std::size_t w = 0; w < result.windows; ++w) {
    // Centred on frame w * hop where the curve reaches that far, else moved to lie inside it.
    const std::size_t length = std::min(kWindow, curve.size());
    const std::size_t centre = w * kPulseHop;
    const std::size_t first = std::min(centre > length / 2 ? centre - length / 2 : 0, curve.size() - length);
    const auto correlation = generalised_autocorrelation(curve.subspan(first, length));
    if (correlation.empty()) continue;
    double energy = 0;
    for (const float value : curve.subspan(first, length))
      energy += static_cast<double>(value) * static_cast<double>(value);
    const double weight = std::min(1.0, energy / static_cast<double>(length));
    result.weights[w] = static_cast<float>(weight);
    weights += weight;
    for (std::size_t lag = 0; lag < kWindow; ++lag) result.mean[lag] += weight * static_cast<double>(correlation[lag]);
    for (std::size_t p = 0; p < result.periods; ++p) {
      double sum = 0;
      for (std::size_t m = 1; m <= kMultiples; ++m) sum += at(correlation, static_cast<double>(m) * grid_period(p));
      result.scores[w * result.periods + p] = static_cast<float>(sum / kMultiples);
    }
  }
  for (std::size_t lag = 0; lag < kWindow; ++lag) {
    // Fewer pairs of onsets are as far apart as that within a window.
    const double pairs = std::max(kFewestPairs, 1 - static_cast<double>(lag) / kWindow);
    result.mean[lag] /= pairs * std::max(1e-9, weights);
  }
  return result;
}

/// How well each period explains the whole: the mean of its multiples' autocorrelation, of square roots, since every
/// multiple must be felt (one and a half beats fit at every other multiple only).
std::vector<double> whole_scores(const Tempogram& tempogram) {
  std::vector<double> scores(tempogram.periods);
  for (std::size_t p = 0; p < scores.size(); ++p) {
    double sum = 0;
    for (std::size_t m = 1; m <= kWholeMultiples; ++m) {
      sum += std::sqrt(std::max(0.0, at(tempogram.mean, static_cast<double>(m) * grid_period(p))));
    }
    scores[p] = (sum / kWholeMultiples) * (sum / kWholeMultiples);
  }
  return scores;
}

double prior(double period) {
  const double octaves = std::log2(period / kOnsetRate / kPreferredSeconds) / kPreferredOctaves;
  return std::exp(-octaves * octaves / 2);
}

bool related(double a, double b) {
  static constexpr std::array<double, 11> kRatios = {0.25, 1.0 / 3, 0.5, 2.0 / 3, 0.75, 1, 4.0 / 3, 1.5, 2, 3, 4};
  return std::ranges::any_of(kRatios, [&](double ratio) { return std::abs(a / b / ratio - 1) < kSameWithin; });
}

/// Periods of the path with the highest sum of scores less penalties for moving, within kFollowed of `best`.
std::vector<double> best_path(const Tempogram& tempogram, std::size_t best) {
  const auto reach = static_cast<std::size_t>(kFollowed / kGridStep);
  const std::size_t first = best > reach ? best - reach : 0;
  const std::size_t count = std::min(tempogram.periods, best + reach + 1) - first;
  constexpr std::size_t kFastest = 4;  // grid steps between windows
  std::vector<double> score(count);
  std::vector<std::uint8_t> from(tempogram.windows * count);
  for (std::size_t w = 0; w < tempogram.windows; ++w) {
    std::vector<double> next(count);
    for (std::size_t p = 0; p < count; ++p) {
      double highest = -1e300;
      std::size_t source = p;
      for (std::size_t q = p > kFastest ? p - kFastest : 0; q < std::min(count, p + kFastest + 1); ++q) {
        const double moved = (static_cast<double>(p) - static_cast<double>(q)) * kGridStep;
        const double value = score[q] - kDriftPenalty * std::abs(moved);
        if (value > highest) {
          highest = value;
          source = q;
        }
      }
      next[p] = highest + static_cast<double>(tempogram.weights[w]) * static_cast<double>(tempogram.row(w)[first + p]);
      from[w * count + p] = static_cast<std::uint8_t>(source);
    }
    score = std::move(next);
  }
  std::vector<double> path(tempogram.windows);
  auto p = static_cast<std::size_t>(std::ranges::max_element(score) - score.begin());
  for (std::size_t w = tempogram.windows; w-- > 0;) {
    path[w] = grid_period(first + p);
    p = from[w * count + p];
  }
  return path;
}

/// Mean over the windows of 1 - (highest peak that is no simple multiple of the path's period) / (score on the path).
double contrast(const Tempogram& tempogram, std::span<const double> path) {
  double sum = 0;
  double weights = 0;
  for (std::size_t w = 0; w < tempogram.windows; ++w) {
    const auto row = tempogram.row(w);
    float rival = 0;
    float own = 0;
    for (std::size_t p = 1; p + 1 < row.size(); ++p) {
      if (std::abs(grid_period(p) / path[w] - 1) < kGridStep) own = std::max(own, row[p]);
      const bool peak = row[p] > row[p - 1] && row[p] >= row[p + 1];
      if (peak && !related(grid_period(p), path[w])) rival = std::max(rival, row[p]);
    }
    const double weight = static_cast<double>(tempogram.weights[w]);
    weights += weight;
    if (own > rival) sum += weight * (1 - static_cast<double>(rival / own));
  }
  return weights > 0 ? sum / weights : 0;
}

double correlation_at(std::span<const float> values, std::size_t lag) {
  double sum = 0;
  for (std::size_t i = 0; i + lag < values.size(); ++i) {
    sum += static_cast<double>(values[i]) * static_cast<double>(values[i + lag]);
  }
  return sum;
}

/// What is low and not middle, less what is middle and not low: up on the bass drum, down on the snare drum.
std::vector<float> turns(const OnsetCurves& curves) {
  std::vector<float> result = smoothed(levelled(curves.accent_low, kOnsetRate));
  const std::vector<float> mid = smoothed(levelled(curves.accent_mid, kOnsetRate));
  for (std::size_t i = 0; i < result.size(); ++i) result[i] -= mid[i];
  return result;
}

}  // namespace

double backbeat(std::span<const float> turning, double period) {
  const double scale = correlation_at(turning, 0);
  if (scale <= 0) return 0;
  const auto taking_turns = [&](double frames) {
    const auto lag = static_cast<std::size_t>(std::lround(frames));
    const double there = correlation_at(turning, lag) / scale;
    const double there_and_back = correlation_at(turning, static_cast<std::size_t>(std::lround(2 * frames))) / scale;
    return std::min(1.0, 2 * std::sqrt(std::max(0.0, there_and_back) * std::max(0.0, -there)));
  };
  const double own = taking_turns(period);
  if (own <= 0) return 0;
  return std::max(taking_turns(period / 3), taking_turns(period / 5)) > own / 2 ? -own : own;
}

Pulse find_pulse(const OnsetCurves& curves, std::span<const float> curve) {
  Pulse pulse;
  if (static_cast<double>(curve.size()) < kLeastSeconds * kOnsetRate) return pulse;

  double mean = 0;
  for (const float value : curve) mean += static_cast<double>(value);
  mean /= static_cast<double>(curve.size());
  std::vector<float> centred(curve.begin(), curve.end());
  for (float& value : centred) value -= static_cast<float>(mean);
  const auto longest = static_cast<std::size_t>(2.4 * kOnsetRate);
  const auto shortest = static_cast<std::size_t>(0.2 * kOnsetRate);
  const double energy = correlation_at(centred, 0);
  if (energy <= 1e-9) return pulse;
  double highest = 0;
  for (std::size_t lag = shortest; lag <= longest; ++lag) {
    highest = std::max(highest, correlation_at(centred, lag) / energy);
  }
  if (highest < kSignificance / std::sqrt(static_cast<double>(curve.size()))) return pulse;

  const Tempogram scores = tempogram(curve);
  const std::vector<double> whole = whole_scores(scores);
  const std::vector<float> turning = turns(curves);
  std::vector<double> weighted(whole.size());
  for (std::size_t p = 0; p < weighted.size(); ++p) weighted[p] = whole[p] * prior(grid_period(p));
  std::vector<double> peaks(weighted.size());
  for (std::size_t p = 0; p < weighted.size(); ++p) {
    // The drums are asked at peaks alone: it is costly, and a slope is no candidate.
    if ((p > 0 && weighted[p] < weighted[p - 1]) || (p + 1 < weighted.size() && weighted[p] <= weighted[p + 1]))
      continue;
    peaks[p] = weighted[p] * std::exp(kLevelWeight * backbeat(turning, grid_period(p)));
  }
  const auto best = static_cast<std::size_t>(std::ranges::max_element(peaks) - peaks.begin());
  if (peaks[best] <= 0) return pulse;
  pulse.period = grid_period(best);
  pulse.local = best_path(scores, best);
  pulse.contrast = contrast(scores, pulse.local);
  pulse.clarity = std::clamp(highest, 0.0, 1.0);
  return pulse;
}

}  // namespace segue::audio
