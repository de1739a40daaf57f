#pragma once

#include <cstddef>
#include <cstdint>

#include "segue/base/progress.h"
#include "segue/numeric/matrix.h"
#include "segue/numeric/sparse.h"

namespace segue::evaluation {

struct LsaOptions {
  std::size_t dimensions = 200;
  std::uint64_t seed = 0;
  std::size_t threads = 1;  ///< changes the time, never the result
};

/// Latent semantic analysis (Deerwester et al. 1990): for A = U S V', the rows of U S of the largest `dimensions`
/// singular values, largest first, each row then scaled to unit length (a row of zeros stays one). Fewer columns if A
/// has fewer rows or columns than that; columns beyond the rank of A are 0. The signs of the columns mean nothing.
///
/// By subspace iteration on A A' from a random start, 20 dimensions wider than asked for (Halko, Martinsson & Tropp
/// 2011, algorithm 4.4, and a Rayleigh-Ritz step): exact where the spectrum ends within the subspace, otherwise the
/// last few dimensions are close to the true ones. Progress in rounds.
numeric::Matrix lsa(const numeric::SparseMatrix& rows, const LsaOptions& options = {},
                    Progress& progress = Progress::none(), const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::evaluation
