#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>

#include "segue/numeric/matrix.h"

/// The kernels that training a small dense network spends its time in. SIMD (Highway), the instruction set chosen at
/// run time; the slow obvious way to each stands in dense_kernels_reference.h and agrees within the bound given here.
///
/// Layout: a batch lies *in the lanes*. A layer's values are [unit][lane], `values[unit * lanes + lane]`: one unit's
/// value for every row of the batch side by side, so that every operation runs over the batch whatever the layer's
/// width. `lanes` is the batch's size rounded up to kLaneBlock; a lane's result depends on that lane alone, hence not
/// on where in a batch, or in how large a one, a row stands. Weights are out x in, row-major, as everywhere.
///
/// No kernel allocates. On one machine the same input gives the same bytes; between instruction sets results differ by
/// rounding. A wrong size is our own mistake: assert.
namespace segue::numeric {

/// elu has alpha 1; gelu is the exact one, x * (1 + erf(x / sqrt 2)) / 2 (Hendrycks & Gimpel 2016).
enum class Activation : std::uint8_t { kLinear, kRelu, kTanh, kSigmoid, kElu, kGelu };

/// A batch's lanes come in whole blocks of this many; 16 floats fill the widest vector in use.
inline constexpr std::size_t kLaneBlock = 16;

constexpr std::size_t padded_lanes(std::size_t rows) {
  return (rows + kLaneBlock - 1) / kLaneBlock * kLaneBlock;
}

/// Floats that begin on a cache line, so that no vector straddles two; zero at first. The kernels take any alignment,
/// this one is fastest.
class LaneBuffer {
 public:
  LaneBuffer() = default;
  explicit LaneBuffer(std::size_t size);

  std::size_t size() const { return size_; }
  std::span<float> span() { return {data_.get(), size_}; }
  std::span<const float> span() const { return {data_.get(), size_}; }

 private:
  static constexpr std::align_val_t kAlignment{64};
  struct Free {
    void operator()(float* data) const { ::operator delete[](data, kAlignment); }
  };
  std::unique_ptr<float[], Free> data_;
  std::size_t size_ = 0;
};

struct DenseSize {
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  std::size_t lanes = 0;  ///< a multiple of kLaneBlock
};

/// y = W x + b. weights: outputs x inputs; bias: outputs; x: inputs x lanes; y: outputs x lanes.
/// Sums run over the inputs in order; within 1e-6 * inputs * (largest term) of the reference.
void dense_forward(const DenseSize& size, std::span<const float> weights, std::span<const float> bias,
                   std::span<const float> x, std::span<float> y);

/// Gradient by the input: dx = W^T dz. dz: outputs x lanes; dx: inputs x lanes. Bound as for dense_forward.
void dense_backward_input(const DenseSize& size, std::span<const float> weights, std::span<const float> dz,
                          std::span<float> dx);

/// Gradients by the parameters, summed over the lanes: dW = dz x^T (outputs x inputs), db = dz 1 (outputs).
/// Padding lanes must hold zeros in dz. Within 1e-6 * lanes * (largest term) of the reference.
void dense_backward_weights(const DenseSize& size, std::span<const float> dz, std::span<const float> x,
                            std::span<float> d_weights, std::span<float> d_bias);

/// Whether the derivative cannot be had from the activation's result alone and is kept by the forward pass (gelu).
constexpr bool keeps_slope(Activation activation) {
  return activation == Activation::kGelu;
}

/// values = f(values), elementwise, any finite values; `slope` becomes f'(values) where keeps_slope, else it is not
/// touched and may be empty. values.size() is a multiple of kLaneBlock. Within 1e-6 of std:: for |f| <= 1, relatively
/// beyond: tanh and sigmoid by a rational minimax approximation, elu by exp, gelu by Abramowitz & Stegun 7.1.26.
void activate(Activation activation, std::span<float> values, std::span<float> slope);

/// gradient *= f'(x), elementwise, where y = f(x) and, where keeps_slope, slope = f'(x).
void multiply_by_slope(Activation activation, std::span<const float> y, std::span<const float> slope,
                       std::span<float> gradient);

/// The rows batch[0], batch[1]... of `rows` (n x cols) into lanes: out[j * lanes + b] = rows(batch[b], j), zero in the
/// padding lanes. out: cols x lanes with lanes = padded_lanes(batch.size()).
void gather_lanes(MatrixView rows, std::span<const std::uint32_t> batch, std::span<float> out);

struct MaskedError {
  double squared = 0;  ///< sum of mask * (output - target)^2
  double known = 0;    ///< sum of mask
};

/// The masked error and the gradient of the mean, squared / known, by the output: 2 * mask * (output - target) / known,
/// all zeros if nothing is known. Masks hold 0 or 1. All of one size, a multiple of kLaneBlock.
MaskedError masked_error(std::span<const float> output, std::span<const float> target, std::span<const float> mask,
                         std::span<float> gradient);

/// One step of Adam (Kingma & Ba 2015), in the form of PyTorch's torch.optim.Adam.
struct AdamStep {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;       ///< outside the root
  double step_size = 0;        ///< learning rate / (1 - beta1^t)
  double root_correction = 1;  ///< sqrt(1 - beta2^t)
};

/// m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
/// parameters -= step_size * m / (sqrt(v) / root_correction + epsilon). All of one size, any size.
void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> m, std::span<float> v,
                 std::span<float> parameters);

}  // namespace segue::numeric
