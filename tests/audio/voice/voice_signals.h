#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numbers>
#include <span>
#include <vector>

namespace segue::audio::test {

inline constexpr double kRate = 22050;
inline constexpr double kTurn = 2 * std::numbers::pi;

inline std::vector<float> noise(std::size_t count, float amplitude, std::uint32_t state = 12345) {
  std::vector<float> values(count);
  for (float& value : values) {
    state = state * 1664525U + 1013904223U;
    value = (static_cast<float>(state >> 8U) / 8388608.0F - 1.0F) * amplitude;
  }
  return values;
}

/// Harmonics (1/k each, below 8 kHz) of a fundamental that may move: hertz(seconds).
inline std::vector<float> harmonics(double seconds, float amplitude, const std::function<double(double)>& hertz) {
  std::vector<float> values(static_cast<std::size_t>(seconds * kRate));
  double phase = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double f = hertz(static_cast<double>(i) / kRate);
    phase += f / kRate;
    double sum = 0;
    for (int k = 1; k <= 12 && k * f < 8000; ++k) sum += std::sin(kTurn * k * phase) / k;
    values[i] = amplitude * static_cast<float>(sum);
  }
  return values;
}

/// Hands everything over in pieces of uneven sizes.
template <class Sink>
void push_in_pieces(Sink& sink, std::span<const float> samples) {
  std::size_t size = 1;
  while (!samples.empty()) {
    const auto piece = samples.first(std::min(size, samples.size()));
    sink.push(piece);
    samples = samples.subspan(piece.size());
    size = size * 7 % 3001 + 1;
  }
}

}  // namespace segue::audio::test
