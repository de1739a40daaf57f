#include "segue/audio/level/fade_curve.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>

namespace segue::audio {
namespace {

constexpr double kFloorDb = -60;
constexpr double kWindowSeconds = 0.4;

/// Integral of the squared gain from 0 to x, both in lengths of the fade; x in [0, 1].
double integral_within(FadeShape shape, double x) {
  using std::numbers::pi;
  switch (shape) {
    case FadeShape::kLinear:
      return x * x * x / 3;
    case FadeShape::kRaisedCosine:
      return 0.375 * x - std::sin(pi * x) / (2 * pi) + std::sin(2 * pi * x) / (16 * pi);
    case FadeShape::kDecibels: {
      const double slope = -kFloorDb / 10 * std::numbers::ln10;
      return (std::exp(slope * (x - 1)) - std::exp(-slope)) / slope;
    }
  }
  return 0;
}

double integral(FadeShape shape, double x) {
  return integral_within(shape, std::min(x, 1.0)) + std::max(x - 1, 0.0);
}

}  // namespace

void fade_curve(FadeShape shape, double length, std::span<float> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double begin = static_cast<double>(i) / 10;
    if (begin >= length) {
      out[i] = 0;
      continue;
    }
    const double end = begin + kWindowSeconds;
    const double power = (integral(shape, end / length) - integral(shape, begin / length)) * length / kWindowSeconds;
    out[i] = static_cast<float>(std::max(10 * std::log10(std::max(power, 1e-30)), kFloorDb));
  }
}

}  // namespace segue::audio
