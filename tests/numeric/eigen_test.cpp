#include "segue/numeric/eigen.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::numeric {
namespace {

std::vector<double> random_symmetric(Rng& rng, std::size_t n, double scale) {
  std::vector<double> a(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) a[i * n + j] = a[j * n + i] = scale * rng.normal();
  }
  return a;
}

// A v = value v, vectors orthonormal, values descending, signs as promised; errors relative to the largest entry.
void expect_decomposition(const std::vector<double>& a, std::size_t n, const SymmetricEigen& eigen) {
  ASSERT_EQ(eigen.values.size(), n);
  ASSERT_EQ(eigen.vectors.size(), n * n);
  double scale = 0;
  for (const double entry : a) scale = std::max(scale, std::abs(entry));
  const double tolerance = 1e-14 * static_cast<double>(n);
  for (std::size_t k = 0; k < n; ++k) {
    const double* v = &eigen.vectors[k * n];
    ASSERT_GE(eigen.values[k > 0 ? k - 1 : 0], eigen.values[k]);
    double largest = 0;
    for (std::size_t i = 0; i < n; ++i) {
      double product = 0;
      for (std::size_t j = 0; j < n; ++j) product += a[i * n + j] * v[j];
      ASSERT_NEAR(product, eigen.values[k] * v[i], tolerance * scale) << "n " << n << " k " << k;
      if (std::abs(v[i]) > std::abs(largest) * (1 + 1e-8)) largest = v[i];
    }
    ASSERT_GT(largest, 0);
    for (std::size_t l = 0; l <= k; ++l) {
      double dot = 0;
      for (std::size_t i = 0; i < n; ++i) dot += v[i] * eigen.vectors[l * n + i];
      ASSERT_NEAR(dot, k == l ? 1 : 0, tolerance) << "n " << n << " vectors " << k << " and " << l;
    }
  }
}

TEST(Eigen, OfRandomMatricesSolvesTheEquation) {
  Rng rng(5);
  for (std::size_t n = 1; n <= 40; n += n < 12 ? 1 : 7) {
    for (const double scale : {1e-150, 1e-3, 1.0, 1e8, 1e150}) {
      const std::vector<double> a = random_symmetric(rng, n, scale);
      expect_decomposition(a, n, symmetric_eigen(a, n));
    }
  }
}

TEST(Eigen, OfSingularAndDegenerateMatrices) {
  Rng rng(6);
  for (const std::size_t n : {2, 5, 20}) {
    std::vector<double> gram(n * n);  // of rank 2
    for (int r = 0; r < 2; ++r) {
      std::vector<double> u(n);
      for (double& x : u) x = rng.normal();
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) gram[i * n + j] += u[i] * u[j];
      }
    }
    const SymmetricEigen eigen = symmetric_eigen(gram, n);
    expect_decomposition(gram, n, eigen);
    for (std::size_t k = 2; k < n; ++k) EXPECT_NEAR(eigen.values[k], 0, 1e-12);
  }
  const std::vector<double> ones(49, 1.0);
  const SymmetricEigen eigen = symmetric_eigen(ones, 7);
  expect_decomposition(ones, 7, eigen);
  EXPECT_NEAR(eigen.values[0], 7, 1e-13);
}

TEST(Eigen, OfTwoByTwoInClosedForm) {
  // (3, 2) / (2, 0): values (3 +- 5) / 2, vectors along (2, 1) and (-1, 2).
  const SymmetricEigen eigen = symmetric_eigen(std::vector<double>{3, 2, 2, 0}, 2);
  EXPECT_NEAR(eigen.values[0], 4, 1e-14);
  EXPECT_NEAR(eigen.values[1], -1, 1e-14);
  const double root = std::sqrt(5.0);
  const double expected[] = {2 / root, 1 / root, -1 / root, 2 / root};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(eigen.vectors[i], expected[i], 1e-14);
}

TEST(Eigen, OfThreeByThreeInClosedForm) {
  // The second difference: values 2 - 2 cos(k pi / 4), vectors sin(i k pi / 4).
  const SymmetricEigen eigen = symmetric_eigen(std::vector<double>{2, -1, 0, -1, 2, -1, 0, -1, 2}, 3);
  const double root = std::numbers::sqrt2;
  const double values[] = {2 + root, 2, 2 - root};
  const double vectors[] = {-0.5, 1 / root, -0.5, 1 / root, 0, -1 / root, 0.5, 1 / root, 0.5};
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(eigen.values[i], values[i], 1e-14);
  for (std::size_t i = 0; i < 9; ++i) EXPECT_NEAR(eigen.vectors[i], vectors[i], 1e-14) << i;
}

TEST(Eigen, OfDiagonalMatricesIsExact) {
  const SymmetricEigen eigen = symmetric_eigen(std::vector<double>{1, 0, 0, 0, -7, 0, 0, 0, 4}, 3);
  EXPECT_EQ(eigen.values, (std::vector<double>{4, 1, -7}));
  EXPECT_EQ(eigen.vectors, (std::vector<double>{0, 0, 1, 1, 0, 0, 0, 1, 0}));
  const SymmetricEigen zero = symmetric_eigen(std::vector<double>(4, 0.0), 2);
  EXPECT_EQ(zero.values, (std::vector<double>{0, 0}));
  EXPECT_EQ(zero.vectors, (std::vector<double>{1, 0, 0, 1}));
}

TEST(Eigen, OfNothingAndOfOne) {
  EXPECT_TRUE(symmetric_eigen({}, 0).values.empty());
  const SymmetricEigen one = symmetric_eigen(std::vector<double>{-3}, 1);
  EXPECT_EQ(one.values, (std::vector<double>{-3}));
  EXPECT_EQ(one.vectors, (std::vector<double>{1}));
}

TEST(Eigen, ReadsTheUpperTriangleOnly) {
  Rng rng(7);
  const std::vector<double> a = random_symmetric(rng, 6, 1);
  std::vector<double> upper = a;
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < i; ++j) upper[i * 6 + j] = 1e9;
  }
  EXPECT_EQ(symmetric_eigen(a, 6).values, symmetric_eigen(upper, 6).values);
}

TEST(Eigen, GradedMatrixKeepsItsSmallValues) {
  const std::vector<double> a{1e12, 1e3, 1, 1e3, 1e4, 1, 1, 1, 1};
  const SymmetricEigen eigen = symmetric_eigen(a, 3);
  expect_decomposition(a, 3, eigen);
  EXPECT_NEAR(eigen.values[0] + eigen.values[1] + eigen.values[2], 1e12 + 1e4 + 1, 1e-3);
}

}  // namespace
}  // namespace segue::numeric
