#include "segue/audio/rhythm/steady_tempo.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>

namespace segue::audio {
namespace {

constexpr std::size_t kStretch = 16;  // beats
constexpr double kAgree = 0.01;
constexpr double kMostlySteady = 0.6;
constexpr double kIrregular = 0.05;
constexpr std::ptrdiff_t kNear = 2;  // frames
constexpr float kStruck = 0.5F;
constexpr std::size_t kHarmonics = 8;
constexpr std::size_t kBlock = 128;         // frames: 1.5 s
constexpr std::size_t kSegmentBlocks = 24;  // 36 s
constexpr double kSearched = 0.01;          // on either side

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

std::size_t struck_beats(std::span<const float> curve, std::span<const double> beats) {
  return static_cast<std::size_t>(std::ranges::count_if(beats, [&](double beat) {
    const auto middle = static_cast<std::ptrdiff_t>(std::lround(beat));
    const auto first = std::max<std::ptrdiff_t>(0, middle - kNear);
    const auto end = std::min(std::ssize(curve), middle + kNear + 1);
    return first < end && *std::max_element(curve.begin() + first, curve.begin() + end) >= kStruck;
  }));
}

/// Fourier sums of blocks of the curve at the harmonics of one frequency; nearby frequencies follow by turning them.
class HarmonicBlocks {
 public:
  HarmonicBlocks(std::span<const float> curve, double period) : period_(period) {
    double mean = 0;
    for (const float value : curve) mean += static_cast<double>(value);
    mean /= static_cast<double>(std::max<std::size_t>(1, curve.size()));
    for (std::size_t first = 0; first < curve.size(); first += kBlock) {
      const auto block = curve.subspan(first, std::min(kBlock, curve.size() - first));
      for (std::size_t h = 1; h <= kHarmonics; ++h) {
        const double turn = -2 * std::numbers::pi * static_cast<double>(h) / period;
        const std::complex<double> step = std::polar(1.0, turn);
        std::complex<double> at = std::polar(1.0, std::fmod(turn * static_cast<double>(first), 2 * std::numbers::pi));
        std::complex<double> sum = 0;
        for (const float value : block) {
          sum += (static_cast<double>(value) - mean) * at;
          at = {at.real() * step.real() - at.imag() * step.imag(), at.real() * step.imag() + at.imag() * step.real()};
        }
        sums_.push_back(sum);
      }
    }
  }

  /// Energy at the harmonics of a frequency higher by the share `change`, over overlapping segments.
  double energy(double change) const {
    const std::size_t blocks = sums_.size() / kHarmonics;
    double total = 0;
    for (std::size_t first = 0;; first += kSegmentBlocks / 2) {
      const std::size_t end = std::min(blocks, first + kSegmentBlocks);
      for (std::size_t h = 1; h <= kHarmonics; ++h) {
        const double turn =
            -2 * std::numbers::pi * static_cast<double>(h) / period_ * change * static_cast<double>(kBlock);
        std::complex<double> sum = 0;
        for (std::size_t b = first; b < end; ++b) {
          sum += sums_[b * kHarmonics + h - 1] * std::polar(1.0, turn * static_cast<double>(b - first));
        }
        total += std::norm(sum);
      }
      if (end == blocks) return total;
    }
  }

 private:
  double period_;
  std::vector<std::complex<double>> sums_;  // [block][harmonic]
};

/// The maximum of energy() within kSearched: a coarse scan, then ever finer ones around its best.
double best_change(const HarmonicBlocks& blocks) {
  double centre = 0;
  double step = kSearched / 40;
  int reach = 40;
  while (step > 1e-7) {
    double highest = -1;
    double best = centre;
    for (int i = -reach; i <= reach; ++i) {
      const double change = centre + step * i;
      const double energy = blocks.energy(change);
      if (energy > highest) {
        highest = energy;
        best = change;
      }
    }
    centre = best;
    step /= 4;
    reach = 4;
  }
  return centre;
}

}  // namespace

BeatSpacing beat_spacing(std::span<const float> curve, std::span<const double> beats) {
  BeatSpacing result;
  const std::size_t struck = struck_beats(curve, beats);
  if (struck < kFewestBeats) return result;
  result.struck = static_cast<double>(struck) / static_cast<double>(beats.size());
  const std::size_t stretch = std::min(kStretch, beats.size() / 2);
  std::vector<double> slopes;
  for (std::size_t i = 0; i + stretch < beats.size(); ++i) {
    slopes.push_back((beats[i + stretch] - beats[i]) / static_cast<double>(stretch));
  }
  result.period = median(slopes);
  std::vector<double> deviations;
  for (std::size_t i = 1; i + 1 < beats.size(); ++i) {
    deviations.push_back(std::abs(beats[i] - (beats[i - 1] + beats[i + 1]) / 2) / result.period);
  }
  result.regularity = std::exp(-median(deviations) / kIrregular);
  const auto agreeing =
      std::ranges::count_if(slopes, [&](double slope) { return std::abs(slope / result.period - 1) < kAgree; });
  result.steady = static_cast<double>(agreeing) >= kMostlySteady * static_cast<double>(slopes.size());
  if (result.steady) result.period /= 1 + best_change(HarmonicBlocks(curve, result.period));
  return result;
}

}  // namespace segue::audio
