// Microseconds per training step of segue's own loop: one batch gathered, forward, backward, Adam.
//   train_bench INPUTS LAYERS LATENT ACTIVATION BATCH STEPS      e.g. train_bench 26 20,18,12,6 4 tanh 32 100000
// Prints one JSON object. Rows and masks are invented; all values are known, as they mostly are.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/embedding/trainer.h"

namespace {

std::vector<std::size_t> sizes_of(const std::string& text) {
  std::vector<std::size_t> sizes;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, ',');) sizes.push_back(std::stoul(part));
  return sizes;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace segue;
  if (argc != 7) {
    fmt::print(stderr, "usage: train_bench INPUTS LAYERS LATENT ACTIVATION BATCH STEPS\n");
    return 2;
  }
  embedding::AutoencoderShape shape;
  shape.inputs = std::stoul(argv[1]);
  shape.layers = sizes_of(argv[2]);
  shape.latent = std::stoul(argv[3]);
  try {
    shape.activations = embedding::activations_named(argv[4], shape.layers.size(), "ACTIVATION");
  } catch (const Error& error) {
    fmt::print(stderr, "train_bench: {}\n", error.what());
    return 2;
  }
  const std::size_t batch = std::stoul(argv[5]);
  const std::size_t steps = std::stoul(argv[6]);

  constexpr std::size_t kRows = 21000;
  Rng rng(1);
  numeric::Matrix rows(kRows, shape.inputs);
  for (float& value : rows.values()) value = static_cast<float>(rng.uniform());
  const numeric::Matrix known(kRows, shape.inputs, 1.0F);
  std::vector<std::uint32_t> order(kRows);
  std::iota(order.begin(), order.end(), 0U);

  embedding::AutoencoderTrainer trainer(embedding::Autoencoder(shape, 1), 1e-3, batch);
  double squared = 0;
  const auto run = [&](std::size_t count) {
    std::size_t begin = kRows;
    for (std::size_t step = 0; step < count; ++step) {
      if (begin + batch > kRows) {
        rng.shuffle(std::span(order));
        begin = 0;
      }
      squared = trainer.step(rows, known, std::span(order).subspan(begin, batch)).loss();
      begin += batch;
    }
  };
  run(std::min<std::size_t>(steps, 1000));
  const auto begin = std::chrono::steady_clock::now();
  run(steps);
  const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
  fmt::print("{{\"us_per_step\": {:.4f}, \"loss\": {:.6f}}}\n", took.count() / static_cast<double>(steps), squared);
  return 0;
}
