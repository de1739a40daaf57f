#include "segue/numeric/dense_kernels.h"

#include <algorithm>
#include <cassert>

#include "segue/numeric/dense_wide.h"

// Arrays of vectors stand below; the scalable instruction sets (SVE, RISC-V) cannot have them and use their fixed ones.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/dense_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<float, kLaneBlock>;
using Vec = hn::Vec<Tag>;

// 32 registers from AVX-512 on, 16 before: a tile's sums and the operands of one step must fit.
constexpr bool kManyRegisters = HWY_TARGET <= HWY_AVX3;
constexpr std::size_t kTileRows = kManyRegisters ? 6 : 4;
constexpr std::size_t kGradientTileRows = kManyRegisters ? 4 : 2;

/// A matrix read as weights[row * row_step + k * depth_step]: W itself, or its transpose.
struct Weights {
  const float* values;
  std::size_t row_step;
  std::size_t depth_step;
};

/// Rows [0, kRows) of W x + b for kVectors vectors of lanes; every sum stays in its register, in the order of k.
template <std::size_t kRows, std::size_t kVectors>
HWY_INLINE void product_tile(const Weights& w, std::size_t depth, const float* bias, const float* x, std::size_t lanes,
                             float* y) {
  const Tag d;
  const std::size_t n = hn::Lanes(d);
  Vec sum[kRows][kVectors];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) sum[r][v] = hn::Set(d, bias != nullptr ? bias[r] : 0.0F);
  }
  for (std::size_t k = 0; k < depth; ++k) {
    Vec column[kVectors];
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) column[v] = hn::LoadU(d, x + k * lanes + v * n);
    const float* weight = w.values + k * w.depth_step;
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kRows; ++r) {
      const Vec factor = hn::Set(d, weight[r * w.row_step]);
#pragma GCC unroll 2
      for (std::size_t v = 0; v < kVectors; ++v) sum[r][v] = hn::MulAdd(factor, column[v], sum[r][v]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
    for (std::size_t v = 0; v < kVectors; ++v) hn::StoreU(sum[r][v], d, y + r * lanes + v * n);
  }
}

template <std::size_t kVectors>
HWY_INLINE void product_rows(std::size_t rows, const Weights& w, std::size_t depth, const float* bias, const float* x,
                             std::size_t lanes, float* y) {
  switch (rows) {
    case 1:
      return product_tile<1, kVectors>(w, depth, bias, x, lanes, y);
    case 2:
      return product_tile<2, kVectors>(w, depth, bias, x, lanes, y);
    case 3:
      return product_tile<3, kVectors>(w, depth, bias, x, lanes, y);
    case 4:
      return product_tile<4, kVectors>(w, depth, bias, x, lanes, y);
    case 5:
      return product_tile<5, kVectors>(w, depth, bias, x, lanes, y);
    default:
      return product_tile<6, kVectors>(w, depth, bias, x, lanes, y);
  }
}

/// y (rows x lanes) = W (rows x depth) x (depth x lanes) + b; no bias if null.
HWY_INLINE void product(std::size_t rows, std::size_t depth, std::size_t lanes, const Weights& w, const float* bias,
                        const float* x, float* y) {
  const std::size_t n = hn::Lanes(Tag());
  // Tiles of nearly equal height: five tiles for 26 rows of (6, 5, 5, 5, 5), none of 2 that would wait for its sums.
  const std::size_t tiles = (rows + kTileRows - 1) / kTileRows;
  std::size_t row = 0;
  for (std::size_t tile = 0; tile < tiles; ++tile) {
    const std::size_t left = tiles - tile;
    const std::size_t height = (rows - row + left - 1) / left;
    const Weights part{w.values + row * w.row_step, w.row_step, w.depth_step};
    const float* part_bias = bias != nullptr ? bias + row : nullptr;
    float* out = y + row * lanes;
    std::size_t lane = 0;
    for (; lane + 2 * n <= lanes; lane += 2 * n) {
      product_rows<2>(height, part, depth, part_bias, x + lane, lanes, out + lane);
    }
    if (lane < lanes) product_rows<1>(height, part, depth, part_bias, x + lane, lanes, out + lane);
    row += height;
  }
}

void forward(const DenseSize& size, const float* weights, const float* bias, const float* x, float* y) {
  product(size.outputs, size.inputs, size.lanes, {weights, size.inputs, 1}, bias, x, y);
}

