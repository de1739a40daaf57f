#include "segue/audio/rhythm/rhythm.h"

#include <algorithm>
#include <cmath>

#include "segue/audio/rhythm/beats.h"
#include "segue/audio/rhythm/fluctuation.h"
#include "segue/audio/rhythm/metre.h"
#include "segue/audio/rhythm/onset_strength.h"
#include "segue/audio/rhythm/onsets.h"
#include "segue/audio/rhythm/pulse.h"
#include "segue/audio/rhythm/pulse_curve.h"
#include "segue/audio/rhythm/steady_tempo.h"

namespace segue::audio {
namespace {

constexpr double kSampleRate = 22050;
constexpr std::size_t kHeardSamples = 22050 * 1200;
// A stroke shows in the flux when the frame's window reaches it, before the frame's centre does: measured on
// synthesised drums of 60 to 200 BPM, the same within 0.4 ms at all of them.
constexpr double kOnsetDelay = 0.0075;
constexpr std::ptrdiff_t kNearBeat = 3;  // frames
constexpr double kClearPulse = 0.15;     // at this autocorrelation confidence reaches 1 - 1/e of what it can

/// (on - off) / (on + off), where on is the mean of the strongest values near beats, off the mean of all others.
double beat_strength(std::span<const float> curve, std::span<const double> beats) {
  if (beats.empty()) return 0;
  std::vector<bool> near(curve.size());
  double on = 0;
  for (const double beat : beats) {
    const auto middle = static_cast<std::ptrdiff_t>(std::lround(beat));
    float highest = 0;
    for (std::ptrdiff_t i = middle - kNearBeat; i <= middle + kNearBeat; ++i) {
      if (i < 0 || i >= std::ssize(curve)) continue;
      near[static_cast<std::size_t>(i)] = true;
      highest = std::max(highest, curve[static_cast<std::size_t>(i)]);
    }
    on += static_cast<double>(highest);
  }
  on /= static_cast<double>(beats.size());
  double off = 0;
  std::size_t others = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (near[i]) continue;
    off += static_cast<double>(curve[i]);
    ++others;
  }
  off /= static_cast<double>(std::max<std::size_t>(1, others));
  return on + off > 0 ? std::clamp((on - off) / (on + off), 0.0, 1.0) : 0;
}

}  // namespace

struct RhythmFinder::State {
  OnsetStrength onsets;
  Fluctuation fluctuation;
  std::size_t heard = 0;
};

RhythmFinder::RhythmFinder() : state_(std::make_unique<State>()) {}
RhythmFinder::~RhythmFinder() = default;
RhythmFinder::RhythmFinder(RhythmFinder&&) noexcept = default;
RhythmFinder& RhythmFinder::operator=(RhythmFinder&&) noexcept = default;

void RhythmFinder::push(std::span<const float> samples) {
  const auto heard = samples.first(std::min(samples.size(), kHeardSamples - state_->heard));
  state_->heard += heard.size();
  state_->onsets.push(heard);
  state_->fluctuation.push(heard);
}

Rhythm RhythmFinder::finish() {
  Rhythm rhythm;
  rhythm.tempo = {.value = 0, .confidence = 0, .basis = catalog::Basis::kEstimated};
  rhythm.time_signature = {.value = 4, .confidence = 0, .basis = catalog::Basis::kEstimated};
  rhythm.danceability_dfa = state_->fluctuation.danceability();
  const OnsetCurves curves = state_->onsets.finish();
  rhythm.low_band_flux = curves.low_share;
  const double seconds = static_cast<double>(state_->heard) / kSampleRate;
  state_.reset();  // what follows needs memory of its own
  if (seconds > 0) rhythm.onset_rate = static_cast<double>(find_onsets(curves.all).size()) / std::max(1.0, seconds);

  const std::vector<float> curve = levelled(curves.all, kOnsetRate);
  const Pulse pulse = find_pulse(curves, curve);
  const std::vector<double> beats = track_beats(curve, pulse);
  const BeatSpacing spacing = beat_spacing(curve, beats);
  if (!(spacing.period > 0)) return rhythm;

  rhythm.pulse_clarity = pulse.clarity;
  rhythm.tempo.value = 60 * kOnsetRate / spacing.period;
  rhythm.tempo.confidence = pulse.contrast * spacing.regularity * (1 - std::exp(-pulse.clarity / kClearPulse));
  const Metre metre = find_metre(curves, beats);
  rhythm.time_signature.value = metre.beats_a_bar;
  rhythm.time_signature.confidence = metre.confidence * spacing.regularity;
  rhythm.beat_strength = beat_strength(curve, beats);
  rhythm.beat_regularity = spacing.regularity;
  rhythm.beats.reserve(beats.size());
  for (const double beat : beats) rhythm.beats.push_back(std::clamp(beat / kOnsetRate + kOnsetDelay, 0.0, seconds));
  return rhythm;
}

}  // namespace segue::audio
