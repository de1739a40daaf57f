#include "segue/audio/rhythm/onset_strength.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "segue/audio/spectral/frame_stream.h"
#include "segue/numeric/spectrum.h"

namespace segue::audio {
namespace {

constexpr std::size_t kLanes = numeric::kFrameLanes;
constexpr std::size_t kSize = 1024;
constexpr std::size_t kHop = 256;
constexpr double kSampleRate = 22050;
constexpr std::size_t kBands = 40;
constexpr double kLowestHz = 30;
constexpr double kHighestHz = 11000;
constexpr double kLowHz = 200;
constexpr double kMidHz = 2000;
// A constant offset leaks into bins 0 and 1 of a Hann window and no further.
constexpr std::size_t kFirstBin = 2;
// A full-scale sine reaches (1024 / 4)^2 = 65536: this is 100 dB below.
constexpr float kSilence = 65536e-10F;
constexpr float kBandFloor = 1e-4F;   // of the loudest recent band
constexpr float kCompression = 1000;  // an onset counts from 30 dB below the band's recent peak
constexpr float kIgnored = 0.05F;     // growth of log(1 + c E / peak) that steady tones and rounding reach
constexpr double kPeakDecayDb = 2;    // a second

double mel(double hz) {
  return 2595 * std::log10(1 + hz / 700);
}
double hz_of_mel(double m) {
  return 700 * (std::pow(10, m / 2595) - 1);
}

/// One triangle: `weights` from bin `first`, summing to one.
struct Band {
  std::size_t first = 0;
  std::vector<float> weights;
  double centre_hz = 0;
};

std::vector<Band> make_bands() {
  std::vector<Band> bands;
  const double step = (mel(kHighestHz) - mel(kLowestHz)) / (kBands + 1);
  const double bin_hz = kSampleRate / kSize;
  for (std::size_t b = 0; b < kBands; ++b) {
    const double place = mel(kLowestHz) + step * static_cast<double>(b);
    const double centre = hz_of_mel(place + step);
    // The lowest triangles are narrower than a bin otherwise.
    const double left = std::min(hz_of_mel(place), centre - bin_hz);
    const double right = std::max(hz_of_mel(place + 2 * step), centre + bin_hz);
    Band band{.first = 0, .weights = {}, .centre_hz = centre};
    double sum = 0;
    for (std::size_t bin = kFirstBin; bin <= kSize / 2; ++bin) {
      const double hz = static_cast<double>(bin) * bin_hz;
      const double weight = std::min((hz - left) / (centre - left), (right - hz) / (right - centre));
      if (weight <= 0) continue;
      if (band.weights.empty()) band.first = bin;
      band.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (float& weight : band.weights) weight /= static_cast<float>(sum);
    bands.push_back(std::move(band));
  }
  return bands;
}

}  // namespace

struct OnsetStrength::State {
  std::vector<Band> bands = make_bands();
  std::size_t low_bands = 0;
  std::size_t mid_bands = 0;
  numeric::FrameSpectra spectra{numeric::hann_window(kSize)};
  std::vector<float> power;
  std::vector<float> scratch;
  std::array<std::array<float, kLanes>, kBands> energy{};  // of the batch at hand
  std::array<float, kLanes> floor{};                       // of the batch at hand: below it a band is silent
  std::array<float, kBands> peak{};
  float loudest = kSilence;
  std::array<float, kBands> level_before{};
  std::array<float, kBands> amplitude_before{};
  bool started = false;
  float decay = static_cast<float>(std::pow(10, -kPeakDecayDb / 10 / kOnsetRate));
  OnsetCurves curves;
  double low_sum = 0;
  double sum = 0;
  FrameStream stream;

  State()
      : power(spectra.bins() * kLanes),
        stream(kSize, kHop, FrameStream::Padding::kEdge,
               [this](std::span<const float> samples, std::size_t frames) { take(samples, frames); }) {
    for (const Band& band : bands) {
      if (band.centre_hz < kLowHz)
        ++low_bands;
      else if (band.centre_hz < kMidHz)
        ++mid_bands;
    }
  }

  void take(std::span<const float> samples, std::size_t frames) {
    spectra.power(samples, kHop, frames, power, scratch);
    for (std::size_t b = 0; b < kBands; ++b) {
      std::array<float, kLanes> sums{};
      const Band& band = bands[b];
      for (std::size_t i = 0; i < band.weights.size(); ++i) {
        const float weight = band.weights[i];
        const float* bin = power.data() + (band.first + i) * kLanes;
        for (std::size_t f = 0; f < kLanes; ++f) sums[f] += weight * bin[f];
      }
      energy[b] = sums;
    }
    for (std::size_t f = 0; f < frames; ++f) take_frame(f);
  }

  struct Sums {
    float all = 0;
    float low = 0;
    float mid = 0;
  };
  Sums sums(const std::array<float, kBands>& values) const {
    Sums result;
    for (std::size_t b = 0; b < low_bands; ++b) result.low += values[b];
    for (std::size_t b = low_bands; b < low_bands + mid_bands; ++b) result.mid += values[b];
    result.all = result.low + result.mid;
    for (std::size_t b = low_bands + mid_bands; b < kBands; ++b) result.all += values[b];
    return result;
  }

  void take_frame(std::size_t f) {
    float highest = kSilence;
    for (std::size_t b = 0; b < kBands; ++b) highest = std::max(highest, energy[b][f]);
    loudest = std::max(highest, loudest * decay);
    const float quietest = std::max(kSilence, loudest * kBandFloor);
    std::array<float, kBands> growth{};
    std::array<float, kBands> accent{};
    for (std::size_t b = 0; b < kBands; ++b) {
      peak[b] = std::max({energy[b][f], peak[b] * decay, quietest});
      const float share = energy[b][f] / peak[b];
      const float level = std::log1p(kCompression * share);
      const float amplitude = std::sqrt(share);
      if (started) {
        growth[b] = std::max(0.0F, level - level_before[b] - kIgnored);
        accent[b] = growth[b] > 0 ? amplitude - amplitude_before[b] : 0;
      }
      level_before[b] = level;
      amplitude_before[b] = amplitude;
    }
    started = true;
    const Sums growths = sums(growth);
    curves.all.push_back(growths.all);
    const Sums accents = sums(accent);
    curves.accent_all.push_back(accents.all);
    curves.accent_low.push_back(accents.low);
    curves.accent_mid.push_back(accents.mid);
    low_sum += static_cast<double>(growths.low);
    sum += static_cast<double>(growths.all);
  }
};

OnsetStrength::OnsetStrength() : state_(std::make_unique<State>()) {}
OnsetStrength::~OnsetStrength() = default;
OnsetStrength::OnsetStrength(OnsetStrength&&) noexcept = default;
OnsetStrength& OnsetStrength::operator=(OnsetStrength&&) noexcept = default;

void OnsetStrength::push(std::span<const float> samples) {
  state_->stream.push(samples);
}

OnsetCurves OnsetStrength::finish() {
  state_->stream.finish();
  state_->curves.low_share = state_->sum > 0 ? state_->low_sum / state_->sum : 0;
  return std::move(state_->curves);
}

}  // namespace segue::audio
