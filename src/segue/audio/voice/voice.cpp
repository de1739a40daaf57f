#include "segue/audio/voice/voice.h"

#include "segue/audio/voice/odds_histogram.h"
#include "segue/audio/voice/segments.h"
#include "segue/audio/voice/voice_model.h"

namespace segue::audio {

namespace {

constexpr double kSilence = 1e-7;    // mean power: -70 dB
constexpr double kVocalShare = 0.2;  // of a track's segments: who sings at all sings that long

}  // namespace

struct VoiceFinder::State {
  OddsHistogram odds;
  VoiceSegments segments{[this](const VoiceSegment& segment) {
    if (segment.mean_power > kSilence) odds.add(VoiceModel::fitted().log_odds(segment.features));
  }};
};

VoiceFinder::VoiceFinder() : state_(std::make_unique<State>()) {}
VoiceFinder::~VoiceFinder() = default;
VoiceFinder::VoiceFinder(VoiceFinder&&) noexcept = default;
VoiceFinder& VoiceFinder::operator=(VoiceFinder&&) noexcept = default;

void VoiceFinder::push(std::span<const float> samples) {
  state_->segments.push(samples);
}

Voice VoiceFinder::finish() {
  state_->segments.finish();
  OddsHistogram& odds = state_->odds;
  odds.finish();
  Voice voice;
  voice.known = odds.count() > 0;
  if (!voice.known) return voice;
  voice.sung_share = odds.positive_share();
  voice.probability = VoiceModel::fitted().track_probability(odds.exceeded_by(kVocalShare));
  return voice;
}

}  // namespace segue::audio
