#include "segue/numeric/dense_wide.h"

#include <algorithm>
#include <cstddef>

// Arrays of vectors stand below; the scalable instruction sets (SVE, RISC-V) cannot have them and use their fixed ones.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/dense_wide.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::wide::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<float, kLaneBlock>;
using Vec = hn::Vec<Tag>;

// A tile's sums, and the operands of a step, in registers: 32 of them from AVX-512 on, 16 before.
constexpr std::size_t kTileRows = HWY_TARGET <= HWY_AVX3 ? 8 : 6;
// Columns of weights packed together, and rows of them: 16 KiB at most, half of the nearest cache.
constexpr std::size_t kPackedColumns = 4 * kTileRows;
constexpr std::size_t kPackedDepth = 128;
// Depth of a forward block: 256 inputs of a batch of 32 are 32 KiB.
constexpr std::size_t kForwardDepth = 256;
// A block of inputs turned around: [lane][input], two cache lines wide for every pair of vectors.
constexpr std::size_t kTurnedColumns = 64;
constexpr std::size_t kTurnedLanes = 32;

/// How the left operand lies: a row after the other (weights, gradients), or packed, a column's rows side by side.
enum class Left : std::uint8_t { kRows, kPacked };

/// Whence sums begin.
enum class Begin : std::uint8_t { kZero, kBias, kSum };

/// Rows [0, kRows) of y (+)= A x over `depth`, for kVectors vectors of columns. Sums stay in registers, in order.
template <Left kLeft, std::size_t kRows, std::size_t kVectors>
HWY_INLINE void tile(const float* a, std::size_t row_step, std::size_t depth, const float* x, std::size_t x_step,
                     Begin begin, const float* bias, float* y, std::size_t y_step) {
  const Tag d;
  const std::size_t n = hn::Lanes(d);
  Vec sum[kRows][kVectors];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) {
      sum[r][v] = begin == Begin::kSum    ? hn::LoadU(d, y + r * y_step + v * n)
                  : begin == Begin::kBias ? hn::Set(d, bias[r])
                                          : hn::Zero(d);
    }
  }
  const float* row[kRows];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) row[r] = a + r * row_step;
  for (std::size_t k = 0; k < depth; ++k) {
    Vec column[kVectors];
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) column[v] = hn::LoadU(d, x + k * x_step + v * n);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kRows; ++r) {
      const Vec factor = hn::Set(d, kLeft == Left::kRows ? row[r][k] : a[k * kPackedColumns + r]);
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kVectors; ++v) sum[r][v] = hn::MulAdd(factor, column[v], sum[r][v]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) hn::StoreU(sum[r][v], d, y + r * y_step + v * n);
  }
}

template <Left kLeft, std::size_t kVectors>
HWY_INLINE void tile_of(std::size_t rows, const float* a, std::size_t row_step, std::size_t depth, const float* x,
                        std::size_t x_step, Begin begin, const float* bias, float* y, std::size_t y_step) {
  switch (rows) {
    case 1:
      return tile<kLeft, 1, kVectors>(a, row_step, depth, x, x_step, begin, bias, y, y_step);
    case 2:
      return tile<kLeft, 2, kVectors>(a, row_step, depth, x, x_step, begin, bias, y, y_step);
    case 3:
      return tile<kLeft, 3, kVectors>(a, row_step, depth, x, x_step, begin, bias, y, y_step);
    case 4:
      return tile<kLeft, 4, kVectors>(a, row_step, depth, x, x_step, begin, bias, y, y_step);
    case 5:
      return tile<kLeft, 5, kVectors>(a, row_step, depth, x, x_step, begin, bias, y, y_step);
    case 6:
      return tile<kLeft, 6, kVectors>(a, row_step, depth, x, x_step, begin, bias, y, y_step);
    case 7:
      return tile<kLeft, 7, kVectors>(a, row_step, depth, x, x_step, begin, bias, y, y_step);
    default:
      return tile<kLeft, 8, kVectors>(a, row_step, depth, x, x_step, begin, bias, y, y_step);
  }
}

