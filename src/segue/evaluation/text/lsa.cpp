#include "segue/evaluation/text/lsa.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "segue/base/rng.h"
#include "segue/base/workers.h"
#include "segue/numeric/eigen.h"

namespace segue::evaluation {
namespace {

constexpr std::size_t kWider = 20;
constexpr std::size_t kRounds = 7;
/// Vectors multiplied at a time: as many as make one cache line of doubles, twice.
constexpr std::size_t kBlock = 16;

using Vector = std::vector<double>;

/// Four sums side by side: one would wait for each addition to end.
double dot(std::span<const double> a, std::span<const double> b) {
  std::array<double, 4> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= a.size(); i += sums.size()) {
    for (std::size_t k = 0; k < sums.size(); ++k) sums[k] += a[i + k] * b[i + k];
  }
  for (; i < a.size(); ++i) sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void add(double factor, std::span<const double> what, std::span<double> to) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * what[i];
}

/// A A' x for kBlock vectors at most.
void apply(const numeric::SparseMatrix& a, std::span<const Vector> x, std::span<Vector> y) {
  Vector across(a.cols() * kBlock, 0);  // A' x
  Vector here(kBlock, 0);
  for (std::size_t i = 0; i < a.rows(); ++i) {
    for (std::size_t b = 0; b < x.size(); ++b) here[b] = x[b][i];
    const auto row = a.row(i);
    for (std::size_t k = 0; k < row.columns.size(); ++k) {
      add(double{row.values[k]}, here, std::span(across).subspan(row.columns[k] * kBlock, kBlock));
    }
  }
  for (std::size_t i = 0; i < a.rows(); ++i) {
    std::ranges::fill(here, 0.0);
    const auto row = a.row(i);
    for (std::size_t k = 0; k < row.columns.size(); ++k) {
      add(double{row.values[k]}, std::span(across).subspan(row.columns[k] * kBlock, kBlock), here);
    }
    for (std::size_t b = 0; b < y.size(); ++b) y[b][i] = here[b];
  }
}

std::vector<Vector> apply_all(const numeric::SparseMatrix& a, const std::vector<Vector>& x, std::size_t threads) {
  std::vector<Vector> y(x.size(), Vector(a.rows()));
  parallel_ranges(x.size(), kBlock, threads, [&](std::size_t begin, std::size_t end) {
    apply(a, std::span(x).subspan(begin, end - begin), std::span(y).subspan(begin, end - begin));
  });
  return y;
}

/// Modified Gram-Schmidt, twice over; a vector that lies in the span of those before it becomes 0.
void orthonormalise(std::vector<Vector>& basis) {
  constexpr double kNothingLeft = 1e-10;
  for (std::size_t j = 0; j < basis.size(); ++j) {
    const double before = std::sqrt(dot(basis[j], basis[j]));
    for (int round = 0; round < 2; ++round) {
      for (std::size_t i = 0; i < j; ++i) add(-dot(basis[i], basis[j]), basis[i], basis[j]);
    }
    const double after = std::sqrt(dot(basis[j], basis[j]));
    const double scale = after > kNothingLeft * before ? 1 / after : 0;
    for (double& value : basis[j]) value *= scale;
  }
}

void scale_to_unit_length(std::span<float> row) {
  double squares = 0;
  for (const float value : row) squares += double{value} * double{value};
  if (squares == 0) return;
  for (float& value : row) value = static_cast<float>(double{value} / std::sqrt(squares));
}

}  // namespace

numeric::Matrix lsa(const numeric::SparseMatrix& rows, const LsaOptions& options, Progress& progress,
                    const Cancellation& cancellation) {
  const std::size_t n = rows.rows();
  const std::size_t dimensions = std::min({options.dimensions, n, rows.cols()});
  if (dimensions == 0) return {n, 0};
  const std::size_t width = std::min({dimensions + kWider, n, rows.cols()});
  std::vector<Vector> basis(width, Vector(n));
  const Rng source(options.seed);
  for (std::size_t j = 0; j < width; ++j) {
    Rng rng = source.fork(j);
    for (double& value : basis[j]) value = rng.normal();
  }
  orthonormalise(basis);
  progress.begin("Decomposing", kRounds + 1, "rounds");
  for (std::size_t round = 0; round < kRounds; ++round) {
    cancellation.check();
    basis = apply_all(rows, basis, options.threads);
    orthonormalise(basis);
    progress.advance(round + 1);
  }
  const std::vector<Vector> image = apply_all(rows, basis, options.threads);
  Vector small(width * width);
  for (std::size_t i = 0; i < width; ++i) {
    for (std::size_t j = i; j < width; ++j) small[i * width + j] = small[j * width + i] = dot(basis[i], image[j]);
  }
  const numeric::SymmetricEigen eigen = numeric::symmetric_eigen(small, width);

  numeric::Matrix result(n, dimensions);
  Vector left(n);
  for (std::size_t k = 0; k < dimensions; ++k) {
    std::ranges::fill(left, 0.0);
    for (std::size_t j = 0; j < width; ++j) add(eigen.vectors[k * width + j], basis[j], left);
    const double singular = std::sqrt(std::max(0.0, eigen.values[k]));
    for (std::size_t i = 0; i < n; ++i) result(i, k) = static_cast<float>(left[i] * singular);
  }
  for (std::size_t i = 0; i < n; ++i) scale_to_unit_length(result.row(i));
  progress.end();
  return result;
}

}  // namespace segue::evaluation
