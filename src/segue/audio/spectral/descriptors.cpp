#include "segue/audio/spectral/descriptors.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "segue/audio/spectral/bands.h"
#include "segue/audio/spectral/frame_stream.h"
#include "segue/audio/spectral/level_store.h"
#include "segue/audio/spectral/zero_crossings.h"
#include "segue/numeric/dense_kernels.h"
#include "segue/numeric/spectral_kernels.h"
#include "segue/numeric/spectrum.h"

namespace segue::audio {

namespace {

using numeric::kFrameLanes;

constexpr std::size_t kFrame = 2048;
constexpr std::size_t kHop = 512;
constexpr double kRate = 44100.0;
constexpr double kNominalRate = 22050.0;  // what the archive let librosa believe, but for the mel bands
constexpr double kNominalHertzPerBin = kNominalRate / static_cast<double>(kFrame);
constexpr std::size_t kMelBands = 128;
constexpr float kRolloffShare = 0.85F;
constexpr float kLeastPower = 1e-10F;
constexpr float kDynamicRange = 80.0F;       // librosa's top_db
constexpr std::size_t kMostRows = 24576;     // 7 MB
constexpr std::size_t kMostThinned = 16384;  // 4.7 MB: of what is longer, other parts of a worker remember more
// Columns of a stored row: mel bands, peaks, valleys. Each of the three is limited to 80 dB below its own maximum.
constexpr std::size_t kPeaks = kMelBands;
constexpr std::size_t kValleys = kPeaks + kContrastBands;
constexpr std::size_t kColumns = kValleys + kContrastBands;
// 30 dB over full scale: samples beyond are an accident of a file, and their powers must stay finite.
constexpr float kLoudest = 32.0F;
// 2^15.5: rounding to this grid makes the noise that two channels of 16 bits have left when they are averaged.
constexpr float kStepsPerUnit = 46340.95F;

/// The nearest step, ties to even: beyond 2^23 a float has no fraction left, and the addition rounds it away. (What
/// std::nearbyint does, but a vector at a time on every machine.)
float on_grid(float sample) {
  constexpr float kNoFraction = 12582912.0F;  // 1.5 * 2^23
  const float at_most = sample < kLoudest ? sample : kLoudest;
  const float within = at_most > -kLoudest ? at_most : -kLoudest;
  const float steps = within * kStepsPerUnit + kNoFraction;
  return (steps - kNoFraction) / kStepsPerUnit;
}

/// Mean and standard deviation from running sums. Values are taken relative to the first one, which keeps the sums
/// small where the spread is small beside the mean.
class Running {
 public:
  void add(double value) {
    if (count_ == 0) origin_ = value;
    const double away = value - origin_;
    sum_ += away;
    squares_ += away * away;
    ++count_;
  }

  MeanStd result() const {
    if (count_ == 0) return {};
    const auto n = static_cast<double>(count_);
    const double mean = sum_ / n;
    return {origin_ + mean, std::sqrt(std::max(0.0, squares_ / n - mean * mean))};
  }

 private:
  std::size_t count_ = 0;
  double origin_ = 0;
  double sum_ = 0;
  double squares_ = 0;
};

/// `most` or the largest of the values, a row of lanes at a time.
void raise(float& most, std::span<const float> values) {
  std::array<float, kFrameLanes> best;
  best.fill(most);
  for (std::size_t i = 0; i < values.size(); i += kFrameLanes) {
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) best[lane] = std::max(best[lane], values[i + lane]);
  }
  most = *std::max_element(best.begin(), best.end());
}

}  // namespace

struct DescriptorExtractor::State {
  State();
  void on_frames(std::span<const float> samples, std::size_t count);
  void summarise_kept(Descriptors& result) const;

  numeric::FrameSpectra spectra{numeric::hann_window(kFrame)};
  numeric::BandFilters mel = mel_filters(kRate, kFrame, kMelBands);
  std::vector<ContrastBand> bands = contrast_bands(kNominalRate, kFrame, kContrastBands);
  FrameStream frames;

  std::vector<float> scratch;
  numeric::LaneBuffer power{spectra.bins() * kFrameLanes};
  numeric::LaneBuffer magnitudes{spectra.bins() * kFrameLanes};
  numeric::LaneBuffer levels{kColumns * kFrameLanes};
  std::vector<float> rounded;

  LevelStore store{kColumns, kMostRows, kMostThinned};
  float loudest_mel = -1e30F;
  float loudest_peak = -1e30F;
  float loudest_valley = -1e30F;
  Running centroid, bandwidth, rolloff, flatness, rms, crossing_rate;
  ZeroCrossings crossings;
  std::size_t frame_count = 0;
};

DescriptorExtractor::State::State()
    : frames(kFrame, kHop, FrameStream::Padding::kReflect,
             [this](std::span<const float> samples, std::size_t count) { on_frames(samples, count); }) {}

