#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace segue::audio {

struct Loudness {
  static constexpr double kSilence = -150;  ///< LUFS: what `momentary` says of silence, which has no logarithm

  double integrated = -70;  ///< LUFS, gated (ITU-R BS.1770-4); -70, its absolute gate, for silence and below 400 ms
  double range = 0;         ///< LU (EBU Tech 3342: windows of 3 s, one a second); 0 below 4 s
  double sample_peak = 0;   ///< largest magnitude of a sample of any channel
  std::vector<float> momentary;  ///< LUFS of each 400 ms window, ten a second: entry i covers [i / 10, i / 10 + 0.4) s
};

/// Measures loudness of a stream by ITU-R BS.1770-4. The answer does not depend on how the stream is cut into pushes;
/// memory grows by 144 kB an hour.
class LoudnessMeter {
 public:
  /// `weights`: one a channel, 1, for the surrounds 1.41, for the low-frequency channel 0. Any rate from 10 Hz on; the
  /// standard means 8 kHz and more.
  LoudnessMeter(int sample_rate, std::span<const double> weights);
  ~LoudnessMeter();
  LoudnessMeter(LoudnessMeter&&) noexcept;
  LoudnessMeter& operator=(LoudnessMeter&&) noexcept;
  /// One span a channel, of equal length, finite samples.
  void push(std::span<const std::span<const float>> channels);
  /// Call once.
  Loudness finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace segue::audio
