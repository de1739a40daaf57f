#include "segue/audio/decode/continuity.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "segue/audio/decode/planar.h"

namespace segue::audio {

Continuity::Block Continuity::pass(Block block, int sample_rate) {
  if (sample_rate == rate_ && now_rate_ == rate_ && block.size() == channels_) return block;
  for (auto& samples : out_) samples.clear();
  if (sample_rate != now_rate_) change_rate(sample_rate);
  match_channels(block);
  if (now_rate_ == rate_ && (out_.empty() || out_.front().empty())) return matched_;
  out_.resize(channels_);
  for (std::size_t c = 0; c < channels_; ++c) {
    if (now_rate_ == rate_) {
      out_[c].insert(out_[c].end(), matched_[c].begin(), matched_[c].end());
    } else {
      resamplers_[c].push(matched_[c], out_[c]);
    }
  }
  return built();
}

Continuity::Block Continuity::finish() {
  for (auto& samples : out_) samples.clear();
  change_rate(rate_);
  return built();
}

void Continuity::match_channels(Block block) {
  matched_.clear();
  const std::size_t count = block.front().size();
  if (channels_ == 1 && block.size() > 1) {
    mean_.assign(count, 0.0F);
    for (const auto channel : block) {
      for (std::size_t i = 0; i < count; ++i) mean_[i] += channel[i] / static_cast<float>(block.size());
    }
    matched_.emplace_back(mean_);
    return;
  }
  silence_.resize(std::max(silence_.size(), count), 0.0F);
  for (std::size_t c = 0; c < channels_; ++c) {
    if (block.size() == 1) {
      matched_.push_back(block.front());
    } else {
      matched_.push_back(c < block.size() ? block[c] : std::span<const float>(silence_).first(count));
    }
  }
}

void Continuity::change_rate(int sample_rate) {
  out_.resize(channels_);
  for (std::size_t c = 0; c < resamplers_.size(); ++c) resamplers_[c].finish(out_[c]);
  resamplers_.clear();
  now_rate_ = sample_rate;
  if (sample_rate == rate_) return;
  resamplers_.assign(channels_, Resampler(sample_rate, rate_));
}

Continuity::Block Continuity::built() {
  spans_.clear();
  if (out_.empty() || out_.front().empty()) return {};
  for (auto& samples : out_) {
    // Between samples at the limit a resampled one may lie beyond.
    for (float& sample : samples) sample = std::clamp(sample, -PlanarSamples::kLargest, PlanarSamples::kLargest);
    spans_.emplace_back(samples);
  }
  return spans_;
}

}  // namespace segue::audio