void DescriptorExtractor::State::on_frames(std::span<const float> samples, std::size_t count) {
  spectra.power(samples, kHop, count, power.span(), scratch);
  numeric::SpectralShapes shapes;
  numeric::spectral_shapes(power.span(), kRolloffShare, kLeastPower, magnitudes.span(), shapes);

  const std::span<float> mel_levels = levels.span().first(kPeaks * kFrameLanes);
  numeric::band_sums(mel, power.span(), mel_levels);
  const std::span<float> peaks = levels.span().subspan(kPeaks * kFrameLanes, kContrastBands * kFrameLanes);
  const std::span<float> valleys = levels.span().subspan(kValleys * kFrameLanes);
  for (std::size_t band = 0; band < bands.size(); ++band) {
    const auto part = magnitudes.span().subspan(bands[band].first_bin * kFrameLanes, bands[band].bins * kFrameLanes);
    const auto means = numeric::extreme_means(part, bands[band].extremes);
    std::copy(means.high.begin(), means.high.end(), peaks.begin() + static_cast<std::ptrdiff_t>(band * kFrameLanes));
    std::copy(means.low.begin(), means.low.end(), valleys.begin() + static_cast<std::ptrdiff_t>(band * kFrameLanes));
  }
  numeric::to_decibels(kLeastPower, levels.span());
  // Lanes without a frame hold the lowest level of all.
  raise(loudest_mel, mel_levels);
  raise(loudest_peak, peaks);
  raise(loudest_valley, valleys);
  store.add(levels.span(), count);

  for (std::size_t lane = 0; lane < count; ++lane) {
    centroid.add(shapes.centroid[lane] * kNominalHertzPerBin);
    bandwidth.add(shapes.bandwidth[lane] * kNominalHertzPerBin);
    rolloff.add(shapes.rolloff[lane] * kNominalHertzPerBin);
    flatness.add(shapes.flatness[lane]);
    rms.add(std::sqrt(static_cast<double>(shapes.mean_power[lane])));
  }
  frame_count += count;
}

void DescriptorExtractor::State::summarise_kept(Descriptors& result) const {
  const std::vector<float> basis = cosine_basis(kMfccCount, kMelBands);
  const std::vector<float> no_bias(kMfccCount, 0.0F);
  numeric::LaneBuffer kept(kColumns * kFrameLanes);
  numeric::LaneBuffer coefficients(kMfccCount * kFrameLanes);
  const std::span<float> mel_levels = kept.span().first(kPeaks * kFrameLanes);
  std::array<Running, kMfccCount> mfcc;
  std::array<Running, kContrastBands> contrast;
  for (std::size_t first = 0; first < store.rows(); first += kFrameLanes) {
    const std::size_t count = store.read(first, kept.span());
    for (float& level : mel_levels) level = std::max(level, loudest_mel - kDynamicRange);
    numeric::dense_forward({kMelBands, kMfccCount, kFrameLanes}, basis, no_bias, mel_levels, coefficients.span());
    for (std::size_t k = 0; k < kMfccCount; ++k) {
      for (std::size_t lane = 0; lane < count; ++lane) mfcc[k].add(coefficients.span()[k * kFrameLanes + lane]);
    }
    for (std::size_t band = 0; band < kContrastBands; ++band) {
      const float* peaks = &kept.span()[(kPeaks + band) * kFrameLanes];
      const float* valleys = &kept.span()[(kValleys + band) * kFrameLanes];
      for (std::size_t lane = 0; lane < count; ++lane) {
        const float peak = std::max(peaks[lane], loudest_peak - kDynamicRange);
        contrast[band].add(peak - std::max(valleys[lane], loudest_valley - kDynamicRange));
      }
    }
  }
  for (std::size_t k = 0; k < kMfccCount; ++k) result.mfcc[k] = mfcc[k].result();
  for (std::size_t band = 0; band < kContrastBands; ++band) result.contrast[band] = contrast[band].result();
}

DescriptorExtractor::DescriptorExtractor() : state_(std::make_unique<State>()) {}
DescriptorExtractor::~DescriptorExtractor() = default;
DescriptorExtractor::DescriptorExtractor(DescriptorExtractor&&) noexcept = default;
DescriptorExtractor& DescriptorExtractor::operator=(DescriptorExtractor&&) noexcept = default;

void DescriptorExtractor::push(std::span<const float> samples) {
  constexpr std::size_t kPiece = 4096;
  State& state = *state_;
  while (!samples.empty()) {
    const auto piece = samples.first(std::min(kPiece, samples.size()));
    samples = samples.subspan(piece.size());
    state.rounded.resize(piece.size());
    for (std::size_t i = 0; i < piece.size(); ++i) state.rounded[i] = on_grid(piece[i]);
    state.frames.push(state.rounded);
    state.crossings.push(state.rounded, [&](double share) { state.crossing_rate.add(share); });
  }
}

Descriptors DescriptorExtractor::finish() {
  const std::unique_ptr<State> ending = std::move(state_);  // its store is not needed afterwards
  State& state = *ending;
  state.frames.finish();
  state.crossings.finish([&](double share) { state.crossing_rate.add(share); });
  Descriptors result;
  result.frames = state.frame_count;
  if (result.frames == 0) return result;
  state.summarise_kept(result);
  result.centroid = state.centroid.result();
  result.bandwidth = state.bandwidth.result();
  result.rolloff = state.rolloff.result();
  result.flatness = state.flatness.result();
  result.rms = state.rms.result();
  result.zero_crossings = state.crossing_rate.result();
  return result;
}

}  // namespace segue::audio
