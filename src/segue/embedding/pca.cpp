#include "segue/embedding/pca.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/numeric/eigen.h"

namespace segue::embedding {
namespace {

/// Wider rows have their few leading components found without all the others.
constexpr std::size_t kWide = 200;

std::vector<double> column_means(numeric::MatrixView rows) {
  std::vector<double> mean(rows.cols, 0.0);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::span<const float> row = rows.row(i);
    for (std::size_t j = 0; j < rows.cols; ++j) mean[j] += static_cast<double>(row[j]);
  }
  for (double& value : mean) value /= static_cast<double>(rows.rows);
  return mean;
}

/// d x d, divided by n - 1.
std::vector<double> covariance(numeric::MatrixView rows, const std::vector<double>& mean) {
  const std::size_t d = rows.cols;
  std::vector<double> sums(d * d, 0.0);
  std::vector<double> centered(d);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::span<const float> row = rows.row(i);
    for (std::size_t j = 0; j < d; ++j) centered[j] = static_cast<double>(row[j]) - mean[j];
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t b = 0; b <= a; ++b) sums[a * d + b] += centered[a] * centered[b];
    }
  }
  for (std::size_t a = 0; a < d; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      sums[a * d + b] /= static_cast<double>(rows.rows - 1);
      sums[b * d + a] = sums[a * d + b];
    }
  }
  return sums;
}

/// The largest eigenvalues of a symmetric matrix and their vectors.
struct Leading {
  std::vector<double> values;
  std::vector<double> vectors;  ///< row by row
};

void orthonormalise(std::vector<double>& rows, std::size_t count, std::size_t d) {
  for (std::size_t r = 0; r < count; ++r) {
    double* row = &rows[r * d];
    for (std::size_t q = 0; q < r; ++q) {
      const double* before = &rows[q * d];
      const double dot = std::inner_product(row, row + d, before, 0.0);
      for (std::size_t j = 0; j < d; ++j) row[j] -= dot * before[j];
    }
    const double norm = std::sqrt(std::inner_product(row, row + d, row, 0.0));
    // What depends on the rows before it takes no part any more.
    for (std::size_t j = 0; j < d; ++j) row[j] = norm > 0 ? row[j] / norm : 0;
  }
}

/// rows (count x d) times a symmetric matrix (d x d).
std::vector<double> times(const std::vector<double>& rows, std::size_t count, const std::vector<double>& matrix,
                          std::size_t d) {
  std::vector<double> product(count * d, 0.0);
  for (std::size_t r = 0; r < count; ++r) {
    double* out = &product[r * d];
    for (std::size_t k = 0; k < d; ++k) {
      const double factor = rows[r * d + k];
      for (std::size_t j = 0; j < d; ++j) out[j] += factor * matrix[k * d + j];
    }
  }
  return product;
}

/// Subspace iteration with a few vectors to spare (Rutishauser 1969), then the eigenvectors within the subspace. Its
/// time grows with d^2, where that of all eigenvectors grows with d^3.
Leading leading(const std::vector<double>& matrix, std::size_t d, std::size_t m) {
  constexpr std::size_t kSpare = 16;
  constexpr int kIterations = 60;
  const std::size_t count = std::min(d, m + kSpare);
  std::vector<double> basis(count * d);
  Rng rng(0);
  for (double& value : basis) value = rng.normal();
  orthonormalise(basis, count, d);
  for (int i = 0; i < kIterations; ++i) {
    basis = times(basis, count, matrix, d);
    orthonormalise(basis, count, d);
  }
  const auto mapped = times(basis, count, matrix, d);
  std::vector<double> within(count * count);
  for (std::size_t a = 0; a < count; ++a) {
    for (std::size_t b = 0; b < count; ++b) {
      within[a * count + b] = std::inner_product(&mapped[a * d], &mapped[a * d] + d, &basis[b * d], 0.0);
    }
  }
  const auto eigen = numeric::symmetric_eigen(within, count);
  Leading result{{eigen.values.begin(), eigen.values.begin() + static_cast<std::ptrdiff_t>(m)},
                 std::vector<double>(m * d, 0.0)};
  for (std::size_t c = 0; c < m; ++c) {
    for (std::size_t b = 0; b < count; ++b) {
      const double factor = eigen.vectors[c * count + b];
      for (std::size_t j = 0; j < d; ++j) result.vectors[c * d + j] += factor * basis[b * d + j];
    }
  }
  return result;
}

}  // namespace

numeric::Matrix Pca::transform(numeric::MatrixView rows) const {
  assert(rows.cols == mean.size());
  const std::size_t m = components.rows();
  numeric::Matrix result(rows.rows, m);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const std::span<const float> row = rows.row(i);
    for (std::size_t c = 0; c < m; ++c) {
      const std::span<const float> component = components.row(c);
      double sum = 0;
      for (std::size_t j = 0; j < rows.cols; ++j) {
        sum += (static_cast<double>(row[j]) - mean[j]) * static_cast<double>(component[j]);
      }
      result(i, c) = static_cast<float>(sum);
    }
  }
  return result;
}

Pca fit_pca(numeric::MatrixView rows, std::size_t m) {
  const std::size_t d = rows.cols;
  if (m < 1 || m > d) {
    throw Error(ErrorKind::kUsage,
                fmt::format("the number of principal components must be from 1 to {}, found {}", d, m));
  }
  if (rows.rows < 2) {
    throw Error(ErrorKind::kBadData, fmt::format("principal components need at least 2 rows, found {}", rows.rows));
  }
  Pca pca;
  pca.mean = column_means(rows);
  if (!std::ranges::all_of(pca.mean, [](double value) { return std::isfinite(value); })) {
    throw Error(ErrorKind::kBadData, "principal components need finite values, found others");
  }
  const std::vector<double> matrix = covariance(rows, pca.mean);
  Leading eigen;
  if (d > kWide && m <= d / 3) {
    eigen = leading(matrix, d, m);
  } else {
    auto all = numeric::symmetric_eigen(matrix, d);
    eigen = {std::move(all.values), std::move(all.vectors)};
  }
  double total = 0;
  for (std::size_t j = 0; j < d; ++j) total += matrix[j * d + j];
  pca.components = numeric::Matrix(m, d);
  for (std::size_t c = 0; c < m; ++c) {
    for (std::size_t j = 0; j < d; ++j) pca.components(c, j) = static_cast<float>(eigen.vectors[c * d + j]);
    // Rounding leaves tiny negative variances; rows that are all the same have none to share out.
    pca.explained_variance.push_back(total > 0 ? std::clamp(eigen.values[c] / total, 0.0, 1.0) : 0.0);
  }
  return pca;
}

}  // namespace segue::embedding
