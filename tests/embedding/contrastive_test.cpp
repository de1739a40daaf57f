// The contrastive loss, its gradients, and training steps by it.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/embedding/similarity_training.h"
#include "segue/numeric/contrastive_kernels.h"
#include "segue/numeric/tensor_file.h"

namespace segue::embedding {
namespace {

std::vector<std::vector<double>> unit_rows(std::size_t n, std::size_t d, Rng& rng) {
  std::vector<std::vector<double>> rows(n, std::vector<double>(d));
  for (auto& row : rows) {
    double square = 0;
    for (double& value : row) {
      value = rng.normal();
      square += value * value;
    }
    for (double& value : row) value /= std::sqrt(square);
  }
  return rows;
}

numeric::Matrix matrix_of(const std::vector<std::vector<double>>& rows) {
  numeric::Matrix matrix(rows.size(), rows.front().size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < rows[i].size(); ++j) matrix(i, j) = static_cast<float>(rows[i][j]);
  }
  return matrix;
}

Relations random_relations(std::size_t n, Rng& rng) {
  Relations relations{n, std::vector<Relation>(n * n, Relation::kApart)};
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double draw = rng.uniform();
      const auto relation = draw < 0.15 ? Relation::kTogether : draw < 0.3 ? Relation::kIgnored : Relation::kApart;
      relations.of[i * n + j] = relations.of[j * n + i] = relation;
    }
  }
  return relations;
}

TEST(ContrastiveLoss, AgreesWithTheReferenceAndItsDifferences) {
  Rng rng(3);
  for (const std::size_t n : {2UL, 7UL, 16UL, 33UL}) {
    const std::size_t d = 5;
    const double temperature = 0.2;
    auto rows = unit_rows(n, d, rng);
    auto relations = random_relations(n, rng);
    relations.of[1] = relations.of[n] = Relation::kTogether;
    const auto unit = matrix_of(rows);
    test::for_each_simd_target([&](const char* target) {
      ContrastiveLoss loss(n + 3, d, temperature);
      numeric::Matrix gradient(n, d);
      EXPECT_NEAR(loss(unit, relations, gradient), contrastive_loss_reference(rows, relations, temperature), 2e-5)
          << target << " " << n;
      for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < d; ++j) {
          constexpr double kStep = 1e-6;
          auto moved = rows;
          moved[i][j] += kStep;
          const double up = contrastive_loss_reference(moved, relations, temperature);
          moved[i][j] -= 2 * kStep;
          const double down = contrastive_loss_reference(moved, relations, temperature);
          ASSERT_NEAR(gradient(i, j), (up - down) / (2 * kStep), 2e-4) << target << " " << n << " " << i << " " << j;
        }
      }
    });
  }
}

TEST(ContrastiveLoss, WhatIsIgnoredNeitherPullsNorPushes) {
  Rng rng(4);
  const auto unit = matrix_of(unit_rows(4, 3, rng));
  Relations relations{4, std::vector<Relation>(16, Relation::kIgnored)};
  ContrastiveLoss loss(4, 3, 0.1);
  numeric::Matrix gradient(4, 3, 7.0F);
  EXPECT_EQ(loss(unit, relations, gradient), 0);
  for (const float value : gradient.values()) EXPECT_EQ(value, 0);
  // Two belong together, and nothing else is looked at: there is nothing to tell them from.
  relations.of[1] = relations.of[4] = Relation::kTogether;
  EXPECT_NEAR(loss(unit, relations, gradient), 0, 1e-5);
}

TEST(ContrastiveLoss, SharpTemperaturesStayFinite) {
  numeric::Matrix unit(3, 2);
  unit(0, 0) = 1;
  unit(1, 0) = -1;
  unit(2, 0) = -1;
  Relations relations{3, std::vector<Relation>(9, Relation::kApart)};
  relations.of[1] = relations.of[3] = Relation::kTogether;
  ContrastiveLoss loss(3, 2, numeric::kLeastTemperature);
  numeric::Matrix gradient(3, 2);
  EXPECT_TRUE(std::isfinite(loss(unit, relations, gradient)));
  for (const float value : gradient.values()) EXPECT_TRUE(std::isfinite(value));
}

