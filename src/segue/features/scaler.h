#pragma once

#include <cstddef>
#include <vector>

#include "segue/numeric/matrix.h"

namespace segue::features {

// Every scaler is fitted to n x d rows without unknown values (see imputation.h) and transforms any rows x d matrix
// into one of the same shape. Fitting on no rows is allowed and gives the transform stated below.

/// x → (x - offset) / scale, per column.
struct LinearScaler {
  std::vector<double> offset;  ///< d
  std::vector<double> scale;   ///< d, never 0

  numeric::Matrix transform(numeric::MatrixView rows) const;
};

/// Onto [0, 1] over the rows given; a constant column becomes 0. Without rows: the identity.
LinearScaler fit_min_max(numeric::MatrixView rows);
/// Onto mean 0 and (population) standard deviation 1; a constant column becomes 0. Without rows: the identity.
LinearScaler fit_z_score(numeric::MatrixView rows);

/// Each column through its empirical distribution to a standard normal one: sklearn's QuantileTransformer with
/// output_distribution="normal", 1000 quantiles, the same value for ties (mean of left and right), clipped at
/// normal_quantile(1e-7 - 2^-52) on both sides: +-5.1993. As there, what is within 1e-7 of a column's least value (or
/// below it) goes to the lower end, else what is within 1e-7 of its greatest to the upper; a constant column becomes
/// the lower end. Unlike there, all rows are fitted, not a sample of 10,000, and tied quantiles are exactly equal.
/// Without rows: everything becomes 0.
struct QuantileScaler {
  numeric::Matrix quantiles;  ///< q x d, ascending in each column; row i is the quantile i / (q - 1)

  numeric::Matrix transform(numeric::MatrixView rows) const;
};
/// `quantiles` (at least 1) is lowered to the number of rows.
QuantileScaler fit_quantile(numeric::MatrixView rows, std::size_t quantiles = 1000);

}  // namespace segue::features
