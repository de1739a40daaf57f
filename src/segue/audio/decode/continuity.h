#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "segue/audio/decode/resampler.h"

namespace segue::audio {

/// Keeps the rate and the number of channels a stream began with, whatever comes later.
///
/// To one channel goes the mean, from one channel go copies; otherwise channel by channel, those that are missing being
/// silent.
class Continuity {
 public:
  using Block = std::span<const std::span<const float>>;

  Continuity() = default;
  Continuity(int sample_rate, std::size_t channels) : rate_(sample_rate), channels_(channels), now_rate_(sample_rate) {}
  /// A block at `sample_rate`, as a block of the first format (maybe empty). Valid until the next call, and as long as
  /// the samples of `block` are.
  Block pass(Block block, int sample_rate);
  /// What is still on its way.
  Block finish();

 private:
  void match_channels(Block block);
  void change_rate(int sample_rate);
  Block built();

  int rate_ = 0;
  std::size_t channels_ = 0;
  int now_rate_ = 0;
  std::vector<Resampler> resamplers_;    // one a channel while the rate differs
  std::vector<std::vector<float>> out_;  // one a channel
  std::vector<float> mean_, silence_;
  std::vector<std::span<const float>> matched_, spans_;
};

}  // namespace segue::audio
