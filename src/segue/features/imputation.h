#pragma once

#include <vector>

#include "segue/features/feature_table.h"

namespace segue::features {

/// Median of the known values of each column (0 if none is known): d of them. Of an even number, the mean of the two
/// in the middle.
std::vector<double> medians(const FeatureTable& table);

/// table.values with every unknown value replaced by `fill` of its column (d of them).
numeric::Matrix impute(const FeatureTable& table, const std::vector<double>& fill);

}  // namespace segue::features
