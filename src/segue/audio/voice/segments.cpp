#include "segue/audio/voice/segments.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "segue/audio/spectral/frame_stream.h"
#include "segue/audio/voice/pitch_bins.h"
#include "segue/audio/voice/pitch_motion.h"
#include "segue/audio/voice/pitch_track.h"
#include "segue/audio/voice/segment_features.h"
#include "segue/numeric/dense_kernels.h"
#include "segue/numeric/spectral_kernels.h"
#include "segue/numeric/spectrum.h"

namespace segue::audio {

namespace {

using numeric::kFrameLanes;

constexpr std::size_t kFrame = 2048;
constexpr double kLowestHz = 100;
constexpr double kHighestHz = 8000;
constexpr float kLeastPower = 1e-20F;  // so far below any sound that the level plays no part
constexpr float kLoudest = 64;         // samples beyond are held: their powers must stay finite
static_assert(kSegmentFrames % kFrameLanes == 0);

/// O'Shaughnessy's mel scale.
double mel(double hz) {
  return 2595 * std::log10(1 + hz / 700);
}
double hz_of_mel(double m) {
  return 700 * (std::pow(10, m / 2595) - 1);
}

numeric::BandFilters voice_mel_filters() {
  numeric::BandFilters filters;
  const double step = (mel(kHighestHz) - mel(kLowestHz)) / (kVoiceMelBands + 1);
  const double bin_hz = kVoiceRate / static_cast<double>(kFrame);
  for (std::size_t band = 0; band < kVoiceMelBands; ++band) {
    const double place = mel(kLowestHz) + step * static_cast<double>(band);
    const double left = hz_of_mel(place);
    const double centre = hz_of_mel(place + step);
    const double right = hz_of_mel(place + 2 * step);
    std::vector<float> weights;
    const auto first = static_cast<std::size_t>(left / bin_hz) + 1;
    for (std::size_t bin = first; static_cast<double>(bin) * bin_hz < right; ++bin) {
      const double hz = static_cast<double>(bin) * bin_hz;
      weights.push_back(static_cast<float>(std::min((hz - left) / (centre - left), (right - hz) / (right - centre))));
    }
    filters.add(first, weights);
  }
  return filters;
}

}  // namespace

struct VoiceSegments::State {
  explicit State(OnSegment sink)
      : on_segment(std::move(sink)),
        stream(kFrame, kVoiceHop, FrameStream::Padding::kZero,
               [this](std::span<const float> samples, std::size_t count) { on_frames(samples, count); }) {}

  void on_frames(std::span<const float> samples, std::size_t count) {
    spectra.power(samples, kVoiceHop, count, power.span(), scratch);
    numeric::band_sums(mel, power.span(), levels.span());
    numeric::to_decibels(kLeastPower, levels.span());
    numeric::band_sums(pitches, power.span(), partials.span());
    whiten(partials.span());
    motion.analyze(partials.span(), moved);
    track.analyze(partials.span(), tracked);
    const std::size_t at = frames.count;
    const auto keep = [&](const float* row, Course& course) {
      std::copy_n(row, count, course.begin() + static_cast<std::ptrdiff_t>(at));
    };
    for (std::size_t band = 0; band < kVoiceMelBands; ++band) {
      keep(&levels.span()[band * kFrameLanes], frames.mel[band]);
    }
    for (std::size_t band = 0; band < kMotionBands; ++band) {
      keep(moved.shift[band].data(), frames.shift[band]);
      keep(moved.fit[band].data(), frames.fit[band]);
      keep(moved.contraction[band].data(), frames.contraction[band]);
      keep(moved.emptiness[band].data(), frames.emptiness[band]);
    }
    keep(tracked.pitch.data(), frames.pitch);
    keep(tracked.salience.data(), frames.salience);
    for (std::size_t f = 0; f < count; ++f) {
      double squares = 0;
      // The hop in the middle: each sample counts once.
      const auto middle = samples.subspan(f * kVoiceHop + (kFrame - kVoiceHop) / 2, kVoiceHop);
      for (const float sample : middle) squares += static_cast<double>(sample * sample);
      segment_power += squares / static_cast<double>(kVoiceHop);
    }
    frames.count += count;
    if (frames.count == kSegmentFrames) end_segment();
  }

  void end_segment() {
    segment.mean_power = segment_power / static_cast<double>(frames.count);
    segment.features = summarise(frames);
    on_segment(segment);
    ++segment.index;
    frames.count = 0;
    segment_power = 0;
  }

  OnSegment on_segment;
  numeric::FrameSpectra spectra{numeric::hann_window(kFrame)};
  numeric::BandFilters mel = voice_mel_filters();
  numeric::BandFilters pitches = pitch_filters(kVoiceRate, kFrame);
  std::vector<float> scratch;
  numeric::LaneBuffer power{spectra.bins() * kFrameLanes};
  numeric::LaneBuffer levels{kVoiceMelBands * kFrameLanes};
  numeric::LaneBuffer partials{kPitchBins * kFrameLanes};
  PitchMotion motion;
  Motion moved{};
  PitchTrack track;
  FramePitches tracked{};
  SegmentFrames frames;
  double segment_power = 0;
  VoiceSegment segment;
  std::vector<float> held;
  FrameStream stream;
};

VoiceSegments::VoiceSegments(OnSegment on_segment) : state_(std::make_unique<State>(std::move(on_segment))) {}
VoiceSegments::~VoiceSegments() = default;
VoiceSegments::VoiceSegments(VoiceSegments&&) noexcept = default;
VoiceSegments& VoiceSegments::operator=(VoiceSegments&&) noexcept = default;

void VoiceSegments::push(std::span<const float> samples) {
  constexpr std::size_t kPiece = 4096;
  State& state = *state_;
  while (!samples.empty()) {
    const auto piece = samples.first(std::min(kPiece, samples.size()));
    samples = samples.subspan(piece.size());
    state.held.resize(piece.size());
    for (std::size_t i = 0; i < piece.size(); ++i) state.held[i] = std::clamp(piece[i], -kLoudest, kLoudest);
    state.stream.push(state.held);
  }
}

void VoiceSegments::finish() {
  State& state = *state_;
  state.stream.finish();
  if (state.frames.count >= kSegmentFrames / 2) state.end_segment();
}

std::vector<std::string> voice_feature_names() {
  return summary_names();
}

}  // namespace segue::audio
