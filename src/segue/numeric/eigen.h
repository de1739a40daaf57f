#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace segue::numeric {

/// Eigenvalues (descending) and unit eigenvectors of a symmetric n x n matrix (row-major), by cyclic Jacobi rotations.
/// vectors[k * n + i] is component i of eigenvector k; its largest component by magnitude is positive. For n up to a few
/// hundred.
struct SymmetricEigen {
  std::vector<double> values;   ///< n
  std::vector<double> vectors;  ///< n x n, one per row
};
SymmetricEigen symmetric_eigen(std::span<const double> matrix, std::size_t n);

}  // namespace segue::numeric
