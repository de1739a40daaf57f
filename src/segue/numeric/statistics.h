#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace segue::numeric {

/// NaN of no values; a NaN among the values makes the result NaN. The same holds for the next two.
double mean(std::span<const double> values);
/// Population variance (divided by n), two passes.
double variance(std::span<const double> values);
/// Half the width of the normal 95% confidence interval of the mean: 1.96 * standard deviation / sqrt(n).
double ci95_half_width(std::span<const double> values);
/// Quantile q in [0, 1] with linear interpolation between order statistics (numpy's default); values need not be
/// sorted, must not be empty. NaN if one of them is.
double quantile(std::vector<double> values, double q);
/// Inverse of the standard normal distribution function; p in (0, 1). Relative error below 1e-9 (Acklam, one step of
/// Halley's method).
double normal_quantile(double p);

}  // namespace segue::numeric
