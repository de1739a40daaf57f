#include "segue/audio/tonal/key.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "segue/audio/spectral/frame_stream.h"
#include "segue/audio/tonal/chroma_rows.h"
#include "segue/audio/tonal/key_profiles.h"
#include "segue/audio/tonal/peak_chroma.h"
#include "segue/numeric/spectrum.h"

namespace segue::audio {

namespace {

constexpr std::size_t kFrame = 8192;
constexpr std::size_t kHop = 4096;
constexpr double kMarginScale = 0.15;  // of correlations: a lead of 0.1 is worth 0.49, of 0.2 0.74, of 0.5 0.96
constexpr double kLeastTonal = 0.1;    // share of power in peaks: white noise has 0.004, drums 0.11 to 0.14
constexpr double kSurelyTonal = 0.3;   // music has 0.37 (metal) to 0.98
// Of the mean chroma, standard deviation over mean. Clusters of all notes, chromatic runs and sweeps have 0.05 to 0.09,
// the flattest of 190 pieces 0.2: below, the correlations would be with chance.
constexpr double kLeastRelief = 0.1;
constexpr double kSureRelief = 0.3;

double confidence_of(double margin) {
  return 1 - std::exp(-margin / kMarginScale);
}

// 0 up to `least`, rising to 1 at `sure`.
double trust(double value, double least, double sure) {
  return std::clamp((value - least) / (sure - least), 0.0, 1.0);
}

double relief(const std::array<double, 12>& chroma) {
  double squares = 0;
  for (const double p : chroma) squares += (12 * p - 1) * (12 * p - 1);
  return std::sqrt(squares / 12);
}

double entropy(const std::array<double, 12>& chroma) {
  double sum = 0;
  for (const double p : chroma) {
    if (p > 0) sum -= p * std::log(p);
  }
  return sum / std::log(12.0);
}

// A moving sum a semitone wide: what a fold would give, but without knowing the tuning.
FineChroma blurred(const FineChroma& fine) {
  FineChroma result{};
  for (std::size_t i = 0; i < kFineSteps; ++i) {
    for (std::size_t k = 0; k < kStepsPerSemitone; ++k) result[i] += fine[(i + k) % kFineSteps];
  }
  const float sum = std::accumulate(result.begin(), result.end(), 0.0F);
  if (sum > 0) {
    for (float& value : result) value /= sum;
  }
  return result;
}

// Mean change of the chroma from one group of frames to the next, of those that hold anything.
class Flux {
 public:
  void add(const FineChroma& chroma, double weight) {
    for (std::size_t i = 0; i < kFineSteps; ++i) group_[i] += static_cast<float>(weight) * chroma[i];
    weight_ += weight;
    if (++frames_ < ChromaRows::kFramesPerRow) return;
    const FineChroma now = blurred(group_);
    if (weight_ > 0 && had_weight_) {
      double change = 0;
      for (std::size_t i = 0; i < kFineSteps; ++i) change += std::abs(now[i] - before_[i]);
      sum_ += change / 2;
      ++count_;
    }
    before_ = now;
    had_weight_ = weight_ > 0;
    group_ = {};
    weight_ = 0;
    frames_ = 0;
  }
  double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }

 private:
  FineChroma group_{}, before_{};
  double weight_ = 0;
  std::size_t frames_ = 0;
  bool had_weight_ = false;
  double sum_ = 0;
  std::size_t count_ = 0;
};

}  // namespace

struct KeyFinder::State {
  State()
      : spectra(numeric::hann_window(kFrame)),
        peaks(kFrame, kSampleRate),
        power(spectra.bins() * numeric::kFrameLanes),
        frames(kFrame, kHop, FrameStream::Padding::kZero,
               [this](std::span<const float> samples, std::size_t count) { take(samples, count); }) {}

  void take(std::span<const float> samples, std::size_t count) {
    spectra.power(samples, kHop, count, power, scratch);
    for (std::size_t f = 0; f < count; ++f) add(peaks.analyze(std::span(power).subspan(f), numeric::kFrameLanes));
  }

  void add(const FramePitch& frame) {
    // The root of the amplitude: a quiet verse counts beside a loud chorus, the tail of a fade hardly does.
    const double level = std::sqrt(std::sqrt(frame.power));
    const double weight = level * frame.tonal_share;
    levels += level;
    tonal += weight;
    tuning_x += weight * frame.tuning_x;
    tuning_y += weight * frame.tuning_y;
    for (std::size_t i = 0; i < kFineSteps; ++i) chroma[i] += weight * frame.chroma[i];
    flux.add(frame.chroma, weight);
    rows.add(frame.chroma, weight);
  }

  numeric::FrameSpectra spectra;
  PeakChroma peaks;
  std::vector<float> power, scratch;
  double levels = 0, tonal = 0, tuning_x = 0, tuning_y = 0;
  std::array<double, kFineSteps> chroma{};
  Flux flux;
  ChromaRows rows;
  std::vector<std::array<float, 12>> folded_rows;
  FrameStream frames;
};

KeyFinder::KeyFinder() : state_(std::make_unique<State>()) {}
KeyFinder::~KeyFinder() = default;
KeyFinder::KeyFinder(KeyFinder&&) noexcept = default;
KeyFinder& KeyFinder::operator=(KeyFinder&&) noexcept = default;

void KeyFinder::push(std::span<const float> samples) {
  state_->frames.push(samples);
}

Tonality KeyFinder::finish() {
  State& s = *state_;
  s.frames.finish();
  Tonality result;
  result.key = {-1, 0, catalog::Basis::kEstimated};
  result.mode = {0, 0, catalog::Basis::kEstimated};
  if (s.tuning_x != 0 || s.tuning_y != 0) {
    result.tuning = std::atan2(s.tuning_y, s.tuning_x) / (2 * std::numbers::pi);
  }
  s.folded_rows = s.rows.folded(result.tuning);
  result.chroma = fold(s.chroma, result.tuning);
  const double sum = std::accumulate(result.chroma.begin(), result.chroma.end(), 0.0);
  if (!(sum > 0)) return result;
  for (double& value : result.chroma) value /= sum;
  result.chroma_flux = s.flux.mean();
  result.chroma_entropy = entropy(result.chroma);

  auto first =
      static_cast<std::size_t>(std::max_element(result.chroma.begin(), result.chroma.end()) - result.chroma.begin());
  const double trusted =
      trust(s.tonal / s.levels, kLeastTonal, kSurelyTonal) * trust(relief(result.chroma), kLeastRelief, kSureRelief);
  if (trusted > 0) {
    const KeyMatch match = match_key(result.chroma);
    result.key.value = match.key;
    result.key.confidence = trusted * confidence_of(match.key_margin);
    result.mode.value = match.mode;
    result.mode.confidence = trusted * confidence_of(match.mode_margin);
    first = static_cast<std::size_t>(match.key);
  }
  for (std::size_t i = 0; i < 12; ++i) result.chroma_tonic[i] = result.chroma[(first + i) % 12];
  return result;
}

const std::vector<std::array<float, 12>>& KeyFinder::rows() const {
  return state_->folded_rows;
}

double KeyFinder::seconds_per_row() const {
  return static_cast<double>(state_->rows.frames_per_row() * kHop) / kSampleRate;
}

}  // namespace segue::audio
