#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace segue::audio {

inline constexpr double kVoiceRate = 22050;  ///< Hz
inline constexpr std::size_t kVoiceHop = 512;
inline constexpr std::size_t kSegmentFrames = 48;
/// A segment is so many seconds.
inline constexpr double kSegmentSeconds = static_cast<double>(kSegmentFrames * kVoiceHop) / kVoiceRate;

/// What is known of one segment of sound.
struct VoiceSegment {
  std::size_t index = 0;        ///< segment i begins at i * kSegmentSeconds
  double mean_power = 0;        ///< of the samples: a full-scale sine has 0.5
  std::vector<float> features;  ///< in the order of voice_feature_names(); finite
};

/// Names of the features, for whoever trains on them.
std::vector<std::string> voice_feature_names();

/// Cuts a stream into segments of about a second (1.115 s) and describes each by numbers that tell singing from
/// playing: timbre (MFCC of 30 mel bands from 100 Hz to 8 kHz) and how it varies, modulation of four frequency ranges,
/// how partials glide and shake (PitchMotion), how the most salient pitch goes (PitchTrack). No feature depends on the
/// level (what lies 60 dB below the segment's loudest is cut off), and none on anything above 8 kHz, where codecs end.
///
/// Frames of 2048 samples under a Hann window every 512, centred, zeros before and after. The last segment is given out
/// if at least half of it is there; frames that are missing are not counted.
/// Memory does not grow. Deterministic, and independent of how the stream is cut into push() calls.
class VoiceSegments {
 public:
  using OnSegment = std::function<void(const VoiceSegment& segment)>;
  explicit VoiceSegments(OnSegment on_segment);
  ~VoiceSegments();
  VoiceSegments(VoiceSegments&&) noexcept;
  VoiceSegments& operator=(VoiceSegments&&) noexcept;
  /// Finite mono samples at kVoiceRate, any number of them.
  void push(std::span<const float> samples);
  /// Call once.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace segue::audio
