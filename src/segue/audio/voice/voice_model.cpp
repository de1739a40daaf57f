#include "segue/audio/voice/voice_model.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "segue/audio/voice/voice_weights.h"
#include "segue/numeric/tensor_file.h"

namespace segue::audio {

namespace {

// What is further from the mean counts as this many deviations: nothing extrapolates.
constexpr double kHeld = 3;

}  // namespace

VoiceModel::VoiceModel() {
  const auto bytes = voice_weights();
  const auto file = numeric::TensorFile::parse({bytes.begin(), bytes.end()}, "voice.safetensors (compiled in)");
  const std::array<std::size_t, 1> features{file.tensors().at("weights").shape.at(0)};
  mean_ = file.floats("mean", features);
  deviation_ = file.floats("deviation", features);
  weights_ = file.floats("weights", features);
  intercept_ = file.floats("intercept", std::array<std::size_t, 1>{1})[0];
  const auto track = file.floats("track", std::array<std::size_t, 1>{2});
  track_slope_ = track[0];
  track_offset_ = track[1];
  feature_names_ = file.metadata().at("features");
}

const VoiceModel& VoiceModel::fitted() {
  static const VoiceModel model;
  return model;
}

double VoiceModel::log_odds(std::span<const float> features) const {
  assert(features.size() == weights_.size());
  double sum = intercept_;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    const double away = (double{features[i]} - mean_[i]) / deviation_[i];
    sum += weights_[i] * std::clamp(away, -kHeld, kHeld);
  }
  return sum;
}

double VoiceModel::track_probability(double exceeded) const {
  return 1 / (1 + std::exp(-(track_slope_ * exceeded + track_offset_)));
}

}  // namespace segue::audio
