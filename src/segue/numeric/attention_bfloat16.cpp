// Attention with products in bfloat16. Highway 1.0 has no operation for AVX512_BF16's product of pairs, so this file
// names the instructions itself; everything else is as in attention.cpp. Clang 16 crashes on them: built with it, there
// is no attention in bfloat16, and encoders read in float32.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "segue/numeric/attention.h"
#include "segue/numeric/packed_linear.h"

#if defined(__x86_64__) && !defined(__clang__)
#define SEGUE_HAS_BFLOAT16_ATTENTION 1
#else
#define SEGUE_HAS_BFLOAT16_ATTENTION 0
#endif

#if SEGUE_HAS_BFLOAT16_ATTENTION
#include <immintrin.h>
// GCC 12 warns of its own intrinsics (its bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

namespace segue::numeric {

#if SEGUE_HAS_BFLOAT16_ATTENTION

namespace {

// Two bfloat16 numbers that one lane multiplies and adds: the first in the lower half.
using Pair = std::uint32_t;

constexpr std::size_t kLanes = 16;
constexpr std::size_t kQueries = 6;      // that share each vector loaded
constexpr std::size_t kMostVectors = 4;  // 24 sums in 32 registers

#define SEGUE_BFLOAT16 [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16")]]
#define SEGUE_BFLOAT16_INLINE [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16"), gnu::always_inline]]

std::size_t up_to(std::size_t count, std::size_t step) {
  return (count + step - 1) / step * step;
}

// c[q][...] = sum over i < pairs of a[q][i] * b[i][...], for kVectors vectors of columns; a[q] are pairs that may lie
// anywhere.
template <std::size_t kVectors>
SEGUE_BFLOAT16_INLINE inline void multiply_tile(const BFloat16* const* a, std::size_t pairs, const Pair* b,
                                                std::size_t b_cols, float* c, std::size_t c_cols) {
  __m512 sums[kQueries][kVectors];
  for (std::size_t q = 0; q < kQueries; ++q) {
    for (std::size_t v = 0; v < kVectors; ++v) sums[q][v] = _mm512_setzero_ps();
  }
  for (std::size_t i = 0; i < pairs; ++i) {
    __m512bh row[kVectors];
    for (std::size_t v = 0; v < kVectors; ++v) {
      row[v] = reinterpret_cast<__m512bh>(_mm512_loadu_si512(b + i * b_cols + v * kLanes));
    }
    for (std::size_t q = 0; q < kQueries; ++q) {
      int pair = 0;
      std::memcpy(&pair, a[q] + 2 * i, sizeof(pair));
      const auto factor = reinterpret_cast<__m512bh>(_mm512_set1_epi32(pair));
      for (std::size_t v = 0; v < kVectors; ++v) sums[q][v] = _mm512_dpbf16_ps(sums[q][v], factor, row[v]);
    }
  }
  for (std::size_t q = 0; q < kQueries; ++q) {
    for (std::size_t v = 0; v < kVectors; ++v) _mm512_storeu_ps(c + q * c_cols + v * kLanes, sums[q][v]);
  }
}

SEGUE_BFLOAT16 void multiply(const BFloat16* const* a, std::size_t pairs, const Pair* b, float* c, std::size_t cols) {
  std::size_t j = 0;
  for (; j + kMostVectors * kLanes <= cols; j += kMostVectors * kLanes) {
    multiply_tile<kMostVectors>(a, pairs, b + j, cols, c + j, cols);
  }
  for (; j + 2 * kLanes <= cols; j += 2 * kLanes) multiply_tile<2>(a, pairs, b + j, cols, c + j, cols);
  for (; j < cols; j += kLanes) multiply_tile<1>(a, pairs, b + j, cols, c + j, cols);
}

// 2^x for x <= 0; the series of e^(x ln 2) on [-1/2, 1/2], relative error 3e-6: far below what bfloat16 keeps.
SEGUE_BFLOAT16_INLINE inline __m512 power_of_two(__m512 x) {
  const __m512 whole = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const __m512 part = _mm512_sub_ps(x, whole);
  __m512 p = _mm512_set1_ps(1.33335581e-3F);
  p = _mm512_fmadd_ps(p, part, _mm512_set1_ps(9.61812911e-3F));
  p = _mm512_fmadd_ps(p, part, _mm512_set1_ps(5.55041087e-2F));
  p = _mm512_fmadd_ps(p, part, _mm512_set1_ps(2.40226507e-1F));
  p = _mm512_fmadd_ps(p, part, _mm512_set1_ps(6.93147181e-1F));
  p = _mm512_fmadd_ps(p, part, _mm512_set1_ps(1.0F));
  return _mm512_scalef_ps(p, whole);
}

// weights = 2^(scale * (score - greatest)) in bfloat16, 0 from `count` to `padded`; returns their sum before rounding.
SEGUE_BFLOAT16 float exponentials(const float* scores, std::size_t count, float scale, BFloat16* weights,
                                  std::size_t padded) {
  const auto mask_of = [&](std::size_t j) {
    return static_cast<__mmask16>(j + kLanes <= count ? 0xFFFFU : (1U << (count - std::min(j, count))) - 1U);
  };
  __m512 greatest = _mm512_set1_ps(-3.0e38F);
  for (std::size_t j = 0; j < count; j += kLanes) {
    greatest = _mm512_mask_max_ps(greatest, mask_of(j), greatest, _mm512_loadu_ps(scores + j));
  }
  greatest = _mm512_set1_ps(_mm512_reduce_max_ps(greatest));
  const __m512 factor = _mm512_set1_ps(scale);
  __m512 sum = _mm512_setzero_ps();
  for (std::size_t j = 0; j < padded; j += kLanes) {
    const __m512 x = _mm512_mul_ps(factor, _mm512_sub_ps(_mm512_loadu_ps(scores + j), greatest));
    const __m512 weight = _mm512_maskz_mov_ps(mask_of(j), power_of_two(_mm512_max_ps(x, _mm512_set1_ps(-126.0F))));
    sum = _mm512_add_ps(sum, weight);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(weights + j), reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(weight)));
  }
  return _mm512_reduce_add_ps(sum);
}

