#include "segue/neighbors/axes.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "segue/numeric/eigen.h"

namespace segue::neighbors {
namespace {

constexpr std::size_t kLeastDimension = 16;
constexpr std::size_t kRowsOfColumn = 256;  // read to learn from
constexpr std::size_t kQuad = 4;
/// Share of the squared lengths that may be left to the trailing columns.
constexpr double kTrailingShare = 0.01;

/// The mean of x xT over the rows; nothing if it is all zeros or beyond what doubles hold.
std::vector<double> second_moment(numeric::MatrixView rows) {
  const std::size_t d = rows.cols;
  std::vector<double> sums(d * d, 0.0);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    const auto row = rows.row(i);
    for (std::size_t a = 0; a < d; ++a) {
      const double x = row[a];
      for (std::size_t b = a; b < d; ++b) sums[a * d + b] += x * static_cast<double>(row[b]);
    }
  }
  double trace = 0;
  for (std::size_t a = 0; a < d; ++a) trace += sums[a * d + a];
  if (!(trace > 0) || !std::isnormal(trace)) return {};
  for (double& sum : sums) sum /= trace;
  return sums;
}

}  // namespace

void Axes::turn(std::span<const float> vector, std::span<float> turned) const {
  assert(!empty() && vector.size() == dimension_ && turned.size() == dimension_);
  std::ranges::fill(turned, 0.0F);
  for (std::size_t j = 0; j < dimension_; ++j) {
    const float x = vector[j];
    const float* const parts = numbers_.data() + j * dimension_;
    for (std::size_t i = 0; i < dimension_; ++i) turned[i] += x * parts[i];
  }
}

void Axes::turn_back(std::span<const float> turned, std::span<float> vector) const {
  assert(!empty() && vector.size() == dimension_ && turned.size() == dimension_);
  for (std::size_t j = 0; j < dimension_; ++j) {
    const float* const parts = numbers_.data() + j * dimension_;
    double sum = 0;
    for (std::size_t i = 0; i < dimension_; ++i) sum += double{parts[i]} * double{turned[i]};
    vector[j] = static_cast<float>(sum);
  }
}

LearnedAxes learn_axes(numeric::MatrixView sample) {
  const std::size_t d = sample.cols;
  LearnedAxes none{{}, d};
  if (d < kLeastDimension || d > Axes::kLargestDimension || sample.rows == 0) return none;
  const auto moment = second_moment({sample.data, std::min(sample.rows, d * kRowsOfColumn), d});
  if (moment.empty()) return none;
  const auto eigen = numeric::symmetric_eigen(moment, d);
  double left = 1;  // of the trace
  std::size_t leading = 0;
  while (leading < d && left > kTrailingShare) left -= std::max(0.0, eigen.values[leading++]);
  leading = std::min(d, (std::max<std::size_t>(leading, 1) + kQuad - 1) / kQuad * kQuad);
  if (4 * leading > 3 * d) return none;
  LearnedAxes learned{std::vector<float>(d * d), leading};
  for (std::size_t i = 0; i < d; ++i) {
    for (std::size_t j = 0; j < d; ++j) learned.numbers[j * d + i] = static_cast<float>(eigen.vectors[i * d + j]);
  }
  return learned;
}

}  // namespace segue::neighbors
