#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <vector>

namespace segue::audio {

/// A simple synthesiser: tones of eight partials that fall by 1/n, softly begun and ended.
class Instrument {
 public:
  static constexpr double kRate = 22050;

  /// `tuning` in semitones.
  explicit Instrument(double tuning = 0) : tuning_(tuning) {
    for (std::size_t i = 0; i < kTable; ++i) {
      for (int n = 1; n <= 8; ++n) {
        const double phase = 2 * std::numbers::pi * n * static_cast<double>(i) / kTable;
        table_[i] += static_cast<float>(std::sin(phase + n * n) / n);
      }
    }
  }

  /// Adds all notes (MIDI numbers) at once after what was played before.
  void play(const std::vector<int>& notes, double seconds, double amplitude = 0.2) {
    const auto length = static_cast<std::size_t>(seconds * kRate);
    const std::size_t begin = sound_.size();
    sound_.resize(begin + length, 0.0F);
    for (const int note : notes) {
      const double step = 440 * std::exp2((note - 69 + tuning_) / 12) * kTable / kRate;
      double place = 0;
      for (std::size_t i = 0; i < length; ++i, place += step) {
        const double edge = std::min({1.0, static_cast<double>(i) / 300, static_cast<double>(length - i) / 300});
        sound_[begin + i] += static_cast<float>(amplitude * edge) * table_[static_cast<std::size_t>(place) % kTable];
      }
    }
  }

  std::vector<float> sound() const { return sound_; }

 private:
  static constexpr std::size_t kTable = 4096;
  double tuning_;
  std::array<float, kTable> table_{};
  std::vector<float> sound_;
};

/// White noise from -1 to 1, the same in every run.
inline std::vector<float> white_noise(std::size_t count, std::uint32_t seed = 1) {
  std::vector<float> noise(count);
  std::uint32_t state = seed;
  for (float& sample : noise) {
    state = state * 1664525U + 1013904223U;
    sample = static_cast<float>(state >> 8) / 8388608.0F - 1.0F;
  }
  return noise;
}

}  // namespace segue::audio
