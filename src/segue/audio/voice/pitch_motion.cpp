#include "segue/audio/voice/pitch_motion.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace segue::audio {

namespace {

using numeric::kFrameLanes;

constexpr std::size_t kFirstBin = 95;  // 300 Hz
constexpr std::size_t kHalfBand = kPitchBinsPerOctave / 2;
constexpr std::size_t kMostShift = 5;
constexpr std::size_t kShifts = 2 * kMostShift + 1;
constexpr std::size_t kEndBin = kFirstBin + (kMotionBands + 1) * kHalfBand;
static_assert(kFirstBin >= kMostShift && kEndBin + kMostShift <= kPitchBins);

/// From no shift outwards, 0, 1, -1, 2, -2...: of equal fits the smallest shift wins.
constexpr int shift_of(std::size_t s) {
  const int size = static_cast<int>(s + 1) / 2;
  return s % 2 == 1 ? size : -size;
}

/// Bin `bin` of the bands, moved.
constexpr std::size_t moved(std::size_t bin, int shift) {
  return static_cast<std::size_t>(static_cast<std::ptrdiff_t>(bin) + shift);
}

numeric::BandFilters bands(bool triangles, int shift) {
  numeric::BandFilters filters;
  for (std::size_t band = 0; band < kMotionBands; ++band) {
    std::vector<float> weights;
    for (std::size_t i = 0; i < 2 * kHalfBand; ++i) {
      const float away = std::abs(static_cast<float>(i) + 0.5F - static_cast<float>(kHalfBand));
      weights.push_back(triangles ? 1 - away / static_cast<float>(kHalfBand) : 1);
    }
    filters.add(moved(kFirstBin + band * kHalfBand, shift), weights);
  }
  return filters;
}

}  // namespace

PitchMotion::PitchMotion()
    : whole_(bands(false, 0)),
      history_(kPitchBins * kColumns),
      terms_(kPitchBins * kFrameLanes),
      squares_(kPitchBins * kFrameLanes) {
  for (std::size_t s = 0; s < kShifts; ++s) triangles_.push_back(bands(true, shift_of(s)));
}

void PitchMotion::analyze(std::span<const float> whitened, Motion& motion) {
  for (std::size_t bin = 0; bin < kPitchBins; ++bin) {
    float* row = &history_[bin * kColumns];
    std::copy_n(row + kFrameLanes, kLag, row);
    std::copy_n(&whitened[bin * kFrameLanes], kFrameLanes, row + kLag);
  }
  find_shifts(whitened, motion);

  const auto flat = [](BandRows& rows) { return std::span(rows.front().data(), kMotionBands * kFrameLanes); };
  BandRows all;
  numeric::band_sums(whole_, whitened, flat(all));
  numeric::band_sums(triangles_.front(), whitened, flat(motion.contraction));
  const std::span<float> empty = terms_.span();
  for (std::size_t i = 0; i < empty.size(); ++i) empty[i] = whitened[i] > 0 ? 0.0F : 1.0F;
  numeric::band_sums(triangles_.front(), empty, flat(motion.emptiness));
  for (std::size_t band = 0; band < kMotionBands; ++band) {
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
      float& contraction = motion.contraction[band][lane];
      contraction = all[band][lane] > 0 ? contraction / all[band][lane] : 0.5F;
      motion.emptiness[band][lane] /= static_cast<float>(kHalfBand);
    }
  }
}

void PitchMotion::find_shifts(std::span<const float> whitened, Motion& motion) {
  const auto flat = [](BandRows& rows) { return std::span(rows.front().data(), kMotionBands * kFrameLanes); };
  const std::span<float> terms = terms_.span();
  const std::span<float> squares = squares_.span();
  for (std::size_t i = 0; i < squares.size(); ++i) squares[i] = whitened[i] * whitened[i];
  for (std::size_t bin = 0; bin < kPitchBins; ++bin) {
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
      const float before = history_[bin * kColumns + lane];
      terms[bin * kFrameLanes + lane] = before * before;
    }
  }
  BandRows energy;
  numeric::band_sums(triangles_.front(), terms, flat(energy));

  // Squares of the cosine until all shifts are tried.
  for (auto& fit : motion.fit) fit.fill(0);
  for (auto& shift : motion.shift) shift.fill(0);
  BandRows product;
  BandRows shifted;
  for (std::size_t s = 0; s < kShifts; ++s) {
    const int shift = shift_of(s);
    for (std::size_t bin = kFirstBin; bin < kEndBin; ++bin) {
      const float* before = &history_[bin * kColumns];
      const float* now = &whitened[moved(bin, shift) * kFrameLanes];
      float* term = &terms[bin * kFrameLanes];
      for (std::size_t lane = 0; lane < kFrameLanes; ++lane) term[lane] = before[lane] * now[lane];
    }
    numeric::band_sums(triangles_.front(), terms, flat(product));
    numeric::band_sums(triangles_[s], squares, flat(shifted));
    for (std::size_t band = 0; band < kMotionBands; ++band) {
      for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
        const float p = product[band][lane];
        const float norm = energy[band][lane] * shifted[band][lane];
        const float fit = norm > 0 ? p * p / norm : 0.0F;
        const bool better = fit > motion.fit[band][lane];
        motion.fit[band][lane] = better ? fit : motion.fit[band][lane];
        motion.shift[band][lane] = better ? static_cast<float>(shift) : motion.shift[band][lane];
      }
    }
  }
  for (auto& fits : motion.fit) {
    for (float& fit : fits) fit = std::sqrt(std::min(fit, 1.0F));
  }
}

}  // namespace segue::audio
