#include "segue/numeric/eigen.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace segue::numeric {
namespace {

// Convergence is quadratic: six to ten sweeps are usual at any n.
constexpr int kMaxSweeps = 60;

// Turns the pairs (x[i], y[i]) by the rotation (c, s).
void rotate(double* x, double* y, std::size_t n, double c, double s) {
  for (std::size_t i = 0; i < n; ++i) {
    const double xi = x[i];
    const double yi = y[i];
    x[i] = c * xi - s * yi;
    y[i] = s * xi + c * yi;
  }
}

// The rotation in the plane (p, q) that makes a[p][q] zero, applied to both sides of `a` and to the rows of `v`.
void annihilate(std::vector<double>& a, std::vector<double>& v, std::size_t n, std::size_t p, std::size_t q) {
  const double app = a[p * n + p];
  const double aqq = a[q * n + q];
  const double apq = a[p * n + q];
  // The smaller of the two angles; halves first, because the difference of two large entries may overflow.
  const double theta = (aqq / 2 - app / 2) / apq;
  const double t = std::copysign(1.0, theta) / (std::abs(theta) + std::hypot(1.0, theta));
  const double c = 1 / std::hypot(1.0, t);
  const double s = t * c;
  rotate(&a[p * n], &a[q * n], n, c, s);
  for (std::size_t i = 0; i < n; ++i) {  // the other side is the mirror image
    a[i * n + p] = a[p * n + i];
    a[i * n + q] = a[q * n + i];
  }
  a[p * n + p] = app - t * apq;
  a[q * n + q] = aqq + t * apq;
  a[p * n + q] = a[q * n + p] = 0;
  rotate(&v[p * n], &v[q * n], n, c, s);
}

void make_largest_component_positive(double* vector, std::size_t n) {
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) largest = std::max(largest, std::abs(vector[i]));
  for (std::size_t i = 0; i < n; ++i) {
    if (std::abs(vector[i]) < largest * (1 - 1e-9)) continue;
    if (vector[i] < 0) std::transform(vector, vector + n, vector, std::negate<>());
    return;
  }
}

}  // namespace

SymmetricEigen symmetric_eigen(std::span<const double> matrix, std::size_t n) {
  assert(matrix.size() == n * n);
  std::vector<double> a(matrix.begin(), matrix.end());
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) {
      assert(std::isfinite(a[i * n + j]));
      a[j * n + i] = a[i * n + j];
      largest = std::max(largest, std::abs(a[i * n + j]));
    }
  }
  std::vector<double> v(n * n, 0.0);
  for (std::size_t i = 0; i < n; ++i) v[i * n + i] = 1;

  // Rotations mix off-diagonal entries with each other only, so their rounding errors shrink with them and the bound is
  // reached.
  const double negligible = largest * 1e-17;
  bool rotated = true;
  for (int sweep = 0; rotated && sweep < kMaxSweeps; ++sweep) {
    rotated = false;
    for (std::size_t p = 0; p + 1 < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        if (std::abs(a[p * n + q]) <= negligible) continue;
        annihilate(a, v, n, p, q);
        rotated = true;
      }
    }
  }

  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return a[i * n + i] > a[j * n + j]; });
  SymmetricEigen result;
  result.values.reserve(n);
  result.vectors.reserve(n * n);
  for (const std::size_t k : order) {
    make_largest_component_positive(&v[k * n], n);
    result.values.push_back(a[k * n + k]);
    result.vectors.insert(result.vectors.end(), &v[k * n], &v[k * n] + n);
  }
  return result;
}

}  // namespace segue::numeric