/// Up to kTileRows rows of y, all of `columns` (whole vectors).
template <Left kLeft>
HWY_INLINE void rows_of(std::size_t rows, const float* a, std::size_t row_step, std::size_t depth, const float* x,
                        std::size_t x_step, Begin begin, const float* bias, float* y, std::size_t y_step,
                        std::size_t columns) {
  const std::size_t n = hn::Lanes(Tag());
  std::size_t c = 0;
  for (; c + 2 * n <= columns; c += 2 * n) {
    tile_of<kLeft, 2>(rows, a, row_step, depth, x + c, x_step, begin, bias, y + c, y_step);
  }
  if (c < columns) tile_of<kLeft, 1>(rows, a, row_step, depth, x + c, x_step, begin, bias, y + c, y_step);
}

void forward(const DenseSize& size, const float* weights, const float* bias, const float* x, float* y) {
  for (std::size_t k = 0; k < size.inputs; k += kForwardDepth) {
    const std::size_t depth = std::min(kForwardDepth, size.inputs - k);
    const Begin begin = k == 0 ? Begin::kBias : Begin::kSum;
    for (std::size_t o = 0; o < size.outputs; o += kTileRows) {
      rows_of<Left::kRows>(std::min(kTileRows, size.outputs - o), weights + o * size.inputs + k, size.inputs, depth,
                           x + k * size.lanes, size.lanes, begin, bias + o, y + o * size.lanes, size.lanes, size.lanes);
    }
  }
}

/// `depth` rows of kPackedColumns columns of the weights side by side: read line by line, where a tile would find each
/// of its columns a whole row apart.
HWY_INLINE void pack(const float* weights, std::size_t step, std::size_t depth, std::size_t columns, float* packed) {
  if (columns == kPackedColumns) {
    const hn::CappedTag<float, 8> d;
    const std::size_t n = hn::Lanes(d);
    for (std::size_t k = 0; k < depth; ++k) {
      for (std::size_t c = 0; c < kPackedColumns; c += n) {
        hn::StoreU(hn::LoadU(d, weights + k * step + c), d, packed + k * kPackedColumns + c);
      }
    }
    return;
  }
  for (std::size_t k = 0; k < depth; ++k) std::copy_n(weights + k * step, columns, packed + k * kPackedColumns);
}

void backward_input(const DenseSize& size, const float* weights, const float* dz, float* dx) {
  alignas(64) float packed[kPackedDepth * kPackedColumns];
  for (std::size_t k = 0; k < size.outputs; k += kPackedDepth) {
    const std::size_t depth = std::min(kPackedDepth, size.outputs - k);
    const Begin begin = k == 0 ? Begin::kZero : Begin::kSum;
    for (std::size_t i = 0; i < size.inputs; i += kPackedColumns) {
      const std::size_t columns = std::min(kPackedColumns, size.inputs - i);
      pack(weights + k * size.inputs + i, size.inputs, depth, columns, packed);
      for (std::size_t r = 0; r < columns; r += kTileRows) {
        rows_of<Left::kPacked>(std::min(kTileRows, columns - r), packed + r, 1, depth, dz + k * size.lanes, size.lanes,
                               begin, nullptr, dx + (i + r) * size.lanes, size.lanes, size.lanes);
      }
    }
  }
}