void backward_input(const DenseSize& size, const float* weights, const float* dz, float* dx) {
  product(size.inputs, size.outputs, size.lanes, {weights, 1, size.inputs}, nullptr, dz, dx);
}

#if HWY_TARGET == HWY_SCALAR

HWY_INLINE void store_four_sums(Vec v0, Vec v1, Vec v2, Vec v3, float* out) {
  out[0] = hn::GetLane(v0);
  out[1] = hn::GetLane(v1);
  out[2] = hn::GetLane(v2);
  out[3] = hn::GetLane(v3);
}

#else

/// Halves a vector by addition until one block of four lanes is left.
template <class D>
HWY_INLINE hn::Vec<hn::CappedTag<float, 4>> sum_of_blocks([[maybe_unused]] D d, hn::Vec<D> v) {
  if constexpr (hn::MaxLanes(D()) <= 4) {
    return v;
  } else {
    const hn::Half<D> half;
    return sum_of_blocks(half, hn::Add(hn::LowerHalf(half, v), hn::UpperHalf(half, v)));
  }
}

/// The sums of four vectors' lanes, side by side: a 4x4 transpose within every block, then the blocks added up. Costs
/// 13 instructions where four separate sums cost about 40.
HWY_INLINE void store_four_sums(Vec v0, Vec v1, Vec v2, Vec v3, float* out) {
  const Tag d;
  const hn::RepartitionToWide<Tag> wide;
  const Vec v01 = hn::Add(hn::InterleaveLower(d, v0, v1), hn::InterleaveUpper(d, v0, v1));
  const Vec v23 = hn::Add(hn::InterleaveLower(d, v2, v3), hn::InterleaveUpper(d, v2, v3));
  const auto low = hn::InterleaveLower(wide, hn::BitCast(wide, v01), hn::BitCast(wide, v23));
  const auto high = hn::InterleaveUpper(wide, hn::BitCast(wide, v01), hn::BitCast(wide, v23));
  hn::StoreU(sum_of_blocks(d, hn::Add(hn::BitCast(d, low), hn::BitCast(d, high))), hn::CappedTag<float, 4>(), out);
}

#endif

/// d_weights[r][0..columns) for kRows rows of dz and up to four rows of x: 4 * kRows dot products over the lanes.
template <std::size_t kRows>
HWY_INLINE void gradient_tile(const float* dz, const float* x, std::size_t columns, std::size_t lanes,
                              std::size_t inputs, float* d_weights) {
  const Tag d;
  // Columns that are not there repeat the last one, and their sums are dropped.
  const float* column[4];
  for (std::size_t c = 0; c < 4; ++c) column[c] = x + std::min(c, columns - 1) * lanes;
  Vec sum[kRows][4];
#pragma GCC unroll 4
  for (std::size_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 4
    for (std::size_t c = 0; c < 4; ++c) sum[r][c] = hn::Zero(d);
  }
  for (std::size_t lane = 0; lane < lanes; lane += hn::Lanes(d)) {
    Vec value[4];
#pragma GCC unroll 4
    for (std::size_t c = 0; c < 4; ++c) value[c] = hn::LoadU(d, column[c] + lane);
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows; ++r) {
      const Vec slope = hn::LoadU(d, dz + r * lanes + lane);
#pragma GCC unroll 4
      for (std::size_t c = 0; c < 4; ++c) sum[r][c] = hn::MulAdd(slope, value[c], sum[r][c]);
    }
  }
#pragma GCC unroll 4
  for (std::size_t r = 0; r < kRows; ++r) {
    if (columns == 4) {
      store_four_sums(sum[r][0], sum[r][1], sum[r][2], sum[r][3], d_weights + r * inputs);
    } else {
      float all[4];
      store_four_sums(sum[r][0], sum[r][1], sum[r][2], sum[r][3], all);
      std::copy_n(all, columns, d_weights + r * inputs);
    }
  }
}

template <std::size_t kRows>
HWY_INLINE void gradient_rows(const DenseSize& size, const float* dz, const float* x, float* d_weights) {
  for (std::size_t i = 0; i < size.inputs; i += 4) {
    const std::size_t columns = std::min<std::size_t>(4, size.inputs - i);
    gradient_tile<kRows>(dz, x + i * size.lanes, columns, size.lanes, size.inputs, d_weights + i);
  }
}

