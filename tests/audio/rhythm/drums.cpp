#include "drums.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "segue/base/rng.h"

namespace segue::audio::testing {
namespace {

using Sound = std::function<double(double seconds)>;

void add(std::vector<float>& samples, double start, double length, double gain, const Sound& sound) {
  const auto first = static_cast<std::size_t>(std::max(0.0, std::ceil(start * kRate)));
  for (std::size_t i = first; i < samples.size(); ++i) {
    const double t = static_cast<double>(i) / kRate - start;
    if (t > length) break;
    samples[i] += static_cast<float>(gain * sound(t));
  }
}

}  // namespace

Pattern rock() {
  return {.kick = "X...x...", .snare = "..x...x.", .hat = "xxxxxxxx", .steps_per_beat = 2};
}

Drums drums(const Pattern& pattern, const DrumOptions& options) {
  Rng rng(options.seed);
  Drums result;
  result.samples.assign(static_cast<std::size_t>(options.seconds * kRate), 0.0F);
  const double last = options.last_bpm > 0 ? options.last_bpm : options.bpm;
  const double slope = (last - options.bpm) / options.seconds;
  // Beats played by time t: bpm t / 60 + slope t^2 / 120; its inverse gives the time of a beat.
  const auto time_of_beat = [&](double beat) {
    if (slope == 0) return beat * 60 / options.bpm;
    return (std::sqrt(options.bpm * options.bpm + 120 * slope * beat) - options.bpm) / slope;
  };
  const auto strength = [](const std::string& part, std::size_t step) {
    if (part.empty() || part[step % part.size()] == '.') return 0.0;
    return part[step % part.size()] == 'X' ? 1.0 : 0.7;
  };
  for (std::size_t step = 0;; ++step) {
    const double late = step % 2 == 1 ? options.swing : 0;
    const double beat = (static_cast<double>(step) + late) / pattern.steps_per_beat;
    const double time = options.start + time_of_beat(beat);
    if (!(time < options.seconds)) break;
    if (step % static_cast<std::size_t>(pattern.steps_per_beat) == 0) result.beats.push_back(time);
    const auto played = [&] { return std::max(0.0, time + options.jitter_s * rng.normal()); };
    if (const double s = strength(pattern.kick, step); s > 0) {
      add(result.samples, played(), 0.3, 0.9 * s * options.gain, [](double t) {
        return std::exp(-t * 18) * std::sin(2 * std::numbers::pi * (50 * t + 60 * (1 - std::exp(-t * 30)) / 30));
      });
    }
    if (const double s = strength(pattern.snare, step); s > 0) {
      add(result.samples, played(), 0.25, 0.5 * s * options.gain, [&](double t) {
        return std::exp(-t * 22) * (0.6 * rng.normal() + 0.6 * std::sin(2 * std::numbers::pi * 190 * t));
      });
    }
    if (const double s = strength(pattern.hat, step); s > 0) {
      double before = 0;
      add(result.samples, played(), 0.1, 0.15 * s * options.gain, [&](double t) {
        const double noise = rng.normal();
        const double bright = noise - before;
        before = noise;
        return std::exp(-t * 60) * bright;
      });
    }
  }
  const double noise = std::pow(10, options.noise_db / 20);
  if (options.noise_db > -150) {
    for (float& sample : result.samples) sample += static_cast<float>(noise * rng.normal());
  }
  return result;
}

std::vector<float> white_noise(double seconds, double gain, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> samples(static_cast<std::size_t>(seconds * kRate));
  for (float& sample : samples) sample = static_cast<float>(gain * rng.normal());
  return samples;
}

}  // namespace segue::audio::testing
