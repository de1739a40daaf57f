#include "segue/audio/voice/segment_features.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <span>

#include "segue/audio/spectral/bands.h"

namespace segue::audio {

namespace {

constexpr std::size_t kCepstrum = 16;  // coefficients 0 to 15; the mean of 0 is the level and is left out
constexpr float kDynamicRange = 60;    // dB
constexpr std::size_t kDeltaReach = 2;
constexpr std::size_t kModulationBands = 5;
constexpr std::size_t kBandsTogether = kVoiceMelBands / kModulationBands;
// Frequencies of modulation, in periods a segment (0.9 Hz each).
struct Periods {
  std::size_t first, last;
};
constexpr std::array<Periods, 4> kModulations{{{1, 2}, {3, 6}, {7, 10}, {11, 16}}};

struct Spread {
  double mean = 0;
  double deviation = 0;
};

Spread spread(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += value;
  const double mean = values.empty() ? 0 : sum / static_cast<double>(values.size());
  double squares = 0;
  for (const float value : values) squares += (value - mean) * (value - mean);
  return {mean, values.empty() ? 0 : std::sqrt(squares / static_cast<double>(values.size()))};
}

/// Slope of a line through 2 kDeltaReach + 1 neighbours, of frames that have them.
std::vector<float> deltas(std::span<const float> values) {
  std::vector<float> result;
  for (std::size_t i = kDeltaReach; i + kDeltaReach < values.size(); ++i) {
    float sum = 0;
    float weight = 0;
    for (std::size_t k = 1; k <= kDeltaReach; ++k) {
      const auto far = static_cast<float>(k);
      sum += far * (values[i + k] - values[i - k]);
      weight += 2 * far * far;
    }
    result.push_back(sum / weight);
  }
  return result;
}

/// Collects numbers, or their names.
class Sheet {
 public:
  void add(const std::string& name, double value) {
    names.push_back(name);
    values.push_back(static_cast<float>(value));
  }
  std::vector<std::string> names;
  std::vector<float> values;
};

std::string numbered(const std::string& name, std::size_t i) {
  return name + std::to_string(i);
}

double log_of(double value, double least) {
  return std::log(std::max(value, least));
}

void cut_off(SegmentFrames& frames) {
  float highest = -1e30F;
  for (const Course& band : frames.mel) {
    highest =
        std::max(highest, *std::max_element(band.begin(), band.begin() + static_cast<std::ptrdiff_t>(frames.count)));
  }
  for (Course& band : frames.mel) {
    for (float& level : band) level = std::max(level, highest - kDynamicRange);
  }
}

void add_cepstrum(const SegmentFrames& frames, Sheet& sheet) {
  static const std::vector<float> kBasis = cosine_basis(kCepstrum, kVoiceMelBands);
  for (std::size_t k = 0; k < kCepstrum; ++k) {
    Course course{};
    for (std::size_t band = 0; band < kVoiceMelBands; ++band) {
      const float weight = kBasis[k * kVoiceMelBands + band];
      for (std::size_t i = 0; i < kSegmentFrames; ++i) course[i] += weight * frames.mel[band][i];
    }
    const auto there = std::span(course).first(frames.count);
    const Spread level = spread(there);
    if (k > 0) sheet.add(numbered("mfcc_mean_", k), level.mean);
    sheet.add(numbered("mfcc_dev_", k), log_of(level.deviation, 0.1));
    const std::vector<float> slopes = deltas(there);
    sheet.add(numbered("mfcc_delta_", k), log_of(spread(slopes).deviation, 0.05));
  }
}

std::array<std::complex<double>, kSegmentFrames> roots_of_unity() {
  std::array<std::complex<double>, kSegmentFrames> roots;
  for (std::size_t i = 0; i < kSegmentFrames; ++i) {
    roots[i] = std::polar(1.0, -2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(kSegmentFrames));
  }
  return roots;
}

/// How much the level of five frequency ranges swings, and how fast: syllables come 3 to 6 times a second.
void add_modulation(const SegmentFrames& frames, Sheet& sheet) {
  static const auto kRoots = roots_of_unity();
  for (std::size_t range = 0; range < kModulationBands; ++range) {
    Course course{};
    for (std::size_t band = range * kBandsTogether; band < (range + 1) * kBandsTogether; ++band) {
      for (std::size_t i = 0; i < frames.count; ++i) {
        course[i] += frames.mel[band][i] / static_cast<float>(kBandsTogether);
      }
    }
    const Spread level = spread(std::span(course).first(frames.count));
    for (std::size_t m = 0; m < kModulations.size(); ++m) {
      double power = 0;
      for (std::size_t periods = kModulations[m].first; periods <= kModulations[m].last; ++periods) {
        std::complex<double> sum = 0;
        for (std::size_t i = 0; i < frames.count; ++i) {
          sum += (course[i] - level.mean) * kRoots[periods * i % kSegmentFrames];
        }
        power += std::norm(sum / static_cast<double>(frames.count));
      }
      sheet.add(numbered(numbered("modulation_", range) + "_", m), 0.5 * log_of(power, 0.01));
    }
  }
}

void add_motion(const SegmentFrames& frames, Sheet& sheet) {
  for (std::size_t band = 0; band < kMotionBands; ++band) {
    const auto shift = std::span(frames.shift[band]).first(frames.count);
    double size = 0;
    double moving = 0;
    for (const float s : shift) {
      size += std::abs(s);
      moving += s != 0 && std::abs(s) <= 3 ? 1 : 0;
    }
    const auto n = static_cast<double>(frames.count);
    sheet.add(numbered("shift_dev_", band), log_of(spread(shift).deviation, 0.1));
    sheet.add(numbered("shift_size_", band), size / n);
    sheet.add(numbered("moving_", band), moving / n);
    const Spread fit = spread(std::span(frames.fit[band]).first(frames.count));
    sheet.add(numbered("fit_", band), fit.mean);
    sheet.add(numbered("fit_dev_", band), fit.deviation);
    const Spread contraction = spread(std::span(frames.contraction[band]).first(frames.count));
    sheet.add(numbered("contraction_", band), contraction.mean);
    sheet.add(numbered("contraction_dev_", band), log_of(contraction.deviation, 0.005));
    const Spread emptiness = spread(std::span(frames.emptiness[band]).first(frames.count));
    sheet.add(numbered("emptiness_", band), emptiness.mean);
    sheet.add(numbered("emptiness_dev_", band), log_of(emptiness.deviation, 0.005));
  }
}

/// The most salient pitch: how clear it is, how it goes on from frame to frame.
void add_pitch(const SegmentFrames& frames, Sheet& sheet) {
  const Spread salience = spread(std::span(frames.salience).first(frames.count));
  sheet.add("salience", log_of(salience.mean, 1));
  sheet.add("salience_dev", log_of(salience.deviation, 0.05));
  // Cents from frame to frame: still, shaking, gliding, jumping.
  constexpr std::array<double, 4> kLimits{4, 12, 30, 100};
  std::array<double, kLimits.size() + 1> shares{};
  std::vector<float> moves;
  std::size_t turns = 0;
  float last = 0;
  for (std::size_t i = 1; i < frames.count; ++i) {
    const float cents = 1200 * (frames.pitch[i] - frames.pitch[i - 1]);
    const auto place = std::lower_bound(kLimits.begin(), kLimits.end(), std::abs(cents));
    shares[static_cast<std::size_t>(place - kLimits.begin())] += 1.0 / static_cast<double>(frames.count - 1);
    if (std::abs(cents) <= kLimits.back()) {
      moves.push_back(cents);
      if (cents * last < 0 && std::abs(cents) > 4) ++turns;
      last = cents;
    }
  }
  for (std::size_t i = 0; i < shares.size(); ++i) sheet.add(numbered("pitch_moves_", i), shares[i]);
  sheet.add("pitch_move_dev", log_of(spread(moves).deviation, 1));
  sheet.add("pitch_turns", static_cast<double>(turns) / static_cast<double>(frames.count));
  std::vector<float> sorted(frames.pitch.begin(), frames.pitch.begin() + static_cast<std::ptrdiff_t>(frames.count));
  std::sort(sorted.begin(), sorted.end());
  sheet.add("pitch_median", sorted[sorted.size() / 2]);
  sheet.add("pitch_range", sorted[sorted.size() * 9 / 10] - sorted[sorted.size() / 10]);
}

Sheet sheet_of(SegmentFrames& frames) {
  Sheet sheet;
  cut_off(frames);
  add_cepstrum(frames, sheet);
  add_modulation(frames, sheet);
  add_motion(frames, sheet);
  add_pitch(frames, sheet);
  return sheet;
}

}  // namespace

std::vector<float> summarise(SegmentFrames& frames) {
  return sheet_of(frames).values;
}

std::vector<std::string> summary_names() {
  SegmentFrames frames;
  frames.count = kSegmentFrames;
  return sheet_of(frames).names;
}

}  // namespace segue::audio
