// Training step by step against PyTorch (tests/goldens/trainer.py).
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "simd_targets.h"
#include <gtest/gtest.h>

#include "segue/embedding/trainer.h"
#include "segue/numeric/tensor_file.h"

namespace segue::embedding {
namespace {

std::vector<std::string> split(const std::string& text, char by) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, by);) parts.push_back(part);
  return parts;
}

struct Golden {
  AutoencoderShape shape;
  std::size_t rows = 0, batch = 0;
};

Golden golden_of(const std::string& text) {
  const auto parts = split(text, ' ');
  Golden golden;
  golden.shape.inputs = std::stoul(parts.at(0));
  if (parts.at(1) != "-") {
    for (const auto& size : split(parts[1], ',')) golden.shape.layers.push_back(std::stoul(size));
    for (const auto& activation : split(parts.at(2), ',')) {
      golden.shape.activations.push_back(activation_named(activation).value());
    }
  }
  golden.shape.latent = std::stoul(parts.at(3));
  golden.rows = std::stoul(parts.at(4));
  golden.batch = std::stoul(parts.at(5));
  return golden;
}

class TrainerGolden : public testing::TestWithParam<const char*> {
 protected:
  const numeric::TensorFile file_ =
      numeric::TensorFile::read(std::filesystem::path(SEGUE_TESTS_DIR) / "goldens" / "trainer.safetensors");

  std::vector<float> floats(const std::string& tensor) {
    const std::string key = std::string(GetParam()) + "." + tensor;
    return file_.floats(key, file_.tensors().at(key).shape);
  }
};

TEST_P(TrainerGolden, RepeatsPyTorchStepByStep) {
  const Golden golden = golden_of(file_.metadata().at(GetParam()));
  const numeric::Matrix rows(golden.rows, golden.shape.inputs, floats("rows"));
  const numeric::Matrix known(golden.rows, golden.shape.inputs, floats("known"));
  const auto start = Autoencoder::from_parameters(golden.shape, floats("initial"));
  std::vector<std::uint32_t> order;
  for (const float row : floats("batches")) order.push_back(static_cast<std::uint32_t>(row));
  const auto losses = floats("losses"), first_gradient = floats("first_gradient"), final = floats("final");

  test::for_each_simd_target([&](const char* target) {
    AutoencoderTrainer trainer(start, 1e-2, golden.batch);
    std::size_t step = 0;
    // Batches are those of one epoch after another, the last of an epoch being what is left.
    for (std::size_t epoch = 0; epoch < order.size(); epoch += golden.rows) {
      for (std::size_t at = 0; at < golden.rows; at += golden.batch, ++step) {
        const auto batch = std::span(order).subspan(epoch + at, std::min(golden.batch, golden.rows - at));
        const double loss = trainer.step(rows, known, batch).loss();
        ASSERT_NEAR(loss, losses.at(step), 1e-5 * (1 + losses[step])) << target << " step " << step;
        if (step > 0) continue;
        for (std::size_t p = 0; p < first_gradient.size(); ++p) {
          ASSERT_NEAR(trainer.gradients()[p], first_gradient[p], 2e-6) << target << " parameter " << p;
        }
      }
    }
    ASSERT_EQ(step, losses.size());
    for (std::size_t p = 0; p < final.size(); ++p) {
      ASSERT_NEAR(trainer.parameters()[p], final[p], 1e-4) << target << " parameter " << p;
    }
  });
}

INSTANTIATE_TEST_SUITE_P(All, TrainerGolden,
                         testing::Values("linear", "relu", "tanh", "sigmoid", "elu", "gelu", "mixed", "no_hidden",
                                         "report"),
                         [](const auto& parameter) { return std::string(parameter.param); });

}  // namespace
}  // namespace segue::embedding
