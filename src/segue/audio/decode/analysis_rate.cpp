#include "segue/audio/decode/analysis_rate.h"

#include <cassert>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "segue/audio/decode/half_band.h"
#include "segue/audio/decode/resampler.h"

namespace segue::audio {
namespace {

/// The mean of the channels, summed in their order.
void mix(std::span<const std::span<const float>> channels, std::vector<float>& mono) {
  mono.assign(channels.front().begin(), channels.front().end());
  if (channels.size() == 1) return;
  float* __restrict to = mono.data();
  for (std::size_t c = 1; c < channels.size(); ++c) {
    const float* from = channels[c].data();
    for (std::size_t i = 0; i < mono.size(); ++i) to[i] += from[i];
  }
  const float share = 1.0F / static_cast<float>(channels.size());
  for (std::size_t i = 0; i < mono.size(); ++i) to[i] *= share;
}

}  // namespace

struct AnalysisRate::State {
  std::size_t channels = 0;
  // One of the first two, or neither if the input has kDescriptorRate already.
  std::optional<Resampler> resampler;
  std::optional<RateDoubler> doubler;
  RateHalver halver;
  std::vector<float> mono, full, half;
};

AnalysisRate::AnalysisRate(int sample_rate, int channels) : state_(std::make_unique<State>()) {
  assert(sample_rate > 0 && channels > 0);
  state_->channels = static_cast<std::size_t>(channels);
  if (sample_rate == kAnalysisRate) {
    state_->doubler.emplace();
  } else if (sample_rate != kDescriptorRate) {
    state_->resampler.emplace(sample_rate, kDescriptorRate);
  }
}

AnalysisRate::~AnalysisRate() = default;
AnalysisRate::AnalysisRate(AnalysisRate&&) noexcept = default;
AnalysisRate& AnalysisRate::operator=(AnalysisRate&&) noexcept = default;

void AnalysisRate::push(std::span<const std::span<const float>> channels) {
  State& state = *state_;
  assert(channels.size() == state.channels);
  state.full.clear();
  state.half.clear();
  if (state.doubler) {
    mix(channels, state.half);
    state.doubler->push(state.half, state.full);
  } else if (state.resampler) {
    mix(channels, state.mono);
    state.resampler->push(state.mono, state.full);
    state.halver.push(state.full, state.half);
  } else {
    mix(channels, state.full);
    state.halver.push(state.full, state.half);
  }
}

void AnalysisRate::finish() {
  State& state = *state_;
  state.full.clear();
  state.half.clear();
  if (state.doubler) {
    state.doubler->finish(state.full);
    return;
  }
  if (state.resampler) state.resampler->finish(state.full);
  state.halver.push(state.full, state.half);
  state.halver.finish(state.half);
}

std::span<const float> AnalysisRate::full() const {
  return state_->full;
}
std::span<const float> AnalysisRate::half() const {
  return state_->half;
}

}  // namespace segue::audio
