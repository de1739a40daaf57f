#include "segue/numeric/spectral_reference.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace segue::numeric {

std::vector<std::complex<double>> spectrum_reference(std::span<const float> values) {
  const std::size_t n = values.size();
  std::vector<std::complex<double>> roots(n);
  for (std::size_t i = 0; i < n; ++i) {
    roots[i] = std::polar(1.0, -2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n));
  }
  std::vector<std::complex<double>> spectrum(n / 2 + 1);
  for (std::size_t k = 0; k < spectrum.size(); ++k) {
    for (std::size_t i = 0; i < n; ++i) spectrum[k] += static_cast<double>(values[i]) * roots[i * k % n];
  }
  return spectrum;
}

std::vector<double> autocorrelation_reference(std::span<const float> values, std::size_t lags) {
  std::vector<double> result(lags, 0.0);
  for (std::size_t lag = 0; lag < lags; ++lag) {
    for (std::size_t i = 0; i + lag < values.size(); ++i) {
      result[lag] += static_cast<double>(values[i]) * static_cast<double>(values[i + lag]);
    }
  }
  return result;
}

ShapeReference shape_reference(std::span<const float> power, double rolloff_share, double floor) {
  ShapeReference shape;
  const auto count = static_cast<double>(power.size());
  double sum = 0;
  double raised = 0;
  double logs = 0;
  for (const float p : power) {
    sum += std::sqrt(static_cast<double>(p));
    shape.mean_power += p / count;
    raised += std::max<double>(p, floor) / count;
    logs += std::log(std::max<double>(p, floor)) / count;
  }
  shape.flatness = std::exp(logs) / raised;
  if (sum == 0) return shape;
  for (std::size_t k = 0; k < power.size(); ++k) {
    shape.centroid += static_cast<double>(k) * std::sqrt(static_cast<double>(power[k])) / sum;
  }
  double variance = 0;
  double so_far = 0;
  bool reached = false;
  for (std::size_t k = 0; k < power.size(); ++k) {
    const double magnitude = std::sqrt(static_cast<double>(power[k]));
    variance += std::pow(static_cast<double>(k) - shape.centroid, 2) * magnitude / sum;
    so_far += magnitude;
    if (!reached && so_far >= rolloff_share * sum) {
      shape.rolloff = static_cast<double>(k);
      reached = true;
    }
  }
  shape.bandwidth = std::sqrt(variance);
  return shape;
}

ExtremeReference extreme_reference(std::vector<float> values, std::size_t count) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<std::ptrdiff_t>(count);
  return {std::accumulate(values.begin(), values.begin() + n, 0.0) / static_cast<double>(count),
          std::accumulate(values.end() - n, values.end(), 0.0) / static_cast<double>(count)};
}

}  // namespace segue::numeric
