#include "segue/embedding/pca.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/numeric/eigen.h"

namespace segue::embedding {
namespace {

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
  const numeric::SymmetricEigen eigen = numeric::symmetric_eigen(matrix, d);
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
