#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

#include "segue/audio/level/loudness.h"

namespace segue::audio {

using Channels = std::vector<std::vector<float>>;

/// Appends `seconds` of a 1 kHz sine at `dbfs` (of its peak) to one channel. EBU Tech 3341 says 1000 Hz.
inline void add_sine(std::vector<float>& channel, int rate, double seconds, double dbfs, double hertz = 1000) {
  const double amplitude = std::pow(10, dbfs / 20);
  const auto count = static_cast<std::size_t>(std::llround(seconds * rate));
  for (std::size_t i = 0; i < count; ++i) {
    const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(channel.size()) / rate;
    channel.push_back(static_cast<float>(amplitude * std::sin(angle)));
  }
}

inline Loudness measure(const Channels& channels, int rate, std::vector<double> weights, std::size_t piece = 4096) {
  LoudnessMeter meter(rate, weights);
  const std::size_t size = channels.front().size();
  for (std::size_t at = 0; at < size; at += piece) {
    std::vector<std::span<const float>> spans;
    for (const auto& channel : channels) spans.push_back(std::span(channel).subspan(at, std::min(piece, size - at)));
    meter.push(spans);
  }
  return meter.finish();
}

inline Loudness measure_stereo(const std::vector<float>& channel, int rate) {
  return measure({channel, channel}, rate, {1, 1});
}

}  // namespace segue::audio
