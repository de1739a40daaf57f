#include "segue/numeric/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

namespace segue::numeric {
namespace {

// Coefficients of P. J. Acklam's rational approximations (2003), relative error 1.15e-9.
double central_quantile(double distance_from_half) {
  const double q = distance_from_half;
  const double r = q * q;
  const double numerator = (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r +
                              1.383577518672690e+02) *
                                 r -
                             3.066479806614716e+01) *
                                r +
                            2.506628277459239e+00) *
                           q;
  const double denominator = ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r +
                               6.680131188771972e+01) *
                                  r -
                              1.328068155288572e+01) *
                                 r +
                             1;
  return numerator / denominator;
}

double lower_tail_quantile(double p) {
  const double q = std::sqrt(-2 * std::log(p));
  const double numerator = ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e+00) * q -
                             2.549732539343734e+00) *
                                q +
                            4.374664141464968e+00) *
                               q +
                           2.938163982698783e+00;
  const double denominator =
      (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q + 3.754408661907416e+00) *
          q +
      1;
  return numerator / denominator;
}

// One step of Halley's method towards distribution(x) == p; `excess` is distribution(x) - p.
double refined(double x, double excess) {
  const double step = excess * std::sqrt(2 * std::numbers::pi) * std::exp(x * x / 2);
  return x - step / (1 + x * step / 2);
}

}  // namespace

double mean(std::span<const double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double variance(std::span<const double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  const double center = mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - center) * (value - center);
  return squares / static_cast<double>(values.size());
}

double ci95_half_width(std::span<const double> values) {
  return 1.96 * std::sqrt(variance(values) / static_cast<double>(values.size()));
}

double quantile(std::vector<double> values, double q) {
  assert(!values.empty());
  assert(q >= 0 && q <= 1);
  for (const double value : values) {
    if (std::isnan(value)) return value;
  }
  const double position = q * static_cast<double>(values.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(position), values.size() - 1);
  const auto low = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), low, values.end());
  if (below + 1 == values.size()) return *low;
  const double a = *low;
  const double b = *std::min_element(low + 1, values.end());
  if (a == b) return a;  // infinities too
  const double t = position - static_cast<double>(below);
  if (t == 0) return a;
  // From the nearer end, as numpy does, so that the result is monotonic in q and never leaves [a, b].
  return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}

double normal_quantile(double p) {
  assert(p > 0 && p < 1);
  if (p > 0.5) return -normal_quantile(1 - p);  // 1 - p is exact here
  constexpr double kTail = 0.02425;
  if (p >= kTail) {
    // erf, not erfc: near one half both the value and its distance from one half are small.
    const double x = central_quantile(p - 0.5);
    return refined(x, std::erf(x / std::numbers::sqrt2) / 2 - (p - 0.5));
  }
  const double x = lower_tail_quantile(p);
  if (p < 1e-290) return x;  // the step would leave the range of double
  return refined(x, std::erfc(-x / std::numbers::sqrt2) / 2 - p);
}

}  // namespace segue::numeric
