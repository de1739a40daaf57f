#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "segue/features/scaler.h"

// What scikit-learn gives: tests/goldens/scalers.py made it.

namespace segue::features {
namespace {

numeric::Matrix matrix(const nlohmann::json& rows) {
  std::vector<float> values;
  for (const auto& row : rows) {
    for (const auto& value : row) values.push_back(value.get<float>());
  }
  const std::size_t cols = rows.at(0).size();
  return {rows.size(), cols, std::move(values)};
}

const nlohmann::json& cases() {
  static const nlohmann::json document = [] {
    std::ifstream file(std::string(SEGUE_TESTS_DIR) + "/goldens/scalers.json");
    return nlohmann::json::parse(file);
  }();
  return document;
}

void expect_near(const numeric::Matrix& found, const nlohmann::json& expected_rows, double tolerance) {
  const numeric::Matrix expected = matrix(expected_rows);
  ASSERT_EQ(found.rows(), expected.rows());
  ASSERT_EQ(found.cols(), expected.cols());
  for (std::size_t i = 0; i < found.rows(); ++i) {
    for (std::size_t j = 0; j < found.cols(); ++j) {
      ASSERT_NEAR(found(i, j), expected(i, j), tolerance * (1 + std::abs(expected(i, j))))
          << "row " << i << " column " << j;
    }
  }
}

TEST(ScalerGolden, MinMaxAgreesWithSklearn) {
  for (const auto& golden : cases()) {
    const LinearScaler scaler = fit_min_max(matrix(golden["rows"]));
    expect_near(scaler.transform(matrix(golden["rows"])), golden["min_max"], 2e-6);
    expect_near(scaler.transform(matrix(golden["other"])), golden["min_max_other"], 2e-6);
  }
}

TEST(ScalerGolden, ZScoreAgreesWithSklearn) {
  for (const auto& golden : cases()) {
    const LinearScaler scaler = fit_z_score(matrix(golden["rows"]));
    expect_near(scaler.transform(matrix(golden["rows"])), golden["z_score"], 2e-6);
    expect_near(scaler.transform(matrix(golden["other"])), golden["z_score_other"], 2e-6);
  }
}

TEST(ScalerGolden, QuantileAgreesWithSklearn) {
  for (const auto& golden : cases()) {
    const QuantileScaler scaler = fit_quantile(matrix(golden["rows"]), golden["quantiles"].get<std::size_t>());
    expect_near(scaler.transform(matrix(golden["rows"])), golden["quantile"], 1e-5);
    expect_near(scaler.transform(matrix(golden["other"])), golden["quantile_other"], 1e-5);
  }
}

}  // namespace
}  // namespace segue::features
