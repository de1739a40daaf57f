#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/numeric/dense_kernels.h"
#include "segue/numeric/matrix.h"

namespace segue::embedding {

/// How two rows of a batch stand to each other.
enum class Relation : std::uint8_t {
  kApart,     ///< nothing says that they belong together
  kTogether,  ///< they should be near
  kIgnored,   ///< neither
};

/// n x n relations of a batch, row-major and symmetric. A row's relation to itself is never looked at.
struct Relations {
  std::size_t rows = 0;
  std::vector<Relation> of;

  Relation operator()(std::size_t i, std::size_t j) const { return of[i * rows + j]; }
};

/// The supervised contrastive loss (Khosla et al. 2020; InfoNCE, van den Oord et al. 2018, with several positives):
/// rows that belong together are to be nearer than all others.
///     loss = mean over rows i that have a positive of
///            log sum_{j != i, not ignored} exp(u_i u_j / T) - mean_{j together with i} u_i u_j / T
/// All memory is allocated at the beginning.
class ContrastiveLoss {
 public:
  ContrastiveLoss(std::size_t most_rows, std::size_t dimension, double temperature);

  /// The loss of `unit` (n x dimension, rows of length 1), and its gradient by `unit` into `gradient` (n x dimension).
  /// 0 and all zeros if no row has a positive. relations.rows is n.
  double operator()(numeric::MatrixView unit, const Relations& relations, numeric::Matrix& gradient);

 private:
  std::size_t dimension_;
  double temperature_;
  numeric::LaneBuffer lanes_;       ///< dimension x lanes: the rows, transposed
  numeric::LaneBuffer similarity_;  ///< n x lanes; then the gradients by the similarities
  numeric::LaneBuffer positive_, candidate_;
  std::vector<float> zeros_;
  numeric::LaneBuffer by_lanes_;  ///< dimension x lanes
};

/// The same in double precision, the slow obvious way: what tests compare with.
double contrastive_loss_reference(const std::vector<std::vector<double>>& unit, const Relations& relations,
                                  double temperature);

}  // namespace segue::embedding
