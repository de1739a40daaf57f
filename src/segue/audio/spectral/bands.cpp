#include "segue/audio/spectral/bands.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace segue::audio {

namespace {

constexpr double kLinearHertzPerMel = 200.0 / 3.0;
constexpr double kLogFromHertz = 1000.0;
constexpr double kLogFromMel = kLogFromHertz / kLinearHertzPerMel;
const double kLogStep = std::log(6.4) / 27.0;

double mel_of(double hertz) {
  if (hertz < kLogFromHertz) return hertz / kLinearHertzPerMel;
  return kLogFromMel + std::log(hertz / kLogFromHertz) / kLogStep;
}

double hertz_of(double mel) {
  if (mel < kLogFromMel) return mel * kLinearHertzPerMel;
  return kLogFromHertz * std::exp((mel - kLogFromMel) * kLogStep);
}

constexpr double kLowestContrastEdge = 200.0;
constexpr double kContrastQuantile = 0.02;

}  // namespace

numeric::BandFilters mel_filters(double sample_rate, std::size_t frame_size, std::size_t bands) {
  const std::size_t bins = frame_size / 2 + 1;
  const double hertz_per_bin = sample_rate / static_cast<double>(frame_size);
  const double mel_step = mel_of(sample_rate / 2.0) / static_cast<double>(bands + 1);
  numeric::BandFilters filters;
  std::vector<float> weights;
  for (std::size_t band = 0; band < bands; ++band) {
    const double low = hertz_of(static_cast<double>(band) * mel_step);
    const double middle = hertz_of(static_cast<double>(band + 1) * mel_step);
    const double high = hertz_of(static_cast<double>(band + 2) * mel_step);
    const auto first = static_cast<std::size_t>(std::floor(low / hertz_per_bin)) + 1;
    weights.clear();
    for (std::size_t bin = first; bin < bins; ++bin) {
      const double hertz = static_cast<double>(bin) * hertz_per_bin;
      const double height = std::min((hertz - low) / (middle - low), (high - hertz) / (high - middle));
      if (height <= 0.0) break;
      weights.push_back(static_cast<float>(height * 2.0 / (high - low)));
    }
    filters.add(first, weights);
  }
  return filters;
}

std::vector<float> cosine_basis(std::size_t count, std::size_t size) {
  std::vector<float> basis(count * size);
  const auto n = static_cast<double>(size);
  for (std::size_t k = 0; k < count; ++k) {
    const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / n);
    for (std::size_t i = 0; i < size; ++i) {
      const double angle = std::numbers::pi / n * (static_cast<double>(i) + 0.5) * static_cast<double>(k);
      basis[k * size + i] = static_cast<float>(scale * std::cos(angle));
    }
  }
  return basis;
}

std::vector<ContrastBand> contrast_bands(double sample_rate, std::size_t frame_size, std::size_t bands) {
  const std::size_t bins = frame_size / 2 + 1;
  const double hertz_per_bin = sample_rate / static_cast<double>(frame_size);
  std::vector<ContrastBand> result;
  double low = 0.0;
  double high = kLowestContrastEdge;
  for (std::size_t band = 0; band < bands; ++band) {
    const bool last = band + 1 == bands;
    auto first = static_cast<std::size_t>(std::ceil(low / hertz_per_bin));
    auto end = static_cast<std::size_t>(std::floor(high / hertz_per_bin)) + 1;
    if (band > 0) --first;
    if (last) end = bins;
    assert(first + 1 < end && end <= bins);
    const double share = std::nearbyint(kContrastQuantile * static_cast<double>(end - first));
    const std::size_t kept = last ? end - first : end - first - 1;
    result.push_back({first, kept, std::max<std::size_t>(1, static_cast<std::size_t>(share))});
    low = high;
    high *= 2.0;
  }
  return result;
}

}  // namespace segue::audio
