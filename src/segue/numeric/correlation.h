#pragma once

#include <span>
#include <vector>

namespace segue::numeric {

/// Pearson's correlation, -1 to 1, of as many values on both sides; NaN where all values of one side are equal or there
/// are none.
double correlation(std::span<const double> x, std::span<const double> y);
/// Ranks from 1, equal values sharing the mean of theirs. O(n log n); no value may be NaN.
std::vector<double> midranks(std::span<const double> values);
/// Spearman's: correlation() of the midranks.
double rank_correlation(std::span<const double> x, std::span<const double> y);

}  // namespace segue::numeric