/// out[o] = sum of row o's lanes.
HWY_INLINE void lane_sums(std::size_t rows, std::size_t lanes, const float* values, float* out) {
  const Tag d;
  for (std::size_t o = 0; o < rows; o += 4) {
    const std::size_t count = std::min<std::size_t>(4, rows - o);
    Vec sum[4];
#pragma GCC unroll 4
    for (std::size_t r = 0; r < 4; ++r) {
      const float* row = values + (o + std::min(r, count - 1)) * lanes;
      sum[r] = hn::LoadU(d, row);
      for (std::size_t lane = hn::Lanes(d); lane < lanes; lane += hn::Lanes(d)) {
        sum[r] = hn::Add(sum[r], hn::LoadU(d, row + lane));
      }
    }
    float all[4];
    store_four_sums(sum[0], sum[1], sum[2], sum[3], all);
    std::copy_n(all, count, out + o);
  }
}

void backward_weights(const DenseSize& size, const float* dz, const float* x, float* d_weights, float* d_bias) {
  std::size_t o = 0;
  for (; o + kGradientTileRows <= size.outputs; o += kGradientTileRows) {
    gradient_rows<kGradientTileRows>(size, dz + o * size.lanes, x, d_weights + o * size.inputs);
  }
  if (o + 2 <= size.outputs) {
    gradient_rows<2>(size, dz + o * size.lanes, x, d_weights + o * size.inputs);
    o += 2;
  }
  if (o < size.outputs) gradient_rows<1>(size, dz + o * size.lanes, x, d_weights + o * size.inputs);
  lane_sums(size.outputs, size.lanes, dz, d_bias);
}

void row_sums(const DenseSize& size, const float* dz, float* d_bias) {
  lane_sums(size.outputs, size.lanes, dz, d_bias);
}

}  // namespace segue::numeric::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(forward);
HWY_EXPORT(backward_input);
HWY_EXPORT(backward_weights);
HWY_EXPORT(row_sums);

LaneBuffer::LaneBuffer(std::size_t size)
    : data_(static_cast<float*>(::operator new[](size * sizeof(float), kAlignment))), size_(size) {
  std::fill_n(data_.get(), size, 0.0F);
}

void dense_forward(const DenseSize& size, std::span<const float> weights, std::span<const float> bias,
                   std::span<const float> x, std::span<float> y) {
  assert(size.lanes % kLaneBlock == 0);
  assert(weights.size() == size.outputs * size.inputs && bias.size() == size.outputs);
  assert(x.size() == size.inputs * size.lanes && y.size() == size.outputs * size.lanes);
  if (wide::is_wide(size)) return wide::dense_forward(size, weights.data(), bias.data(), x.data(), y.data());
  HWY_DYNAMIC_DISPATCH(forward)(size, weights.data(), bias.data(), x.data(), y.data());
}

void dense_backward_input(const DenseSize& size, std::span<const float> weights, std::span<const float> dz,
                          std::span<float> dx) {
  assert(size.lanes % kLaneBlock == 0);
  assert(weights.size() == size.outputs * size.inputs);
  assert(dz.size() == size.outputs * size.lanes && dx.size() == size.inputs * size.lanes);
  if (wide::is_wide(size)) return wide::dense_backward_input(size, weights.data(), dz.data(), dx.data());
  HWY_DYNAMIC_DISPATCH(backward_input)(size, weights.data(), dz.data(), dx.data());
}

void dense_backward_weights(const DenseSize& size, std::span<const float> dz, std::span<const float> x,
                            std::span<float> d_weights, std::span<float> d_bias) {
  assert(size.lanes % kLaneBlock == 0 && size.lanes > 0);
  assert(dz.size() == size.outputs * size.lanes && x.size() == size.inputs * size.lanes);
  assert(d_weights.size() == size.outputs * size.inputs && d_bias.size() == size.outputs);
  if (wide::is_wide(size)) {
    wide::dense_backward_weights(size, dz.data(), x.data(), d_weights.data());
    return HWY_DYNAMIC_DISPATCH(row_sums)(size, dz.data(), d_bias.data());
  }
  HWY_DYNAMIC_DISPATCH(backward_weights)(size, dz.data(), x.data(), d_weights.data(), d_bias.data());
}

}  // namespace segue::numeric
#endif  // HWY_ONCE
