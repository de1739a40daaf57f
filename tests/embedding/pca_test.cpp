#include "segue/embedding/pca.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/base/error.h"
#include "segue/base/rng.h"

namespace segue::embedding {
namespace {

numeric::Matrix matrix_of(const nlohmann::json& rows) {
  numeric::Matrix matrix(rows.size(), rows.at(0).size());
  for (std::size_t i = 0; i < matrix.rows(); ++i) {
    for (std::size_t j = 0; j < matrix.cols(); ++j) matrix(i, j) = rows[i][j].get<float>();
  }
  return matrix;
}

TEST(Pca, AgreesWithScikitLearn) {
  std::ifstream in(std::filesystem::path(SEGUE_TESTS_DIR) / "goldens" / "pca.json");
  const auto golden = nlohmann::json::parse(in);
  const numeric::Matrix rows = matrix_of(golden["rows"]), components = matrix_of(golden["components"]);
  const Pca pca = fit_pca(rows, components.rows());
  const numeric::Matrix transformed = pca.transform(rows), expected = matrix_of(golden["transformed"]);
  for (std::size_t j = 0; j < rows.cols(); ++j) EXPECT_NEAR(pca.mean[j], golden["mean"][j].get<double>(), 1e-9);
  for (std::size_t c = 0; c < components.rows(); ++c) {
    EXPECT_NEAR(pca.explained_variance[c], golden["explained_variance_ratio"][c].get<double>(), 1e-9);
    // A component's sign is a convention.
    double dot = 0;
    for (std::size_t j = 0; j < rows.cols(); ++j) dot += static_cast<double>(components(c, j)) * pca.components(c, j);
    const float sign = dot < 0 ? -1.0F : 1.0F;
    EXPECT_NEAR(std::abs(dot), 1, 1e-6);
    for (std::size_t i = 0; i < rows.rows(); ++i) EXPECT_NEAR(transformed(i, c), sign * expected(i, c), 1e-5);
  }
}

TEST(Pca, OfWideRowsFindsTheLeadingComponents) {
  // Columns are independent, with deviations that fall: the covariance is nearly diagonal, its eigenvalues are known.
  constexpr std::size_t kWidth = 240;
  constexpr std::size_t kComponents = 5;
  Rng rng(5);
  numeric::Matrix rows(2000, kWidth);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (std::size_t j = 0; j < kWidth; ++j) {
      rows(i, j) = static_cast<float>(rng.normal() * std::pow(0.7, static_cast<double>(j)));
    }
  }
  const Pca pca = fit_pca(rows, kComponents);
  const auto latents = pca.transform(rows);
  double total = 0;
  for (std::size_t j = 0; j < kWidth; ++j) total += std::pow(0.49, static_cast<double>(j));
  for (std::size_t c = 0; c < kComponents; ++c) {
    EXPECT_NEAR(pca.explained_variance[c], std::pow(0.49, static_cast<double>(c)) / total, 0.02);
    for (std::size_t b = 0; b <= c; ++b) {
      double dot = 0;
      double covariance = 0;
      for (std::size_t j = 0; j < kWidth; ++j) {
        dot += static_cast<double>(pca.components(c, j)) * static_cast<double>(pca.components(b, j));
      }
      for (std::size_t i = 0; i < rows.rows(); ++i) {
        covariance += static_cast<double>(latents(i, c)) * static_cast<double>(latents(i, b)) / 2000;
      }
      EXPECT_NEAR(dot, b == c ? 1 : 0, 1e-6);
      if (b != c) {
        EXPECT_NEAR(covariance, 0, 1e-6);
      }
    }
  }
}

TEST(Pca, ALineHasOneComponent) {
  numeric::Matrix rows(10, 3);
  for (std::size_t i = 0; i < 10; ++i) {
    for (std::size_t j = 0; j < 3; ++j) rows(i, j) = static_cast<float>(i) * (j == 1 ? 4.0F : j == 2 ? 3.0F : 0.0F);
  }
  const Pca pca = fit_pca(rows, 3);
  EXPECT_NEAR(pca.explained_variance[0], 1, 1e-12);
  EXPECT_NEAR(pca.explained_variance[1], 0, 1e-12);
  EXPECT_NEAR(pca.components(0, 1), 0.8, 1e-6);
  EXPECT_NEAR(pca.components(0, 2), 0.6, 1e-6);
}

TEST(Pca, AllComponentsKeepDistancesAndAllVariance) {
  Rng rng(1);
  numeric::Matrix rows(40, 6);
  for (float& value : rows.values()) value = static_cast<float>(rng.normal());
  const Pca pca = fit_pca(rows, 6);
  EXPECT_NEAR(std::accumulate(pca.explained_variance.begin(), pca.explained_variance.end(), 0.0), 1, 1e-12);
  const numeric::Matrix z = pca.transform(rows);
  const auto distance = [](const numeric::Matrix& m, std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t j = 0; j < m.cols(); ++j) sum += std::pow(static_cast<double>(m(a, j)) - m(b, j), 2);
    return std::sqrt(sum);
  };
  for (std::size_t i = 1; i < 40; ++i) EXPECT_NEAR(distance(z, 0, i), distance(rows, 0, i), 1e-5);
}

TEST(Pca, RowsThatAreAllTheSameShareNothingOut) {
  const Pca pca = fit_pca(numeric::Matrix(5, 2, 3.0F), 2);
  EXPECT_EQ(pca.explained_variance, (std::vector<double>{0, 0}));
  const numeric::Matrix z = pca.transform(numeric::Matrix(1, 2, 3.0F));
  EXPECT_EQ(z(0, 0), 0);
}

TEST(Pca, RefusesWhatMakesNoSense) {
  const numeric::Matrix rows(5, 2, 3.0F);
  EXPECT_THROW(fit_pca(rows, 0), Error);
  EXPECT_THROW(fit_pca(rows, 3), Error);
  EXPECT_THROW(fit_pca(numeric::Matrix(1, 2, 3.0F), 1), Error);
  numeric::Matrix bad = rows;
  bad(0, 0) = std::numeric_limits<float>::infinity();
  EXPECT_THROW(fit_pca(bad, 1), Error);
}

}  // namespace
}  // namespace segue::embedding
