#include "segue/embedding/trustworthiness.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

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

TEST(Trustworthiness, AgreesWithScikitLearn) {
  std::ifstream in(std::filesystem::path(SEGUE_TESTS_DIR) / "goldens" / "trustworthiness.json");
  const auto golden = nlohmann::json::parse(in);
  const NeighborRanks ranks(matrix_of(golden["before"]));
  const auto latents = matrix_of(golden["latents"]);
  for (const auto& [k, expected] : golden["trustworthiness"].items()) {
    EXPECT_NEAR(trustworthiness(ranks, latents, std::stoul(k)), expected.get<double>(), 1e-12) << k;
  }
}

TEST(Trustworthiness, IsOneForTheSamePointsAndAHalfForChance) {
  Rng rng(1);
  numeric::Matrix points(400, 3);
  numeric::Matrix noise(400, 3);
  for (float& value : points.values()) value = static_cast<float>(rng.normal());
  for (float& value : noise.values()) value = static_cast<float>(rng.normal());
  const NeighborRanks ranks(points);
  EXPECT_EQ(trustworthiness(ranks, points, 10), 1);
  EXPECT_NEAR(trustworthiness(ranks, noise, 10), 0.5, 0.02);
}

TEST(NeighborRanks, TiesGoToTheLowerIndex) {
  const NeighborRanks ranks(numeric::Matrix(4, 2, 1.0F));
  EXPECT_EQ(ranks.rank(2, 2), 0U);
  EXPECT_EQ(ranks.rank(2, 0), 1U);
  EXPECT_EQ(ranks.rank(2, 1), 2U);
  EXPECT_EQ(ranks.rank(2, 3), 3U);
}

}  // namespace
}  // namespace segue::embedding