TEST(SimilarityTrainer, RepeatsPyTorchStepByStep) {
  const auto file =
      numeric::TensorFile::read(std::filesystem::path(SEGUE_TESTS_DIR) / "goldens" / "similarity.safetensors");
  const auto floats = [&](const std::string& tensor) { return file.floats(tensor, file.tensors().at(tensor).shape); };
  const auto member = floats("member");
  const auto batches = floats("batches");
  const auto initial = floats("initial"), losses = floats("losses"), gradient = floats("first_gradient"),
             final = floats("final");
  const auto rows = file.tensors().at("inputs").shape.at(0);
  const numeric::Matrix inputs(rows, 9, floats("inputs"));
  const std::size_t playlists = member.size() / rows;
  std::vector<std::vector<std::uint32_t>> memberships(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t p = 0; p < playlists; ++p) {
      if (member[i * playlists + p] != 0) memberships[i].push_back(static_cast<std::uint32_t>(p));
    }
  }
  const SimilarityShape shape{9, {13, 10}, 6, 1};
  const std::size_t size = batches.size() / losses.size();
  test::for_each_simd_target([&](const char* target) {
    SimilarityTrainer trainer(shape, initial, {}, 0.1, size);
    SimilarityStep how;
    how.learning_rate = 1e-2;
    how.weight_decay = 0.05;
    Rng rng(0);
    for (std::size_t step = 0; step < losses.size(); ++step) {
      std::vector<std::uint32_t> batch;
      for (std::size_t k = 0; k < size; ++k) batch.push_back(static_cast<std::uint32_t>(batches[step * size + k]));
      const double loss = trainer.step(inputs, batch, relations_of(batch, memberships), how, rng);
      EXPECT_NEAR(loss, losses[step], 2e-4) << target << " " << step;
      if (step > 0) continue;
      for (std::size_t p = 0; p < gradient.size(); ++p)
        ASSERT_NEAR(trainer.gradients()[p], gradient[p], 2e-5) << target;
    }
    // Adam divides by the gradient's size: where that is nearly nothing, rounding is magnified.
    for (std::size_t p = 0; p < final.size(); ++p) ASSERT_NEAR(trainer.parameters()[p], final[p], 1e-3) << target << p;
  });
}

/// Songs of two kinds, told apart by the first input, in playlists of one kind each.
struct TwoKinds {
  numeric::Matrix inputs{80, 4};
  std::vector<std::vector<std::uint32_t>> playlists;

  TwoKinds() {
    Rng rng(5);
    for (std::uint32_t i = 0; i < 80; ++i) {
      for (std::size_t j = 0; j < 4; ++j) inputs(i, j) = static_cast<float>(rng.normal());
      inputs(i, 0) = (i % 2 == 0 ? 1.0F : -1.0F) + 0.1F * inputs(i, 0);
    }
    for (std::uint32_t p = 0; p < 12; ++p) {
      playlists.emplace_back();
      for (std::uint32_t k = 0; k < 8; ++k) playlists.back().push_back((p % 2 + 2 * (p * 5 + k * 3)) % 80);
      std::ranges::sort(playlists.back());
      const auto repeated = std::ranges::unique(playlists.back());
      playlists.back().erase(repeated.begin(), repeated.end());
    }
  }
  static SimilarityOptions quick() {
    SimilarityOptions options;
    options.steps = 60;
    options.playlists = 8;
    options.songs = 4;
    options.dropout = 0.1;  // the default is for more songs and wider networks
    return options;
  }
};

TEST(SimilarityTraining, SongsOfTheSamePlaylistsComeNear) {
  const TwoKinds kinds;
  const auto trained = train_similarity(kinds.inputs, {}, kinds.playlists, {4, {16}, 8, 2}, TwoKinds::quick());
  const auto vectors = trained.network.embed(kinds.inputs);
  const auto cosine = [&](std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < vectors.cols(); ++k) sum += double{vectors(i, k)} * double{vectors(j, k)};
    return sum;
  };
  double same = 0;
  double other = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    EXPECT_NEAR(cosine(i, i), 1, 1e-5);
    same += cosine(i, i + 2);
    other += cosine(i, i + 1);
  }
  EXPECT_GT(same / 40, 0.6);
  EXPECT_LT(other / 40, same / 40 - 0.2);
  ASSERT_EQ(trained.courses.size(), 2U);
  EXPECT_EQ(trained.courses[0].steps.back(), 60U);
  EXPECT_EQ(trained.courses[0].held_out.size(), trained.courses[0].steps.size());
}

