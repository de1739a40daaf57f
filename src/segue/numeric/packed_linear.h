#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "segue/numeric/half_floats.h"

namespace segue::numeric {

/// What a matrix product is computed in; sums are float32 (int32 for int8).
enum class Arithmetic : std::uint8_t { kFloat32, kBFloat16, kInt8 };

/// What is done to each number of a product.
enum class LinearActivation : std::uint8_t { kNone, kGeluErf, kGeluTanh, kRelu };

/// Whether this processor multiplies bfloat16 and oneDNN may use that (ONEDNN_MAX_CPU_ISA can forbid it).
bool has_bfloat16_products();
/// The largest magnitude of a quantised activation: 127, or 63 where the processor adds up neighbouring int8 products
/// in 16 bits, which larger ones would overflow.
int int8_levels();

/// Memory a product works in, kept from call to call. Each thread needs its own.
using LinearScratch = std::vector<std::byte>;

/// y = activation(x W^T + b) for rows of x, with the weights laid out once for the processor (oneDNN).
///
/// Each call computes on its own thread only, and may run beside others on the same object. The result of a row depends
/// on the row and on the number of rows, never on what runs beside it. The first call with a number of rows prepares
/// code for it (about a millisecond): round to kRowStep, or fewer different numbers, where many lengths come.
class PackedLinear {
 public:
  /// Rows that are a multiple of it keep the number of different codes small.
  static constexpr std::size_t kRowStep = 8;

  struct Shape {
    std::size_t inputs = 0;
    std::size_t outputs = 0;
  };
  /// How products of int8 become numbers: y[i, j] = (sum[i, j] - corrections[j]) * row_scale[i] * scales[j] + bias[j].
  struct Int8Columns {
    std::vector<float> scales;
    std::vector<std::int32_t> corrections;  ///< for the zero point of x (see RowKernels)
    std::vector<float> bias;
  };

  /// `weights` are outputs x inputs, row-major, as models store them; `bias` has one number per output.
  /// With kBFloat16 weights are rounded to it (needs has_bfloat16_products()); with kInt8 each output's weights are
  /// scaled to [-127, 127] and rounded, and `activation` must be kNone: the caller applies it after scaling.
  PackedLinear(std::span<const float> weights, std::span<const float> bias, Shape shape, Arithmetic arithmetic,
               LinearActivation activation = LinearActivation::kNone);
  PackedLinear(PackedLinear&&) noexcept;
  PackedLinear& operator=(PackedLinear&&) noexcept;
  ~PackedLinear();

  const Shape& shape() const { return shape_; }

  /// x is rows x inputs, y rows x outputs, compact. Each overload is for one arithmetic.
  void apply(const float* x, std::size_t rows, float* y, LinearScratch& scratch) const;
  void apply(const BFloat16* x, std::size_t rows, float* y, LinearScratch& scratch) const;
  void apply(const BFloat16* x, std::size_t rows, BFloat16* y, LinearScratch& scratch) const;
  void apply(const std::uint8_t* x, std::size_t rows, std::int32_t* y, LinearScratch& scratch) const;
  const Int8Columns& int8_columns() const { return int8_columns_; }  ///< with kInt8

 private:
  struct Packed;
  Shape shape_;
  Arithmetic arithmetic_ = Arithmetic::kFloat32;
  Int8Columns int8_columns_;
  std::unique_ptr<Packed> packed_;
};

}  // namespace segue::numeric
