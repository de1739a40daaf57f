#pragma once

#include <cstddef>
#include <vector>

#include "segue/numeric/matrix.h"

namespace segue::embedding {

/// Principal components: the best linear autoencoder of its latent size.
struct Pca {
  std::vector<double> mean;                ///< d
  numeric::Matrix components;              ///< m x d, unit rows, by descending variance
  std::vector<double> explained_variance;  ///< m, share of the total variance, in [0, 1]

  /// n x d → n x m.
  numeric::Matrix transform(numeric::MatrixView rows) const;
};

/// Fits m components (1 <= m <= d, else Error(kUsage)) to n >= 2 rows of finite values (else Error(kBadData)). Few
/// components of wide rows are found by iteration, close to but not exactly the best where variances hardly differ.
Pca fit_pca(numeric::MatrixView rows, std::size_t m);

}  // namespace segue::embedding
