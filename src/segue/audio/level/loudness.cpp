#include "segue/audio/level/loudness.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "segue/audio/level/k_weighting.h"

namespace segue::audio {
namespace {

constexpr double kAbsoluteGate = -70;       // LUFS
constexpr double kRelativeGate = -10;       // LU below the mean of what passed the absolute gate
constexpr double kRangeRelativeGate = -20;  // LU, the same for the range
constexpr std::size_t kBlock = 4;           // tenths of a second: momentary
constexpr std::size_t kShortTerm = 30;      // tenths of a second
constexpr std::size_t kShortTermHop = 10;

double loudness_of(double power) {
  return power > 0 ? std::max(-0.691 + 10 * std::log10(power), Loudness::kSilence) : Loudness::kSilence;
}

double power_of(double loudness) {
  return std::pow(10, (loudness + 0.691) / 10);
}

/// Mean of the powers at or above `gate`; 0 if there are none.
double gated_mean(std::span<const double> powers, double gate) {
  double sum = 0;
  std::size_t count = 0;
  for (const double power : powers) {
    if (power >= gate) {
      sum += power;
      ++count;
    }
  }
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

double integrated_loudness(std::span<const double> block_powers) {
  const double ungated = gated_mean(block_powers, power_of(kAbsoluteGate));
  if (ungated <= 0) return kAbsoluteGate;
  const double gate = std::max(power_of(kAbsoluteGate), ungated * std::pow(10, kRelativeGate / 10));
  return std::max(loudness_of(gated_mean(block_powers, gate)), kAbsoluteGate);
}

double loudness_range(std::vector<double> powers) {
  std::erase_if(powers, [](double power) { return power < power_of(kAbsoluteGate); });
  const double gate = gated_mean(powers, 0) * std::pow(10, kRangeRelativeGate / 10);
  std::erase_if(powers, [gate](double power) { return power < gate; });
  if (powers.size() < 2) return 0;
  std::sort(powers.begin(), powers.end());
  const auto percentile = [&](double share) {
    return powers[static_cast<std::size_t>(std::lround(share * static_cast<double>(powers.size() - 1)))];
  };
  return loudness_of(percentile(0.95)) - loudness_of(percentile(0.10));
}

/// The largest magnitude, eight at a time.
float peak_of(std::span<const float> samples, float peak) {
  std::array<float, 8> peaks{};
  std::size_t i = 0;
  for (; i + peaks.size() <= samples.size(); i += peaks.size()) {
    for (std::size_t j = 0; j < peaks.size(); ++j) {
      const float magnitude = std::fabs(samples[i + j]);
      peaks[j] = magnitude > peaks[j] ? magnitude : peaks[j];
    }
  }
  for (; i < samples.size(); ++i) peak = std::max(peak, std::fabs(samples[i]));
  for (const float each : peaks) peak = std::max(peak, each);
  return peak;
}

}  // namespace

struct LoudnessMeter::State {
  State(int sample_rate, std::span<const double> channel_weights)
      : rate(static_cast<std::uint64_t>(sample_rate)),
        weights(channel_weights.begin(), channel_weights.end()),
        filter(sample_rate, channel_weights.size()),
        energies(channel_weights.size()) {}

  std::uint64_t rate;
  std::vector<double> weights;
  KFilter filter;
  std::vector<double> energies;  // of the tenth of a second under way, one a channel
  std::uint64_t received = 0;    // samples
  std::vector<float> tenths;     // weighted mean square of each whole tenth of a second: 1.4 MB for ten hours
  float peak = 0;

  /// Where the tenth of a second under way ends; where the rate is no multiple of 10 their lengths differ by one.
  std::uint64_t boundary() const { return (static_cast<std::uint64_t>(tenths.size()) + 1) * rate / 10; }
  void close_tenth();
  /// Mean squares of windows of `length` tenths, every `hop`.
  std::vector<double> windows(std::size_t length, std::size_t hop) const;
};

void LoudnessMeter::State::close_tenth() {
  const std::uint64_t begin = static_cast<std::uint64_t>(tenths.size()) * rate / 10;
  double sum = 0;
  for (std::size_t c = 0; c < weights.size(); ++c) sum += weights[c] * energies[c];
  tenths.push_back(static_cast<float>(sum / static_cast<double>(received - begin)));
  std::fill(energies.begin(), energies.end(), 0.0);
  filter.settle();
}

std::vector<double> LoudnessMeter::State::windows(std::size_t length, std::size_t hop) const {
  std::vector<double> powers;
  powers.reserve(tenths.size() / hop + 1);
  for (std::size_t begin = 0; begin + length <= tenths.size(); begin += hop) {
    double sum = 0;
    for (std::size_t i = begin; i < begin + length; ++i) sum += static_cast<double>(tenths[i]);
    powers.push_back(sum / static_cast<double>(length));
  }
  return powers;
}

LoudnessMeter::LoudnessMeter(int sample_rate, std::span<const double> weights)
    : state_(std::make_unique<State>(sample_rate, weights)) {
  assert(sample_rate >= 10 && !weights.empty());
}

LoudnessMeter::~LoudnessMeter() = default;
LoudnessMeter::LoudnessMeter(LoudnessMeter&&) noexcept = default;
LoudnessMeter& LoudnessMeter::operator=(LoudnessMeter&&) noexcept = default;

void LoudnessMeter::push(std::span<const std::span<const float>> channels) {
  State& state = *state_;
  assert(channels.size() == state.weights.size());
  const std::size_t size = channels.front().size();
  for (const auto channel : channels) state.peak = peak_of(channel, state.peak);
  for (std::size_t at = 0; at < size;) {
    const std::size_t count =
        static_cast<std::size_t>(std::min<std::uint64_t>(size - at, state.boundary() - state.received));
    state.filter.run(channels, at, count, state.energies);
    at += count;
    state.received += count;
    if (state.received == state.boundary()) state.close_tenth();
  }
}

Loudness LoudnessMeter::finish() {
  const State& state = *state_;
  const std::vector<double> blocks = state.windows(kBlock, 1);
  Loudness result;
  result.integrated = integrated_loudness(blocks);
  result.range = loudness_range(state.windows(kShortTerm, kShortTermHop));
  result.sample_peak = static_cast<double>(state.peak);
  result.momentary.reserve(blocks.size());
  for (const double power : blocks) result.momentary.push_back(static_cast<float>(loudness_of(power)));
  return result;
}

}  // namespace segue::audio
