#pragma once

#include <cstddef>
#include <span>

#include "segue/numeric/matrix.h"

namespace segue::numeric {

/// Squared Euclidean distance of `query` (cols) to every row of `rows`: out[i], rows.rows of them.
/// SIMD, chosen at run time; every path agrees with squared_distances_reference within 1e-5 relative.
void squared_distances(std::span<const float> query, MatrixView rows, std::span<float> out);
/// The slow obvious way, kept to test against.
void squared_distances_reference(std::span<const float> query, MatrixView rows, std::span<float> out);

/// Squared Euclidean distance of two vectors of one length.
float squared_distance(std::span<const float> a, std::span<const float> b);

}  // namespace segue::numeric
