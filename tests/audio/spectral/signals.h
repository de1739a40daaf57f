#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <numbers>
#include <string>
#include <vector>

namespace segue::audio::test {

/// The signals of tests/goldens/descriptors.py, made in the same way.
inline constexpr double kRate = 44100.0;
inline constexpr double kTurn = 2.0 * std::numbers::pi;

inline std::vector<double> noise(std::size_t count, double amplitude) {
  std::uint32_t state = 12345;
  std::vector<double> values(count);
  for (double& value : values) {
    state = state * 1664525U + 1013904223U;
    value = ((state >> 8U) / 8388608.0 - 1.0) * amplitude;
  }
  return values;
}

inline std::vector<double> chirp() {
  auto values = noise(30000, 0.001);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    values[i] += 0.7 * std::sin(kTurn * (100.0 * t + 7000.0 * t * t));
  }
  return values;
}

inline std::vector<double> tones() {
  auto values = noise(60000, 0.0002);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double t = static_cast<double>(i) / kRate;
    const double mix =
        std::sin(kTurn * 220.0 * t) + std::sin(kTurn * 663.0 * t) / 2.0 + std::sin(kTurn * 2960.0 * t) / 3.0;
    values[i] += 0.4 * std::exp(-6.0 * std::fmod(t, 0.25)) * mix;
  }
  return values;
}

inline std::vector<double> low_passed() {
  const auto values = noise(40000, 0.5);
  const auto count = static_cast<std::ptrdiff_t>(values.size());
  constexpr double kCutoff = 2.0 * 12000.0 / kRate;
  std::vector<double> filtered(values.size(), 0.0);
  for (std::ptrdiff_t tap = -100; tap <= 100; ++tap) {
    const double x = std::numbers::pi * static_cast<double>(tap) * kCutoff;
    const double turn = kTurn * static_cast<double>(tap + 100) / 200.0;
    const double blackman = 0.42 - 0.5 * std::cos(turn) + 0.08 * std::cos(2.0 * turn);
    const double weight = kCutoff * (tap == 0 ? 1.0 : std::sin(x) / x) * blackman;
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      filtered[static_cast<std::size_t>(i)] += weight * values[static_cast<std::size_t>((i - tap + count) % count)];
    }
  }
  return filtered;
}

inline std::vector<double> quiet_passage() {
  auto values = noise(20000, 0.5);
  const auto quiet = noise(30000, 0.00004);
  values.insert(values.end(), quiet.begin(), quiet.end());
  return values;
}

inline std::vector<double> click() {
  std::vector<double> values(20000, 0.0);
  values[10000] = 1.0;
  return values;
}

inline std::vector<double> steps() {
  auto values = noise(9000, 0.0005);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += i / 50 % 2 == 0 ? 0.25 : -0.125;
  return values;
}

inline std::vector<float> floats(const std::vector<double>& values) {
  return {values.begin(), values.end()};
}

inline const std::map<std::string, std::function<std::vector<double>()>>& signals() {
  static const std::map<std::string, std::function<std::vector<double>()>> all = {
      {"noise", [] { return noise(30000, 0.5); }},
      {"chirp", chirp},
      {"tones", tones},
      {"low_passed", low_passed},
      {"quiet_passage", quiet_passage},
      {"click", click},
      {"steps", steps},
      {"silence", [] { return std::vector<double>(5000, 0.0); }},
      {"one_sample", [] { return std::vector<double>(1, 0.5); }},
      {"shorter_than_half_a_frame", [] { return noise(700, 0.3); }},
      {"one_hop", [] { return noise(512, 0.3); }},
      {"too_loud", [] { return noise(5000, 100.0); }},
  };
  return all;
}

}  // namespace segue::audio::test
