#pragma once

#include <cstddef>
#include <vector>

#include "segue/numeric/matrix.h"

namespace segue::features {

/// x → (x - offset) / scale, per column.
struct LinearScaler {
  std::vector<double> offset;  ///< d
  std::vector<double> scale;   ///< d, never 0

  numeric::Matrix transform(numeric::MatrixView rows) const;
};

/// Onto [0, 1] over the rows given; a constant column becomes 0.
LinearScaler fit_min_max(numeric::MatrixView rows);
/// Onto mean 0 and (population) standard deviation 1; a constant column becomes 0.
LinearScaler fit_z_score(numeric::MatrixView rows);

/// Each column through its empirical distribution to a standard normal one: sklearn's QuantileTransformer with
/// output_distribution="normal", 1000 quantiles, the same value for ties (mean of left and right), clipped at
/// normal_quantile(1e-7 - 2^-52) on both sides.
struct QuantileScaler {
  numeric::Matrix quantiles;  ///< q x d, ascending in each column

  numeric::Matrix transform(numeric::MatrixView rows) const;
};
QuantileScaler fit_quantile(numeric::MatrixView rows, std::size_t quantiles = 1000);

}  // namespace segue::features