Pair pair_of(BFloat16 low, BFloat16 high) {
  return static_cast<Pair>(low.bits) | (static_cast<Pair>(high.bits) << 16U);
}

// Keys of one head as columns of pairs: keys[i * cols + j] holds numbers 2 i and 2 i + 1 of token j; 0 beyond the
// tokens and after the last number of an odd head.
void transpose_keys(const BFloat16* from, std::size_t stride, const AttentionShape& shape, std::size_t cols,
                    Pair* keys) {
  constexpr std::size_t kTokens = 16;  // whose numbers stay in the first cache while they are spread
  const std::size_t whole = shape.head_size / 2;
  for (std::size_t begin = 0; begin < cols; begin += kTokens) {
    const std::size_t end = begin + kTokens;
    const std::size_t known = std::clamp(shape.tokens, begin, end);
    for (std::size_t i = 0; i < whole; ++i) {
      for (std::size_t j = begin; j < known; ++j) {
        std::memcpy(keys + i * cols + j, from + j * stride + 2 * i, sizeof(Pair));
      }
      std::fill(keys + i * cols + known, keys + i * cols + end, 0U);
    }
    if (shape.head_size % 2 == 0) continue;
    for (std::size_t j = begin; j < known; ++j) keys[whole * cols + j] = pair_of(from[j * stride + 2 * whole], {});
    std::fill(keys + whole * cols + known, keys + whole * cols + end, 0U);
  }
}

// Values of one head: values[j * cols + i] holds number i of tokens 2 j and 2 j + 1, 0 beyond either.
SEGUE_BFLOAT16 void pair_values(const BFloat16* from, std::size_t stride, const AttentionShape& shape, std::size_t cols,
                                Pair* values) {
  for (std::size_t j = 0; j < shape.tokens; j += 2) {
    const BFloat16* low = from + j * stride;
    const bool both = j + 1 < shape.tokens;
    for (std::size_t i = 0; i < cols; i += kLanes) {
      const std::size_t left = shape.head_size - std::min(i, shape.head_size);
      const auto mask = static_cast<__mmask16>(left >= kLanes ? 0xFFFFU : (1U << left) - 1U);
      const __m512i first = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, low + i));
      const __m512i second =
          both ? _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, low + stride + i)) : _mm512_setzero_si512();
      _mm512_storeu_si512(values + j / 2 * cols + i, _mm512_or_si512(first, _mm512_slli_epi32(second, 16)));
    }
  }
}

