#pragma once

#include <cstddef>
#include <vector>

#include "segue/numeric/half_floats.h"

namespace segue::numeric {

/// One sequence under attention of several heads (Vaswani et al. 2017, section 3.2).
struct AttentionShape {
  std::size_t tokens = 0;
  std::size_t heads = 0;
  std::size_t head_size = 0;
  std::size_t width() const { return heads * head_size; }
};

/// Memory attention works in, kept from call to call. Each thread needs its own.
using AttentionScratch = std::vector<float>;

/// For each head: softmax(Q K^T / sqrt(head_size)) V, every token looking at every token.
/// `qkv` is tokens x 3 width, row-major: queries, keys, values, each heads x head_size. `out` is tokens x width.
/// A few queries at a time go all the way, so that scores never leave the first cache. One thread; the result of a
/// query does not depend on what else runs.
void attend(const AttentionShape& shape, const float* qkv, float* out, AttentionScratch& scratch);

/// The same with products in bfloat16, sums and softmax in float32. Needs has_bfloat16_attention().
void attend(const AttentionShape& shape, const BFloat16* qkv, BFloat16* out, AttentionScratch& scratch);
/// Whether this processor has the instruction (AVX512_BF16) and this program knows to use it.
bool has_bfloat16_attention();

}  // namespace segue::numeric
