#include "segue/audio/level/k_weighting.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>

namespace segue::audio {
namespace {

// The analogue prototypes that the standard's coefficients for 48 kHz come from.
constexpr double kShelfHz = 1681.974450955533;
constexpr double kShelfGainDb = 3.999843853973347;
constexpr double kShelfQ = 0.7071752369554196;
constexpr double kShelfMiddleExponent = 0.4996667741545416;
constexpr double kHighPassHz = 38.13547087602444;
constexpr double kHighPassQ = 0.5003270373238773;
/// A shelf above half the rate cannot be; below 4 kHz the measure is only a word for the level.
constexpr double kHighestShareOfRate = 0.45;

constexpr double kInaudible = 1e-30;

double warped(double hertz, double rate) {
  return std::tan(std::numbers::pi * std::min(hertz, kHighestShareOfRate * rate) / rate);
}

}  // namespace

KWeighting::KWeighting(int sample_rate) {
  const double rate = sample_rate;
  {
    const double k = warped(kShelfHz, rate);
    const double high = std::pow(10, kShelfGainDb / 20);
    const double middle = std::pow(high, kShelfMiddleExponent);
    const double a0 = 1 + k / kShelfQ + k * k;
    shelf_b = {(high + middle * k / kShelfQ + k * k) / a0, 2 * (k * k - high) / a0,
               (high - middle * k / kShelfQ + k * k) / a0};
    shelf_a = {1, 2 * (k * k - 1) / a0, (1 - k / kShelfQ + k * k) / a0};
  }
  const double k = warped(kHighPassHz, rate);
  const double a0 = 1 + k / kHighPassQ + k * k;
  high_pass_a = {1, 2 * (k * k - 1) / a0, (1 - k / kHighPassQ + k * k) / a0};
}

KFilter::KFilter(int sample_rate, std::size_t channels) : weighting_(sample_rate), memory_(channels) {}

void KFilter::settle() {
  for (Memory& memory : memory_) {
    for (double* value : {&memory.shelf1, &memory.shelf2, &memory.high1, &memory.high2}) {
      if (std::fabs(*value) < kInaudible) *value = 0;
    }
  }
}

// Direct form 2: what one sample hands to the next passes one multiplication and one addition a section, the shortest
// chain of all forms; in doubles its larger numbers do no harm.
template <std::size_t N>
void KFilter::run_channels(std::span<const std::span<const float>> channels, std::size_t first, std::size_t offset,
                           std::size_t count, std::span<double> energies) {
  const auto [b0, b1, b2] = weighting_.shelf_b;
  const double a1 = weighting_.shelf_a[1];
  const double a2 = weighting_.shelf_a[2];
  const double h1 = weighting_.high_pass_a[1];
  const double h2 = weighting_.high_pass_a[2];
  std::array<const float*, N> in{};
  std::array<double, N> s1{}, s2{}, t1{}, t2{}, sum{};
  for (std::size_t c = 0; c < N; ++c) {
    const Memory& memory = memory_[first + c];
    in[c] = channels[first + c].data() + offset;
    s1[c] = memory.shelf1;
    s2[c] = memory.shelf2;
    t1[c] = memory.high1;
    t2[c] = memory.high2;
  }
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < N; ++c) {
      const double s0 = (static_cast<double>(in[c][i]) - a2 * s2[c]) - a1 * s1[c];
      const double shelved = (b1 * s1[c] + b2 * s2[c]) + b0 * s0;
      s2[c] = s1[c];
      s1[c] = s0;
      const double t0 = (shelved - h2 * t2[c]) - h1 * t1[c];
      const double weighted = (t2[c] - 2 * t1[c]) + t0;
      t2[c] = t1[c];
      t1[c] = t0;
      sum[c] += weighted * weighted;
    }
  }
  for (std::size_t c = 0; c < N; ++c) {
    memory_[first + c] = {s1[c], s2[c], t1[c], t2[c]};
    energies[first + c] += sum[c];
  }
}

void KFilter::run(std::span<const std::span<const float>> channels, std::size_t offset, std::size_t count,
                  std::span<double> energies) {
  std::size_t c = 0;
  for (; c + 2 <= memory_.size(); c += 2) run_channels<2>(channels, c, offset, count, energies);
  if (c < memory_.size()) run_channels<1>(channels, c, offset, count, energies);
}

}  // namespace segue::audio
