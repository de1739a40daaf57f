#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "segue/audio/decode/decoder.h"
#include "segue/audio/decode/libav.h"

namespace segue::audio {

/// Decoded frames as planar float, full scale +-1, finite and within +-64.
class PlanarSamples {
 public:
  static constexpr float kLargest = 64;

  /// True if `of` takes frames of this sample format.
  static bool takes(const AVFrame& frame);
  /// One span a channel, valid until the next call and as long as the frame is; mended samples are counted in `damage`.
  std::span<const std::span<const float>> of(const AVFrame& frame, Damage& damage);

 private:
  std::span<float> own(std::size_t channel, std::size_t count);

  std::vector<std::vector<float>> buffers_;  // channels
  std::vector<std::span<const float>> spans_;
};

}  // namespace segue::audio
