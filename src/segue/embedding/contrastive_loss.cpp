#include "segue/embedding/contrastive_loss.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "segue/numeric/contrastive_kernels.h"

namespace segue::embedding {
namespace {

/// m += m^T for the first n columns of n rows of `stride`, tile by tile so that both stay in cache.
void add_transpose(std::size_t n, std::size_t stride, std::span<float> m) {
  constexpr std::size_t kTile = 32;
  for (std::size_t i0 = 0; i0 < n; i0 += kTile) {
    for (std::size_t j0 = i0; j0 < n; j0 += kTile) {
      for (std::size_t i = i0; i < std::min(n, i0 + kTile); ++i) {
        for (std::size_t j = std::max(j0, i); j < std::min(n, j0 + kTile); ++j) {
          const float sum = m[i * stride + j] + m[j * stride + i];
          m[i * stride + j] = sum;
          m[j * stride + i] = sum;
        }
      }
    }
  }
}

}  // namespace

ContrastiveLoss::ContrastiveLoss(std::size_t most_rows, std::size_t dimension, double temperature)
    : dimension_(dimension),
      temperature_(temperature),
      lanes_(dimension * numeric::padded_lanes(most_rows)),
      similarity_(most_rows * numeric::padded_lanes(most_rows)),
      positive_(numeric::padded_lanes(most_rows)),
      candidate_(numeric::padded_lanes(most_rows)),
      zeros_(most_rows, 0.0F),
      by_lanes_(dimension * numeric::padded_lanes(most_rows)) {}

double ContrastiveLoss::operator()(numeric::MatrixView unit, const Relations& relations, numeric::Matrix& gradient) {
  const std::size_t n = unit.rows;
  const std::size_t lanes = numeric::padded_lanes(n);
  assert(unit.cols == dimension_ && relations.rows == n && n <= zeros_.size());
  assert(gradient.rows() >= n && gradient.cols() == dimension_);
  const auto transposed = lanes_.span().first(dimension_ * lanes);
  for (std::size_t j = 0; j < dimension_; ++j) {
    for (std::size_t i = 0; i < lanes; ++i) transposed[j * lanes + i] = i < n ? unit(i, j) : 0.0F;
  }
  const numeric::DenseSize size{dimension_, n, lanes};
  const std::span<const float> weights(unit.data, n * dimension_);
  const auto similarity = similarity_.span().first(n * lanes);
  numeric::dense_forward(size, weights, std::span(zeros_).first(n), transposed, similarity);

  const auto positive = positive_.span().first(lanes);
  const auto candidate = candidate_.span().first(lanes);
  double loss = 0;
  std::size_t asked = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::ranges::fill(positive, 0.0F);
    std::ranges::fill(candidate, 0.0F);
    std::size_t positives = 0;
    for (std::size_t j = 0; j < n; ++j) {
      const Relation relation = relations(i, j);
      if (j == i || relation == Relation::kIgnored) continue;
      candidate[j] = 1;
      if (relation != Relation::kTogether) continue;
      positive[j] = 1;
      ++positives;
    }
    const auto row = similarity.subspan(i * lanes, lanes);
    if (positives == 0) {
      std::ranges::fill(row, 0.0F);
      continue;
    }
    loss += numeric::contrastive_row({positive, candidate, static_cast<double>(positives), temperature_}, row);
    ++asked;
  }
  for (std::size_t i = 0; i < n; ++i) std::ranges::fill(gradient.row(i), 0.0F);
  if (asked == 0) return 0;

  // A row appears in its own softmax and in those of all others.
  add_transpose(n, lanes, similarity);
  const auto by_lanes = by_lanes_.span().first(dimension_ * lanes);
  numeric::dense_backward_input(size, weights, similarity, by_lanes);
  const auto factor = static_cast<float>(1 / (temperature_ * static_cast<double>(asked)));
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = gradient.row(i);
    for (std::size_t j = 0; j < dimension_; ++j) row[j] = factor * by_lanes[j * lanes + i];
  }
  return loss / static_cast<double>(asked);
}

double contrastive_loss_reference(const std::vector<std::vector<double>>& unit, const Relations& relations,
                                  double temperature) {
  double loss = 0;
  std::size_t asked = 0;
  for (std::size_t i = 0; i < unit.size(); ++i) {
    double total = 0;
    double attracted = 0;
    std::size_t positives = 0;
    for (std::size_t j = 0; j < unit.size(); ++j) {
      if (j == i || relations(i, j) == Relation::kIgnored) continue;
      double cosine = 0;
      for (std::size_t k = 0; k < unit[i].size(); ++k) cosine += unit[i][k] * unit[j][k];
      total += std::exp(cosine / temperature);
      if (relations(i, j) != Relation::kTogether) continue;
      attracted += cosine / temperature;
      ++positives;
    }
    if (positives == 0) continue;
    loss += std::log(total) - attracted / static_cast<double>(positives);
    ++asked;
  }
  return asked == 0 ? 0 : loss / static_cast<double>(asked);
}

}  // namespace segue::embedding