/// turned[lane][column] = x[column][lane] for kTurnedLanes lanes at most; zero for columns that are not there.
HWY_INLINE void turn(const float* x, std::size_t step, std::size_t columns, std::size_t lanes, float* turned) {
  std::size_t c = 0;
#if HWY_TARGET != HWY_SCALAR
  const hn::CappedTag<float, 4> d;
  const hn::RepartitionToWide<hn::CappedTag<float, 4>> wide;
  for (; c + 4 <= columns; c += 4) {
    const float* row = x + c * step;
    for (std::size_t b = 0; b < lanes; b += 4) {
      const auto r0 = hn::LoadU(d, row + b);
      const auto r1 = hn::LoadU(d, row + step + b);
      const auto r2 = hn::LoadU(d, row + 2 * step + b);
      const auto r3 = hn::LoadU(d, row + 3 * step + b);
      const auto low01 = hn::BitCast(wide, hn::InterleaveLower(d, r0, r1));
      const auto low23 = hn::BitCast(wide, hn::InterleaveLower(d, r2, r3));
      const auto high01 = hn::BitCast(wide, hn::InterleaveUpper(d, r0, r1));
      const auto high23 = hn::BitCast(wide, hn::InterleaveUpper(d, r2, r3));
      float* out = turned + b * kTurnedColumns + c;
      hn::StoreU(hn::BitCast(d, hn::InterleaveLower(wide, low01, low23)), d, out);
      hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(wide, low01, low23)), d, out + kTurnedColumns);
      hn::StoreU(hn::BitCast(d, hn::InterleaveLower(wide, high01, high23)), d, out + 2 * kTurnedColumns);
      hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(wide, high01, high23)), d, out + 3 * kTurnedColumns);
    }
  }
#endif
  for (; c < kTurnedColumns; ++c) {
    for (std::size_t b = 0; b < lanes; ++b) turned[b * kTurnedColumns + c] = c < columns ? x[c * step + b] : 0.0F;
  }
}

void backward_weights(const DenseSize& size, const float* dz, const float* x, float* d_weights) {
  alignas(64) float turned[kTurnedLanes * kTurnedColumns];
  alignas(64) float rest[kTileRows * kTurnedColumns];
  for (std::size_t i = 0; i < size.inputs; i += kTurnedColumns) {
    const std::size_t columns = std::min(kTurnedColumns, size.inputs - i);
    for (std::size_t b = 0; b < size.lanes; b += kTurnedLanes) {
      const std::size_t lanes = std::min(kTurnedLanes, size.lanes - b);
      turn(x + i * size.lanes + b, size.lanes, columns, lanes, turned);
      const Begin begin = b == 0 ? Begin::kZero : Begin::kSum;
      for (std::size_t o = 0; o < size.outputs; o += kTileRows) {
        const std::size_t rows = std::min(kTileRows, size.outputs - o);
        const float* left = dz + o * size.lanes + b;
        float* out = d_weights + o * size.inputs + i;
        if (columns == kTurnedColumns) {
          rows_of<Left::kRows>(rows, left, size.lanes, lanes, turned, kTurnedColumns, begin, nullptr, out, size.inputs,
                               kTurnedColumns);
          continue;
        }
        // The last columns go by way of a buffer that has room for whole vectors.
        if (begin == Begin::kSum) {
          for (std::size_t r = 0; r < rows; ++r) {
            std::copy_n(out + r * size.inputs, columns, rest + r * kTurnedColumns);
          }
        }
        const std::size_t whole = (columns + kLaneBlock - 1) / kLaneBlock * kLaneBlock;
        rows_of<Left::kRows>(rows, left, size.lanes, lanes, turned, kTurnedColumns, begin, nullptr, rest,
                             kTurnedColumns, whole);
        for (std::size_t r = 0; r < rows; ++r) std::copy_n(rest + r * kTurnedColumns, columns, out + r * size.inputs);
      }
    }
  }
}

}  // namespace segue::numeric::wide::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric::wide {

HWY_EXPORT(forward);
HWY_EXPORT(backward_input);
HWY_EXPORT(backward_weights);

void dense_forward(const DenseSize& size, const float* weights, const float* bias, const float* x, float* y) {
  HWY_DYNAMIC_DISPATCH(forward)(size, weights, bias, x, y);
}

void dense_backward_input(const DenseSize& size, const float* weights, const float* dz, float* dx) {
  HWY_DYNAMIC_DISPATCH(backward_input)(size, weights, dz, dx);
}

void dense_backward_weights(const DenseSize& size, const float* dz, const float* x, float* d_weights) {
  HWY_DYNAMIC_DISPATCH(backward_weights)(size, dz, x, d_weights);
}

}  // namespace segue::numeric::wide
#endif  // HWY_ONCE
