#pragma once

#include <memory>
#include <span>

namespace segue::audio {

/// Whether somebody sings or speaks in a track.
struct Voice {
  bool known = false;      ///< false: too little sounds in it to tell (less than half a second); all else is 0
  double sung_share = 0;   ///< share of the sounding time in which a voice is heard, 0 to 1
  double probability = 0;  ///< that the track has vocals at all, 0 to 1, as if half of all tracks had
};

/// Listens for voices: logistic regression on the features of VoiceSegments, each segment averaged with its neighbours
/// in log-odds; the track's probability follows from what a fifth of its segments exceed. Segments below -70 dB (mean
/// power of the samples) are not sounding and left out. models/voice/README.md is the model's card and tells how far
/// it may be trusted.
///
/// Memory does not grow. Deterministic, and independent of how the stream is cut into push() calls.
class VoiceFinder {
 public:
  VoiceFinder();
  ~VoiceFinder();
  VoiceFinder(VoiceFinder&&) noexcept;
  VoiceFinder& operator=(VoiceFinder&&) noexcept;
  /// Finite mono samples at 22,050 Hz, any number of them.
  void push(std::span<const float> samples);
  /// Call once.
  Voice finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace segue::audio
