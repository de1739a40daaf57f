#include "segue/embedding/autoencoder.h"

#include <cmath>
#include <cstring>
#include <numeric>

#include "double_network.h"
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/embedding/trainer.h"

namespace segue::embedding {
namespace {

const AutoencoderShape kShape{7, {6, 5}, {Activation::kGelu, Activation::kTanh}, 3};

numeric::Matrix random_rows(std::size_t n, std::size_t cols, std::uint64_t seed) {
  numeric::Matrix rows(n, cols);
  Rng rng(seed);
  for (float& value : rows.values()) value = static_cast<float>(rng.normal());
  return rows;
}

TEST(AutoencoderShape, SaysItself) {
  using enum Activation;
  EXPECT_EQ((AutoencoderShape{26, {20, 18, 12, 6}, {kTanh, kTanh, kTanh, kTanh}, 4}).text(), "20,18,12,6 → 4 tanh");
  EXPECT_EQ((AutoencoderShape{26, {20, 16}, {kRelu, kElu}, 10}).text(), "20,16 → 10 relu,elu");
  EXPECT_EQ((AutoencoderShape{26, {}, {}, 10}).text(), "→ 10");
}

TEST(Autoencoder, RefusesShapesThatMakeNoSense) {
  using enum Activation;
  const AutoencoderShape bad[] = {
      {0, {3}, {kTanh}, 2},         {5, {0}, {kTanh}, 2},
      {5, {3}, {kTanh}, 0},         {5, {3}, {}, 2},
      {5, {}, {kTanh}, 2},          {5, {65537}, {kTanh}, 2},
      {65536, {65536}, {kTanh}, 2}, {5, std::vector<std::size_t>(65, 2), std::vector<Activation>(65, kTanh), 2}};
  for (const AutoencoderShape& shape : bad) {
    try {
      const Autoencoder autoencoder(shape, 0);
      ADD_FAILURE() << shape.text();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kUsage) << error.what();
    }
  }
}

TEST(Autoencoder, InitialWeightsFollowTheirRulesAndTheSeed) {
  const AutoencoderShape shape{40, {30, 20}, {Activation::kRelu, Activation::kTanh}, 10};
  const Autoencoder a(shape, 1), again(shape, 1), other(shape, 2);
  EXPECT_EQ(a.layer_count(), 6U);
  EXPECT_EQ(a.parameter_count(), 2U * (40 * 30 + 30 * 20 + 20 * 10) + 30 + 20 + 10 + 20 + 30 + 40);
  EXPECT_TRUE(std::ranges::equal(a.parameters(), again.parameters()));
  EXPECT_FALSE(std::ranges::equal(a.parameters(), other.parameters()));
  const double limits[] = {std::sqrt(6.0 / 40), std::sqrt(6.0 / 50), std::sqrt(6.0 / 30),
                           std::sqrt(6.0 / 30), std::sqrt(6.0 / 20), std::sqrt(6.0 / 70)};
  const auto layers = layers_of(shape);
  for (std::size_t k = 0; k < layers.size(); ++k) {
    float largest = 0;
    for (const float w : a.parameters().subspan(layers[k].weights_at, layers[k].inputs * layers[k].outputs)) {
      largest = std::max(largest, std::abs(w));
    }
    EXPECT_LE(largest, limits[k]) << k;
    EXPECT_GE(largest, 0.9 * limits[k]) << k;
    for (const float b : a.parameters().subspan(layers[k].bias_at, layers[k].outputs)) EXPECT_EQ(b, 0);
  }
}

TEST(Autoencoder, EncodesAndReconstructsAsWrittenDown) {
  const Autoencoder autoencoder(kShape, 3);
  const test::DoubleNetwork network(kShape, autoencoder.parameters());
  for (std::size_t n : {0, 1, 15, 17, 128, 129, 300}) {
    const numeric::Matrix rows = random_rows(n, 7, n);
    const numeric::Matrix latent = autoencoder.encode(rows), back = autoencoder.reconstruct(rows);
    ASSERT_EQ(latent.rows(), n);
    ASSERT_EQ(latent.cols(), 3U);
    ASSERT_EQ(back.cols(), 7U);
    for (std::size_t i = 0; i < n; ++i) {
      const auto expected = network.run(rows.row(i), 3), expected_back = network.run(rows.row(i), 6);
      for (std::size_t j = 0; j < 3; ++j) ASSERT_NEAR(latent(i, j), expected[j], 1e-5);
      for (std::size_t j = 0; j < 7; ++j) ASSERT_NEAR(back(i, j), expected_back[j], 1e-5);
    }
  }
}

TEST(Autoencoder, ARowsResultDoesNotDependOnItsNeighbours) {
  const Autoencoder autoencoder(kShape, 3);
  const numeric::Matrix rows = random_rows(300, 7, 9);
  const numeric::Matrix latent = autoencoder.encode(rows);
  for (std::size_t i : {0, 5, 127, 128, 299}) {
    const numeric::Matrix alone = autoencoder.encode({rows.row(i).data(), 1, 7});
    EXPECT_EQ(std::memcmp(alone.row(0).data(), latent.row(i).data(), 3 * sizeof(float)), 0) << i;
  }
}

TEST(Autoencoder, AgreesWithTheTrainersForwardPass) {
  const Autoencoder autoencoder(kShape, 3);
  const numeric::Matrix rows = random_rows(50, 7, 9), known(50, 7, 1.0F);
  const numeric::Matrix back = autoencoder.reconstruct(rows);
  double squared = 0;
  for (std::size_t i = 0; i < 50; ++i) {
    for (std::size_t j = 0; j < 7; ++j) squared += std::pow(static_cast<double>(back(i, j)) - rows(i, j), 2);
  }
  std::vector<std::uint32_t> all(50);
  std::iota(all.begin(), all.end(), 0U);
  AutoencoderTrainer trainer(autoencoder, 1e-3, 50);
  EXPECT_NEAR(trainer.evaluate(rows, known, all).loss(), squared / 350, 1e-6);
}

}  // namespace
}  // namespace segue::embedding
