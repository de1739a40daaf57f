#include "segue/audio/decode/kaiser.h"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace segue::audio {
namespace {

/// Modified Bessel function of the first kind, order 0, by its power series.
double bessel_i0(double x) {
  double term = 1;
  double sum = 1;
  for (int k = 1; term > 1e-17 * sum; ++k) {
    const double factor = x / (2 * k);
    term *= factor * factor;
    sum += term;
  }
  return sum;
}

}  // namespace

double sinc(double x) {
  const double angle = std::numbers::pi * x;
  return std::fabs(angle) < 1e-9 ? 1.0 : std::sin(angle) / angle;
}

double kaiser(double x, double beta) {
  const double under_root = 1 - x * x;
  return under_root < 0 ? 0.0 : bessel_i0(beta * std::sqrt(under_root)) / bessel_i0(beta);
}

double kaiser_beta(double attenuation) {
  return 0.1102 * (attenuation - 8.7);
}

double kaiser_transition(double attenuation, std::size_t taps) {
  return (attenuation - 7.95) / (2.285 * 2 * std::numbers::pi * static_cast<double>(taps - 1));
}

}  // namespace segue::audio
