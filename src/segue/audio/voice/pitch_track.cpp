#include "segue/audio/voice/pitch_track.h"

#include <algorithm>
#include <cmath>

namespace segue::audio {

namespace {

using numeric::kFrameLanes;

// Up to 1 kHz: no voice sings above for long.
constexpr std::size_t kPitches = 200;
// Pitch bins from a tone to its first six harmonics, and what they count.
struct Harmonic {
  std::size_t bins;
  float weight;
};
constexpr std::array<Harmonic, 6> kHarmonics{
    {{0, 1.0F}, {60, 0.84F}, {95, 0.71F}, {120, 0.59F}, {139, 0.5F}, {155, 0.42F}}};
static_assert(kPitches + kHarmonics.back().bins <= kPitchBins);

}  // namespace

PitchTrack::PitchTrack() : sums_(kPitches * kFrameLanes) {}

void PitchTrack::analyze(std::span<const float> whitened, FramePitches& pitches) {
  const std::span<float> sums = sums_.span();
  std::array<float, kFrameLanes> total{};
  std::array<float, kFrameLanes> best{};
  std::array<std::size_t, kFrameLanes> place{};
  for (std::size_t pitch = 0; pitch < kPitches; ++pitch) {
    float* row = &sums[pitch * kFrameLanes];
    std::fill_n(row, kFrameLanes, 0.0F);
    for (const Harmonic& harmonic : kHarmonics) {
      const float* partial = &whitened[(pitch + harmonic.bins) * kFrameLanes];
      for (std::size_t lane = 0; lane < kFrameLanes; ++lane) row[lane] += harmonic.weight * partial[lane];
    }
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) total[lane] += row[lane];
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
      if (row[lane] > best[lane]) {
        best[lane] = row[lane];
        place[lane] = pitch;
      }
    }
  }
  for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
    const std::size_t p = place[lane];
    float fraction = 0;
    if (p > 0 && p + 1 < kPitches) {
      const float left = sums[(p - 1) * kFrameLanes + lane];
      const float right = sums[(p + 1) * kFrameLanes + lane];
      const float bend = 2 * best[lane] - left - right;
      if (bend > 0) fraction = std::clamp(0.5F * (right - left) / bend, -0.5F, 0.5F);
    }
    pitches.pitch[lane] = (static_cast<float>(p) + fraction) / static_cast<float>(kPitchBinsPerOctave);
    pitches.salience[lane] = total[lane] > 0 ? best[lane] * static_cast<float>(kPitches) / total[lane] : 0;
  }
}

}  // namespace segue::audio
