#include "segue/features/scaler.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <span>

#include "segue/numeric/statistics.h"

namespace segue::features {
namespace {

std::vector<double> column_of(numeric::MatrixView rows, std::size_t j) {
  std::vector<double> column(rows.rows);
  for (std::size_t i = 0; i < rows.rows; ++i) column[i] = rows(i, j);
  return column;
}

LinearScaler identity(std::size_t columns) {
  return {.offset = std::vector<double>(columns, 0.0), .scale = std::vector<double>(columns, 1.0)};
}

/// sklearn's BOUNDS_THRESHOLD: how near to an end of the distribution a value counts as that end.
constexpr double kBound = 1e-7;
/// Probabilities are kept this far from 0 and 1, so that the normal quantile stays finite.
constexpr double kLeastProbability = kBound - 0x1p-52;

/// The probability of `value` by the quantiles (ascending, at least one).
double probability(std::span<const double> quantiles, double value) {
  if (value - kBound < quantiles.front()) return 0;
  if (value + kBound > quantiles.back()) return 1;
  // Strictly inside, so both ends below exist.
  const auto at_least = std::lower_bound(quantiles.begin(), quantiles.end(), value);
  const auto above = std::upper_bound(at_least, quantiles.end(), value);
  const auto position = [&quantiles](auto it) { return static_cast<double>(it - quantiles.begin()); };
  const double last = static_cast<double>(quantiles.size() - 1);
  if (at_least != above) return 0.5 * (position(at_least) + position(above - 1)) / last;
  const auto below = above - 1;
  return (position(below) + (value - *below) / (*above - *below)) / last;
}

}  // namespace

numeric::Matrix LinearScaler::transform(numeric::MatrixView rows) const {
  assert(rows.cols == offset.size() && rows.cols == scale.size());
  numeric::Matrix scaled(rows.rows, rows.cols);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const auto from = rows.row(i);
    const auto to = scaled.row(i);
    for (std::size_t j = 0; j < rows.cols; ++j) to[j] = static_cast<float>((double{from[j]} - offset[j]) / scale[j]);
  }
  return scaled;
}

LinearScaler fit_min_max(numeric::MatrixView rows) {
  LinearScaler scaler = identity(rows.cols);
  if (rows.rows == 0) return scaler;
  for (std::size_t j = 0; j < rows.cols; ++j) {
    const std::vector<double> column = column_of(rows, j);
    const auto [least, greatest] = std::minmax_element(column.begin(), column.end());
    scaler.offset[j] = *least;
    if (*greatest > *least) scaler.scale[j] = *greatest - *least;
  }
  return scaler;
}

LinearScaler fit_z_score(numeric::MatrixView rows) {
  LinearScaler scaler = identity(rows.cols);
  if (rows.rows == 0) return scaler;
  for (std::size_t j = 0; j < rows.cols; ++j) {
    const std::vector<double> column = column_of(rows, j);
    // Asked of the values, because rounding gives the variance of a constant column a value above 0.
    const auto [least, greatest] = std::minmax_element(column.begin(), column.end());
    if (*least == *greatest) {
      scaler.offset[j] = *least;
    } else {
      scaler.offset[j] = numeric::mean(column);
      scaler.scale[j] = std::sqrt(numeric::variance(column));
    }
  }
  return scaler;
}

numeric::Matrix QuantileScaler::transform(numeric::MatrixView rows) const {
  assert(rows.cols == quantiles.cols());
  numeric::Matrix scaled(rows.rows, rows.cols);
  if (quantiles.rows() == 0) return scaled;
  for (std::size_t j = 0; j < rows.cols; ++j) {
    const std::vector<double> column = column_of(quantiles, j);
    for (std::size_t i = 0; i < rows.rows; ++i) {
      const double p = probability(column, rows(i, j));
      scaled(i, j) =
          static_cast<float>(numeric::normal_quantile(std::clamp(p, kLeastProbability, 1 - kLeastProbability)));
    }
  }
  return scaled;
}

QuantileScaler fit_quantile(numeric::MatrixView rows, std::size_t quantiles) {
  assert(quantiles > 0);
  const std::size_t n = rows.rows;
  const std::size_t q = std::min(quantiles, n);
  QuantileScaler scaler{numeric::Matrix(q, rows.cols)};
  for (std::size_t j = 0; j < rows.cols; ++j) {
    std::vector<double> column = column_of(rows, j);
    std::sort(column.begin(), column.end());
    for (std::size_t k = 0; k < q; ++k) {
      // The quantile lies at k (n - 1) / (q - 1) among the sorted values: whole numbers keep the position exact.
      const std::size_t steps = std::max<std::size_t>(q - 1, 1);
      const std::size_t position = k * (n - 1);
      const std::size_t below = position / steps;
      const double share = static_cast<double>(position % steps) / static_cast<double>(steps);
      const double next = column[std::min(below + 1, n - 1)];
      scaler.quantiles(k, j) = static_cast<float>(column[below] + (next - column[below]) * share);
    }
  }
  return scaler;
}

}  // namespace segue::features
