#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace segue::numeric {

/// Eigenvalues (descending) and unit eigenvectors of a symmetric n x n matrix (row-major), by cyclic Jacobi rotations.
/// vectors[k * n + i] is component i of eigenvector k; its largest component by magnitude is positive (the first of
/// those within 1e-9 of the largest, so that rounding does not decide the sign). For n up to a few hundred.
struct SymmetricEigen {
  std::vector<double> values;   ///< n
  std::vector<double> vectors;  ///< n x n, one per row
};

/// `matrix` holds n * n finite values; only its upper triangle is read. Errors of values and residuals are around
/// 1e-15 times n times the largest entry. Equal eigenvalues have no order of their own: their vectors span the right
/// space, deterministically. Golub & Van Loan, Matrix Computations, 8.5.
SymmetricEigen symmetric_eigen(std::span<const double> matrix, std::size_t n);

}  // namespace segue::numeric