SEGUE_BFLOAT16 void store_row(const float* from, float factor, std::size_t size, BFloat16* to) {
  for (std::size_t i = 0; i < size; i += kLanes) {
    const std::size_t left = size - i;
    const auto mask = static_cast<__mmask16>(left >= kLanes ? 0xFFFFU : (1U << left) - 1U);
    const __m512 scaled = _mm512_mul_ps(_mm512_loadu_ps(from + i), _mm512_set1_ps(factor));
    _mm256_mask_storeu_epi16(to + i, mask, reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(scaled)));
  }
}

// Where the parts of one head lie in the scratch memory, in floats or what is as large.
struct Layout {
  std::size_t key_cols;
  std::size_t value_cols;
  std::size_t padded;  // tokens, as whole vectors
  std::size_t values;
  std::size_t scores;
  std::size_t mixed;
  std::size_t weights;
  std::size_t size;
};

Layout layout_of(const AttentionShape& shape) {
  Layout layout{};
  layout.key_cols = layout.padded = up_to(shape.tokens, kLanes);
  layout.value_cols = up_to(shape.head_size, kLanes);
  layout.values = (shape.head_size + 1) / 2 * layout.key_cols;
  layout.scores = layout.values + (shape.tokens + 1) / 2 * layout.value_cols;
  layout.mixed = layout.scores + kQueries * layout.key_cols;
  layout.weights = layout.mixed + kQueries * layout.value_cols;
  layout.size = layout.weights + kQueries * layout.padded / 2;
  return layout;
}

}  // namespace

bool has_bfloat16_attention() {
  static const bool known = __builtin_cpu_supports("avx512bf16") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
                            __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  return known && has_bfloat16_products();
}

void attend(const AttentionShape& shape, const BFloat16* qkv, BFloat16* out, AttentionScratch& scratch) {
  assert(shape.heads > 0 && shape.head_size > 0 && has_bfloat16_attention());
  const std::size_t width = shape.width();
  const std::size_t stride = 3 * width;
  const Layout layout = layout_of(shape);
  if (scratch.size() < layout.size) scratch.resize(layout.size);
  // The memory is that of floats; pairs and weights are as large and are written before they are read.
  auto* keys = reinterpret_cast<Pair*>(scratch.data());
  auto* values = reinterpret_cast<Pair*>(scratch.data() + layout.values);
  float* scores = scratch.data() + layout.scores;
  float* mixed = scratch.data() + layout.mixed;
  auto* weights = reinterpret_cast<BFloat16*>(scratch.data() + layout.weights);
  constexpr float kLog2OfE = 1.44269504F;
  const float scale = kLog2OfE / std::sqrt(static_cast<float>(shape.head_size));

  for (std::size_t head = 0; head < shape.heads; ++head) {
    const BFloat16* queries = qkv + head * shape.head_size;
    transpose_keys(queries + width, stride, shape, layout.key_cols, keys);
    pair_values(queries + 2 * width, stride, shape, layout.value_cols, values);
    for (std::size_t begin = 0; begin < shape.tokens; begin += kQueries) {
      // The last tile repeats the last query where there are no more.
      const BFloat16* rows[kQueries];
      const BFloat16* row_weights[kQueries];
      float sums[kQueries];
      for (std::size_t q = 0; q < kQueries; ++q) {
        rows[q] = queries + std::min(begin + q, shape.tokens - 1) * stride;
        row_weights[q] = weights + q * layout.padded;
      }
      multiply(rows, (shape.head_size + 1) / 2, keys, scores, layout.key_cols);
      for (std::size_t q = 0; q < kQueries; ++q) {
        sums[q] =
            exponentials(scores + q * layout.key_cols, shape.tokens, scale, weights + q * layout.padded, layout.padded);
      }
      multiply(row_weights, (shape.tokens + 1) / 2, values, mixed, layout.value_cols);
      const std::size_t count = std::min(kQueries, shape.tokens - begin);
      for (std::size_t q = 0; q < count; ++q) {
        BFloat16* to = out + (begin + q) * width + head * shape.head_size;
        store_row(mixed + q * layout.value_cols, 1.0F / sums[q], shape.head_size, to);
      }
    }
  }
}

#else

bool has_bfloat16_attention() {
  return false;
}

void attend(const AttentionShape&, const BFloat16*, BFloat16*, AttentionScratch&) {
  assert(false);  // has_bfloat16_attention() said no
}

#endif

}  // namespace segue::numeric
