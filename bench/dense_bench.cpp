// The matrix products of the 2020 report's widest networks beside the float32 peak of the core they run on, in the same
// run; Adam and the gathering of a batch apart.
//   dense_bench [ROUNDS]       prints one JSON object; every number is the best of the rounds, which take turns
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "peak.h"
#include <fmt/format.h>

#include "segue/base/rng.h"
#include "segue/numeric/dense_kernels.h"

namespace {

using namespace segue;
using numeric::LaneBuffer;

constexpr std::size_t kBatch = 32;

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// One layer's operands and the least time each step took so far.
struct Layer {
  std::size_t inputs, outputs;
  LaneBuffer weights, bias, x, y, dz, dx, d_weights, d_bias, mean, square;
  double forward = 1e9, backward_input = 1e9, backward_weights = 1e9, adam = 1e9;

  Layer(std::size_t in, std::size_t out)
      : inputs(in),
        outputs(out),
        weights(in * out),
        bias(out),
        x(in * kBatch),
        y(out * kBatch),
        dz(out * kBatch),
        dx(in * kBatch),
        d_weights(in * out),
        d_bias(out),
        mean(in * out),
        square(in * out) {
    Rng rng(in * 1000 + out);
    for (auto* buffer : {&weights, &x, &dz}) {
      for (float& value : buffer->span()) value = static_cast<float>(rng.normal());
    }
  }

  void round() {
    const numeric::DenseSize size{inputs, outputs, kBatch};
    numeric::AdamStep step;
    step.step_size = 1e-6;
    const auto least = [](double& best, const std::function<void()>& work) { best = std::min(best, seconds_of(work)); };
    least(forward, [&] { numeric::dense_forward(size, weights.span(), bias.span(), x.span(), y.span()); });
    least(backward_input, [&] { numeric::dense_backward_input(size, weights.span(), dz.span(), dx.span()); });
    least(backward_weights,
          [&] { numeric::dense_backward_weights(size, dz.span(), x.span(), d_weights.span(), d_bias.span()); });
    least(adam, [&] { numeric::adam_update(step, d_weights.span(), mean.span(), square.span(), weights.span()); });
  }

  double products() const { return forward + backward_input + backward_weights; }
  double flop() const { return 2.0 * static_cast<double>(inputs * outputs * kBatch); }
};

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 300;
  const auto peak_now = [] { return bench::peak_rate(bench::Arithmetic::kFloat32, 1, 0.5e-3); };
  double peak_rate = peak_now();
  if (peak_rate == 0) {
    fmt::print(stderr, "dense_bench: this processor has no FMA, and the peak loop needs it\n");
    return 1;
  }
  std::vector<Layer> layers;
  for (const auto& [in, out] : {std::pair<std::size_t, std::size_t>{768, 500},
                                {500, 200},
                                {200, 100},
                                {100, 200},
                                {200, 500},
                                {500, 768},
                                {768, 250},
                                {250, 200},
                                {768, 100}}) {
    layers.emplace_back(in, out);
  }
  const numeric::Matrix rows(13000, 768, 0.5F);
  std::vector<std::uint32_t> order(rows.rows());
  std::iota(order.begin(), order.end(), 0U);
  Rng rng(1);
  rng.shuffle(std::span(order));
  LaneBuffer lanes(768 * kBatch);
  double gather = 1e9;
  for (int round = 0; round < rounds; ++round) {
    peak_rate = std::max(peak_rate, peak_now());
    for (auto& layer : layers) layer.round();
    const std::size_t at = rng.below(order.size() - kBatch);
    gather = std::min(
        gather, seconds_of([&] { numeric::gather_lanes(rows, std::span(order).subspan(at, kBatch), lanes.span()); }));
  }
  std::string list;
  for (const auto& layer : layers) {
    const auto share = [&](double time, double flop) { return flop / time / peak_rate; };
    list += fmt::format(
        "{}{{\"inputs\": {}, \"outputs\": {}, \"forward\": {:.3f}, \"backward_input\": {:.3f}, \"backward_weights\": "
        "{:.3f}, \"products\": {:.3f}, \"products_us\": {:.1f}, \"adam_us\": {:.1f}}}",
        list.empty() ? "" : ",\n  ", layer.inputs, layer.outputs, share(layer.forward, layer.flop()),
        share(layer.backward_input, layer.flop()), share(layer.backward_weights, layer.flop()),
        share(layer.products(), 3 * layer.flop()), layer.products() * 1e6, layer.adam * 1e6);
  }
  fmt::print("{{\"peak_gflops\": {:.0f}, \"gather_us\": {:.1f}, \"layers\": [\n  {}]}}\n", peak_rate / 1e9,
             gather * 1e6, list);
  return 0;
}
