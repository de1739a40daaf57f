#pragma once

#include <cstddef>
#include <span>

#include "segue/features/feature_table.h"

namespace segue::features {

/// The table of these rows alone, in this order; all columns stay.
FeatureTable rows_of(const FeatureTable& table, std::span<const std::size_t> rows);

}  // namespace segue::features