TEST(SimilarityTraining, SameSeedSameBytesWhateverTheThreads) {
  const TwoKinds kinds;
  auto options = TwoKinds::quick();
  options.noise = 0.1;
  const auto first = train_similarity(kinds.inputs, {{0, 2}, {2, 4}}, kinds.playlists, {4, {16}, 8, 3}, options);
  options.threads = 3;
  const auto second = train_similarity(kinds.inputs, {{0, 2}, {2, 4}}, kinds.playlists, {4, {16}, 8, 3}, options);
  EXPECT_TRUE(std::ranges::equal(first.network.parameters(), second.network.parameters()));
  options.seed = 1;
  const auto third = train_similarity(kinds.inputs, {{0, 2}, {2, 4}}, kinds.playlists, {4, {16}, 8, 3}, options);
  EXPECT_FALSE(std::ranges::equal(first.network.parameters(), third.network.parameters()));
}

TEST(SimilarityTraining, RefusesWhatMakesNoSense) {
  TwoKinds kinds;
  const SimilarityShape shape{4, {8}, 4, 1};
  const auto kind_of = [&](const SimilarityOptions& options) {
    try {
      train_similarity(kinds.inputs, {}, kinds.playlists, shape, options);
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::kFailed;
  };
  auto options = TwoKinds::quick();
  options.steps = 0;
  EXPECT_EQ(kind_of(options), ErrorKind::kUsage);
  options = TwoKinds::quick();
  options.temperature = 0.001;
  EXPECT_EQ(kind_of(options), ErrorKind::kUsage);
  options = TwoKinds::quick();
  options.dropout = 1;
  EXPECT_EQ(kind_of(options), ErrorKind::kUsage);
  kinds.playlists.resize(1);
  EXPECT_EQ(kind_of(TwoKinds::quick()), ErrorKind::kBadData);
  kinds = {};
  kinds.inputs(3, 1) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(kind_of(TwoKinds::quick()), ErrorKind::kBadData);
}

TEST(SimilarityTraining, StopsWhenCancelled) {
  const TwoKinds kinds;
  Cancellation cancellation;
  cancellation.request();
  EXPECT_THROW(train_similarity(kinds.inputs, {}, kinds.playlists, {4, {8}, 4, 2}, TwoKinds::quick(), Progress::none(),
                                cancellation),
               Error);
}

TEST(SimilarityNetwork, ComesBackFromItsDocument) {
  const SimilarityNetwork network({3, {5, 4}, 6, 2}, 11);
  const auto back = SimilarityNetwork::from_tensors(numeric::TensorFile::parse(network.to_tensors(), "x"));
  EXPECT_EQ(back.shape(), network.shape());
  EXPECT_TRUE(std::ranges::equal(back.parameters(), network.parameters()));
  EXPECT_EQ(network.shape().text(), "2 x (5,4 → 6)");
  SimilarityNetwork squeezed({3, {5, 4}, 6, 2, 3}, 11);
  numeric::Matrix rows(20, 3);
  Rng rng(1);
  for (float& value : rows.values()) value = static_cast<float>(rng.normal());
  squeezed.fit_projection(rows);
  const auto read = SimilarityNetwork::from_tensors(numeric::TensorFile::parse(squeezed.to_tensors(), "x"));
  const auto vectors = read.embed(rows);
  EXPECT_EQ(vectors.values(), squeezed.embed(rows, 3).values());
  EXPECT_EQ(vectors.cols(), 3U);
  for (std::size_t i = 0; i < 20; ++i) {
    double square = 0;
    for (const float value : vectors.row(i)) square += double{value} * double{value};
    EXPECT_NEAR(square, 1, 1e-5);
  }
  auto damaged = network.to_tensors();
  // The last number becomes infinite.
  damaged[damaged.size() - 1] = std::byte{0x7F};
  damaged[damaged.size() - 2] = std::byte{0x80};
  damaged[damaged.size() - 3] = damaged[damaged.size() - 4] = std::byte{0};
  EXPECT_THROW(SimilarityNetwork::from_tensors(numeric::TensorFile::parse(damaged, "x")), Error);
}

TEST(SimilarityNetwork, RefusesShapesThatMakeNoSense) {
  EXPECT_THROW(SimilarityNetwork({0, {5}, 4, 1}, 0), Error);
  EXPECT_THROW(SimilarityNetwork({3, {0}, 4, 1}, 0), Error);
  EXPECT_THROW(SimilarityNetwork({3, {5}, 0, 1}, 0), Error);
  EXPECT_THROW(SimilarityNetwork({3, {5}, 4, 0}, 0), Error);
  EXPECT_THROW(SimilarityNetwork({3, {5}, 4, 2, 9}, 0), Error);
  EXPECT_THROW(SimilarityNetwork({60000, {60000}, 4, 1}, 0), Error);
}

}  // namespace
}  // namespace segue::embedding
