#include "segue/evaluation/text/lsa.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "goldens.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/evaluation/text/tfidf.h"
#include "segue/numeric/eigen.h"

namespace segue::evaluation {
namespace {

double product(const numeric::Matrix& a, std::size_t i, std::size_t j) {
  double sum = 0;
  for (std::size_t k = 0; k < a.cols(); ++k) sum += double{a(i, k)} * double{a(j, k)};
  return sum;
}

numeric::SparseMatrix random_rows(std::size_t rows, std::size_t cols, std::size_t most) {
  Rng rng(9);
  numeric::SparseMatrix result(cols);
  for (std::size_t i = 0; i < rows; ++i) {
    std::vector<std::uint32_t> columns;
    std::vector<float> values;
    for (std::uint32_t j = 0; j < cols && columns.size() < most; ++j) {
      if (rng.below(cols) >= 2 * most) continue;
      columns.push_back(j);
      values.push_back(static_cast<float>(rng.normal()));
    }
    result.add_row(columns, values);
  }
  return result;
}

TEST(Lsa, AgreesWithScikitLearn) {
  // Signs of columns mean nothing, so the products of rows are compared.
  const auto golden = text_goldens();
  const auto texts = golden["texts"].get<std::vector<std::string>>();
  const auto latent = lsa(Tfidf::fit(texts).transform(texts), {.dimensions = 5});
  const auto gram = golden["lsa_gram"].get<std::vector<std::vector<double>>>();
  ASSERT_EQ(latent.cols(), 5U);
  for (std::size_t i = 0; i < gram.size(); ++i) {
    for (std::size_t j = 0; j < texts.size(); ++j)
      EXPECT_NEAR(product(latent, i, j), gram[i][j], 1e-3) << i << ' ' << j;
  }
}

TEST(Lsa, WideSubspaceIsExact) {
  // With as many dimensions as rows the cosines are those of the rows themselves.
  const auto rows = random_rows(30, 200, 12);
  const auto latent = lsa(rows, {.dimensions = 30});
  for (std::size_t i = 0; i < 30; ++i) {
    for (std::size_t j = 0; j < 30; ++j) {
      const double length = std::sqrt(numeric::dot(rows.row(i), rows.row(i)) * numeric::dot(rows.row(j), rows.row(j)));
      if (length == 0) continue;
      EXPECT_NEAR(product(latent, i, j), numeric::dot(rows.row(i), rows.row(j)) / length, 1e-5);
    }
  }
}

TEST(Lsa, AgreesWithTheEigenvectorsOfTheGramMatrix) {
  const std::size_t n = 40;
  const std::size_t kept = 4;
  const auto rows = random_rows(n, 60, 8);
  std::vector<double> gram(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) gram[i * n + j] = numeric::dot(rows.row(i), rows.row(j));
  }
  const auto eigen = numeric::symmetric_eigen(gram, n);
  const auto latent = lsa(rows, {.dimensions = kept});
  for (std::size_t i = 0; i < n; ++i) {
    double squares = 0;
    for (std::size_t k = 0; k < kept; ++k) squares += eigen.values[k] * std::pow(eigen.vectors[k * n + i], 2);
    for (std::size_t k = 0; k < kept; ++k) {
      const double expected = std::sqrt(eigen.values[k] / squares) * eigen.vectors[k * n + i];
      EXPECT_NEAR(std::abs(double{latent(i, k)}), std::abs(expected), 1e-3) << i << ' ' << k;
    }
  }
}

TEST(Lsa, ThreadsAndRepetitionChangeNothing) {
  const auto rows = random_rows(80, 120, 9);
  const auto one = lsa(rows, {.dimensions = 40, .seed = 3, .threads = 1});
  const auto four = lsa(rows, {.dimensions = 40, .seed = 3, .threads = 4});
  EXPECT_EQ(one.values(), four.values());
}

TEST(Lsa, FewRowsGiveFewColumns) {
  EXPECT_EQ(lsa(numeric::SparseMatrix(10)).rows(), 0U);
  numeric::SparseMatrix rows(10);
  const std::vector<std::uint32_t> columns{1, 4};
  const std::vector<float> values{0.6F, 0.8F};
  for (int i = 0; i < 3; ++i) rows.add_row(columns, values);  // all the same: rank 1
  rows.add_row({}, {});
  const auto latent = lsa(rows);
  EXPECT_EQ(latent.rows(), 4U);
  EXPECT_EQ(latent.cols(), 4U);
  EXPECT_NEAR(product(latent, 0, 2), 1, 1e-6);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_EQ(latent(3, k), 0);
}

}  // namespace
}  // namespace segue::evaluation
