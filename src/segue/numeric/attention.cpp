#include "segue/numeric/attention.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/attention.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<float>;
using Vec = hn::Vec<Tag>;

// Queries that share each vector of keys or values loaded, and the widest tile of them: as many sums as the registers
// hold beside what they are made of.
constexpr std::size_t kQueries = 6;
constexpr std::size_t kMostVectors = HWY_TARGET <= HWY_AVX3 ? 4 : 2;

std::size_t up_to_vectors(std::size_t count) {
  const std::size_t lanes = hn::Lanes(Tag());
  return (count + lanes - 1) / lanes * lanes;
}

// c[q][...] = sum over i < depth of a[q][i] * b[i][...], for kVectors vectors of columns.
template <std::size_t kVectors>
HWY_INLINE void multiply_tile(const float* const* a, std::size_t depth, const float* HWY_RESTRICT b, std::size_t b_cols,
                              float* HWY_RESTRICT c, std::size_t c_cols) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  Vec sums[kQueries][kVectors];
  for (std::size_t q = 0; q < kQueries; ++q) {
    for (std::size_t v = 0; v < kVectors; ++v) sums[q][v] = hn::Zero(d);
  }
  for (std::size_t i = 0; i < depth; ++i) {
    Vec row[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) row[v] = hn::LoadU(d, b + i * b_cols + v * lanes);
    for (std::size_t q = 0; q < kQueries; ++q) {
      const Vec factor = hn::Set(d, a[q][i]);
      for (std::size_t v = 0; v < kVectors; ++v) sums[q][v] = hn::MulAdd(factor, row[v], sums[q][v]);
    }
  }
  for (std::size_t q = 0; q < kQueries; ++q) {
    for (std::size_t v = 0; v < kVectors; ++v) hn::StoreU(sums[q][v], d, c + q * c_cols + v * lanes);
  }
}

// The same for all columns: `cols`, a multiple of the lanes, is the length of the rows of b and c.
void multiply(const float* const* a, std::size_t depth, const float* b, float* c, std::size_t cols) {
  const std::size_t lanes = hn::Lanes(Tag());
  std::size_t j = 0;
  for (; j + kMostVectors * lanes <= cols; j += kMostVectors * lanes) {
    multiply_tile<kMostVectors>(a, depth, b + j, cols, c + j, cols);
  }
  for (; j < cols; j += lanes) multiply_tile<1>(a, depth, b + j, cols, c + j, cols);
}

// scores become e^(scale * (score - greatest)); returns their sum. Lanes beyond `count`, up to the next whole vector,
// become 0.
float exponentials(float* scores, std::size_t count, float scale) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t whole = count / lanes * lanes;
  const auto in_row = hn::FirstN(d, count - whole);
  const Vec least = hn::Set(d, -3.0e38F);
  Vec greatest = least;
  for (std::size_t j = 0; j < whole; j += lanes) greatest = hn::Max(greatest, hn::LoadU(d, scores + j));
  if (whole < count) greatest = hn::Max(greatest, hn::IfThenElse(in_row, hn::LoadU(d, scores + whole), least));
  greatest = hn::MaxOfLanes(d, greatest);
  const Vec factor = hn::Set(d, scale);
  const Vec lowest = hn::Set(d, -87.0F);  // below it e^x leaves the normal numbers
  Vec sum = hn::Zero(d);
  for (std::size_t j = 0; j < whole; j += lanes) {
    const Vec x = hn::Mul(factor, hn::Sub(hn::LoadU(d, scores + j), greatest));
    const Vec e = hn::Exp(d, hn::Max(x, lowest));
    hn::StoreU(e, d, scores + j);
    sum = hn::Add(sum, e);
  }
  if (whole < count) {
    const Vec x = hn::Mul(factor, hn::Sub(hn::LoadU(d, scores + whole), greatest));
    const Vec e = hn::IfThenElseZero(in_row, hn::Exp(d, hn::Max(x, lowest)));
    hn::StoreU(e, d, scores + whole);
    sum = hn::Add(sum, e);
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

// Keys of one head as columns: keys[i * cols + j] is number i of token j; columns beyond the tokens are 0.
void transpose_keys(const float* from, std::size_t stride, const AttentionShape& shape, std::size_t cols, float* keys) {
  constexpr std::size_t kTokens = 16;  // whose numbers stay in the first cache while they are spread
  for (std::size_t begin = 0; begin < cols; begin += kTokens) {
    const std::size_t end = std::min(begin + kTokens, cols);
    const std::size_t known = std::clamp(shape.tokens, begin, end);
    for (std::size_t i = 0; i < shape.head_size; ++i) {
      for (std::size_t j = begin; j < known; ++j) keys[i * cols + j] = from[j * stride + i];
      for (std::size_t j = known; j < end; ++j) keys[i * cols + j] = 0;
    }
  }
}

void attend_floats(const AttentionShape& shape, const float* qkv, float* out, AttentionScratch& scratch) {
  const std::size_t width = shape.width();
  const std::size_t stride = 3 * width;
  const std::size_t key_cols = up_to_vectors(shape.tokens);
  const std::size_t value_cols = up_to_vectors(shape.head_size);
  const std::size_t needed =
      shape.head_size * key_cols + shape.tokens * value_cols + kQueries * key_cols + kQueries * value_cols;
  if (scratch.size() < needed) scratch.resize(needed);
  float* keys = scratch.data();
  float* values = keys + shape.head_size * key_cols;
  float* scores = values + shape.tokens * value_cols;
  float* mixed = scores + kQueries * key_cols;
  const float scale = 1.0F / std::sqrt(static_cast<float>(shape.head_size));

  for (std::size_t head = 0; head < shape.heads; ++head) {
    const float* queries = qkv + head * shape.head_size;
    transpose_keys(queries + width, stride, shape, key_cols, keys);
    for (std::size_t j = 0; j < shape.tokens; ++j) {
      const float* from = queries + 2 * width + j * stride;
      float* to = values + j * value_cols;
      std::copy(from, from + shape.head_size, to);
      std::fill(to + shape.head_size, to + value_cols, 0.0F);
    }
    for (std::size_t begin = 0; begin < shape.tokens; begin += kQueries) {
      // The last tile repeats the last query where there are no more.
      const float* rows[kQueries];
      const float* weights[kQueries];
      float sums[kQueries];
      for (std::size_t q = 0; q < kQueries; ++q) {
        rows[q] = queries + std::min(begin + q, shape.tokens - 1) * stride;
        weights[q] = scores + q * key_cols;
      }
      multiply(rows, shape.head_size, keys, scores, key_cols);
      for (std::size_t q = 0; q < kQueries; ++q) sums[q] = exponentials(scores + q * key_cols, shape.tokens, scale);
      multiply(weights, shape.tokens, values, mixed, value_cols);
      const std::size_t count = std::min(kQueries, shape.tokens - begin);
      for (std::size_t q = 0; q < count; ++q) {
        const float factor = 1.0F / sums[q];
        float* to = out + (begin + q) * width + head * shape.head_size;
        const float* from = mixed + q * value_cols;
        for (std::size_t i = 0; i < shape.head_size; ++i) to[i] = from[i] * factor;
      }
    }
  }
}

}  // namespace segue::numeric::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(attend_floats);

void attend(const AttentionShape& shape, const float* qkv, float* out, AttentionScratch& scratch) {
  assert(shape.heads > 0 && shape.head_size > 0);
  HWY_DYNAMIC_DISPATCH(attend_floats)(shape, qkv, out, scratch);
}

}  // namespace segue::numeric
#endif
