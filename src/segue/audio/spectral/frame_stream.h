#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace segue::audio {

/// Cuts a stream of samples into overlapping frames and hands them out in batches, in bounded memory.
///
/// Frames are centred as librosa's stft(center=True): frame f is centred on sample f * hop, so the signal is padded by
/// size / 2 at both ends, and there are 1 + n / hop frames of n samples (none of none). Which frames make a batch does
/// not depend on how the stream is cut into push() calls: all batches but the last are full.
class FrameStream {
 public:
  enum class Padding {
    kZero,     ///< silence before and after
    kReflect,  ///< mirrored at the first and the last sample (which is not repeated), as numpy's "reflect"
    kEdge,     ///< the first and the last sample, repeated
  };
  /// Frame f of a batch (f < frames <= numeric::kFrameLanes) is samples[f * hop, f * hop + size).
  using OnFrames = std::function<void(std::span<const float> samples, std::size_t frames)>;

  /// size even, 0 < hop <= size.
  FrameStream(std::size_t size, std::size_t hop, Padding padding, OnFrames on_frames);
  void push(std::span<const float> samples);
  /// The last frames; call once, nothing may be pushed afterwards.
  void finish();

 private:
  void begin();
  void pad_end();
  void hand_out(std::size_t frames);
  /// A place outside of the pushed samples 0 to pushed_ - 1: the sample that stands there.
  std::size_t stand_in(std::ptrdiff_t index) const;

  std::size_t size_;
  std::size_t hop_;
  Padding padding_;
  OnFrames on_frames_;
  std::size_t needed_to_begin_;  // samples the padding before the first one is made of
  std::size_t capacity_;         // samples of a full batch, and as many more as the padding at the end is made of
  bool begun_ = false;
  std::vector<float> buffer_;  // padded samples from the beginning of the next frame on; unpadded ones until begun_
  std::size_t pushed_ = 0;
  std::size_t frames_out_ = 0;
};

}  // namespace segue::audio
