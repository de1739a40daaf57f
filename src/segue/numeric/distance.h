#pragma once

#include <cstddef>
#include <span>

#include "segue/numeric/matrix.h"

namespace segue::numeric {

/// Squared Euclidean distance of `query` (cols) to every row of `rows`: out[i], rows.rows of them.
/// SIMD, chosen at run time; every path agrees with squared_distances_reference within 1e-5 relative (for results from
/// 1e-30 to 1e38; beyond, float's own limits show) up to some thousand columns.
/// On one machine a row's distance depends on query and row only, to the last bit: equal rows are equally far.
/// A NaN in a row makes that row's distance NaN. No alignment and no padding is asked for; nothing beyond the last row
/// is read. Safe from several threads.
void squared_distances(std::span<const float> query, MatrixView rows, std::span<float> out);
/// The slow obvious way (sums in double), kept to test against.
void squared_distances_reference(std::span<const float> query, MatrixView rows, std::span<float> out);

/// Squared Euclidean distance of two vectors of one length; the same bits as squared_distances.
float squared_distance(std::span<const float> a, std::span<const float> b);

}  // namespace segue::numeric
