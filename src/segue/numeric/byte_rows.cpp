#include "segue/numeric/byte_rows.h"

#include <algorithm>
#include <cassert>
#include <cstring>

// Highway 1.0 has no operation for products of bytes (and its target for AVX-512's VNNI is built without it), so the
// x86 paths name the instructions.
#if defined(__x86_64__)
#include <immintrin.h>
#endif

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/byte_rows.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

#if defined(__x86_64__) && !defined(SEGUE_BYTE_ROWS_VNNI)
#define SEGUE_BYTE_ROWS_VNNI
namespace segue::numeric {
namespace {

constexpr std::size_t kAhead = 2048;  // bytes: prefetching by hardware ends with the page

bool has_vnni() {
  static const bool has = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vnni") != 0;
  return has;
}

[[gnu::target("avx512f,avx512vnni")]] inline __m512i quad_of(const std::int8_t* numbers) {
  int quad = 0;
  std::memcpy(&quad, numbers, sizeof(quad));
  return _mm512_set1_epi32(quad);
}

/// As sums_of_blocks below.
[[gnu::target("avx512f,avx512vnni")]] void vnni_sums_of_blocks(const std::uint8_t* bytes, std::size_t blocks,
                                                               std::size_t quads, const std::int8_t* coarse,
                                                               const std::int8_t* fine, std::int32_t* coarse_sums,
                                                               std::int32_t* fine_sums) {
  for (std::size_t b = 0; b < blocks; ++b, bytes += ByteRows::bytes_of_block(quads)) {
    // Two sums each, because an instruction waits for the one before it on the same sum.
    __m512i sums[4] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    std::size_t g = 0;
    for (; g + 2 <= quads; g += 2) {
      const __m512i even = _mm512_loadu_si512(bytes + g * 64);
      const __m512i odd = _mm512_loadu_si512(bytes + g * 64 + 64);
      _mm_prefetch(reinterpret_cast<const char*>(bytes + g * 64 + kAhead), _MM_HINT_T0);
      _mm_prefetch(reinterpret_cast<const char*>(bytes + g * 64 + 64 + kAhead), _MM_HINT_T0);
      sums[0] = _mm512_dpbusd_epi32(sums[0], even, quad_of(coarse + 4 * g));
      sums[1] = _mm512_dpbusd_epi32(sums[1], odd, quad_of(coarse + 4 * g + 4));
      sums[2] = _mm512_dpbusd_epi32(sums[2], even, quad_of(fine + 4 * g));
      sums[3] = _mm512_dpbusd_epi32(sums[3], odd, quad_of(fine + 4 * g + 4));
    }
    if (g < quads) {
      const __m512i last = _mm512_loadu_si512(bytes + g * 64);
      sums[0] = _mm512_dpbusd_epi32(sums[0], last, quad_of(coarse + 4 * g));
      sums[2] = _mm512_dpbusd_epi32(sums[2], last, quad_of(fine + 4 * g));
    }
    _mm512_storeu_si512(coarse_sums + b * kByteBlock, _mm512_add_epi32(sums[0], sums[1]));
    _mm512_storeu_si512(fine_sums + b * kByteBlock, _mm512_add_epi32(sums[2], sums[3]));
  }
}

}  // namespace
}  // namespace segue::numeric
#endif

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::HWY_NAMESPACE {

/// The sums of each block's 16 rows: of byte times number, bytes from 0 to 255, numbers from -64 to 63.
#if HWY_TARGET == HWY_AVX2 || HWY_TARGET == HWY_AVX3

void sums_of_blocks(const std::uint8_t* HWY_RESTRICT bytes, std::size_t blocks, std::size_t quads,
                    const std::int8_t* HWY_RESTRICT coarse, const std::int8_t* HWY_RESTRICT fine,
                    std::int32_t* HWY_RESTRICT coarse_sums, std::int32_t* HWY_RESTRICT fine_sums) {
#if HWY_TARGET == HWY_AVX3
  if (has_vnni()) return vnni_sums_of_blocks(bytes, blocks, quads, coarse, fine, coarse_sums, fine_sums);
#endif
  const __m256i ones = _mm256_set1_epi16(1);
  for (std::size_t b = 0; b < blocks; ++b, bytes += ByteRows::bytes_of_block(quads)) {
    __m256i sums[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256()};
    for (std::size_t g = 0; g < quads; ++g) {
      const auto* at = reinterpret_cast<const __m256i*>(bytes + g * 64);
      const __m256i rows[2] = {_mm256_loadu_si256(at), _mm256_loadu_si256(at + 1)};
      int quads_of[2] = {};
      std::memcpy(&quads_of[0], coarse + 4 * g, sizeof(int));
      std::memcpy(&quads_of[1], fine + 4 * g, sizeof(int));
      for (std::size_t i = 0; i < 4; ++i) {
        const __m256i pairs = _mm256_maddubs_epi16(rows[i % 2], _mm256_set1_epi32(quads_of[i / 2]));
        sums[i] = _mm256_add_epi32(sums[i], _mm256_madd_epi16(pairs, ones));
      }
    }
    for (std::size_t i = 0; i < 4; ++i) {
      std::int32_t* to = (i < 2 ? coarse_sums : fine_sums) + b * kByteBlock + i % 2 * 8;
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), sums[i]);
    }
  }
}

#else

void sums_of_blocks(const std::uint8_t* HWY_RESTRICT bytes, std::size_t blocks, std::size_t quads,
                    const std::int8_t* HWY_RESTRICT coarse, const std::int8_t* HWY_RESTRICT fine,
                    std::int32_t* HWY_RESTRICT coarse_sums, std::int32_t* HWY_RESTRICT fine_sums) {
  std::memset(coarse_sums, 0, blocks * kByteBlock * sizeof(std::int32_t));
  std::memset(fine_sums, 0, blocks * kByteBlock * sizeof(std::int32_t));
  for (std::size_t b = 0; b < blocks; ++b, bytes += ByteRows::bytes_of_block(quads)) {
    for (std::size_t g = 0; g < quads; ++g) {
      for (std::size_t r = 0; r < kByteBlock; ++r) {
        const std::uint8_t* row = bytes + (g * kByteBlock + r) * 4;
        for (std::size_t i = 0; i < 4; ++i) {
          coarse_sums[b * kByteBlock + r] += row[i] * coarse[4 * g + i];
          fine_sums[b * kByteBlock + r] += row[i] * fine[4 * g + i];
        }
      }
    }
  }
}

#endif

namespace hn = hwy::HWY_NAMESPACE;

void near_rows(const ByteQuery& query, const ByteRows& rows, std::size_t begin, std::size_t end, float slack,
               float limit, float* HWY_RESTRICT about, std::uint16_t* HWY_RESTRICT near) {
  const hn::CappedTag<float, kByteBlock> d;
  const hn::RebindToSigned<decltype(d)> di;
  const std::size_t lanes = hn::Lanes(d);
  constexpr std::size_t kRun = 8;  // blocks whose sums stay in the first cache
  HWY_ALIGN std::int32_t coarse[kRun * kByteBlock];
  HWY_ALIGN std::int32_t fine[kRun * kByteBlock];
  // The bytes are 128 too large, whatever the row: that much of each sum is the query's alone.
  const auto coarse_extra = hn::Set(di, static_cast<std::int32_t>(128 * query.coarse_sum));
  const auto fine_extra = hn::Set(di, static_cast<std::int32_t>(128 * query.fine_sum));
  const auto plane = hn::Set(d, 128.0F);
  const auto factor = hn::Set(d, -2 * query.scale);
  const auto square = hn::Set(d, query.square);
  const auto slacks = hn::Set(d, slack);
  const auto trailings = hn::Set(d, 2 * query.trailing);
  const hn::RebindToUnsigned<decltype(d)> du;
  const hn::Rebind<std::uint16_t, decltype(d)> d16;
  const auto widened = [&](const std::uint16_t* numbers) HWY_ATTR {
    return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(du, hn::LoadU(d16, numbers))));
  };
  const auto limits = hn::Set(d, limit);
  for (std::size_t run = begin; run < end; run += kRun) {
    const std::size_t count = std::min(kRun, end - run);
    sums_of_blocks(rows.block(run), count, rows.quads, query.coarse.data(), query.fine.data(), coarse, fine);
    for (std::size_t b = 0; b < count; ++b) {
      std::uint32_t bits = 0;
      for (std::size_t r = 0; r < kByteBlock; r += lanes) {
        const std::size_t i = b * kByteBlock + r;
        const auto c = hn::ConvertTo(d, hn::Sub(hn::Load(di, coarse + i), coarse_extra));
        const auto f = hn::ConvertTo(d, hn::Sub(hn::Load(di, fine + i), fine_extra));
        const auto dot = hn::MulAdd(plane, c, f);
        const auto scale = widened(rows.scales(run + b) + r);
        const auto trailing = widened(rows.trailings(run + b) + r);
        const auto row_square = hn::LoadU(d, rows.squares(run + b) + r);
        // The product of two small scales may be less than a float can hold; that of all three is a distance.
        const auto distance = hn::Add(hn::MulAdd(hn::Mul(factor, dot), scale, row_square), square);
        hn::StoreU(distance, d, about + (run - begin) * kByteBlock + i);
        std::uint8_t mask_bytes[8] = {};
        const auto least = hn::NegMulAdd(trailings, trailing, hn::NegMulAdd(slacks, scale, distance));
        hn::StoreMaskBits(d, hn::Le(least, limits), mask_bytes);
        bits |= (mask_bytes[0] | static_cast<std::uint32_t>(mask_bytes[1]) << 8U) << r;
      }
      near[run + b - begin] = static_cast<std::uint16_t>(bits);
    }
  }
}

}  // namespace segue::numeric::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(near_rows);

void near_byte_rows(const ByteQuery& query, const ByteRows& rows, std::size_t begin, std::size_t end, float slack,
                    float limit, std::span<float> about, std::span<std::uint16_t> near) {
  assert(begin <= end && end <= rows.blocks);
  assert(query.coarse.size() == 4 * rows.quads && query.fine.size() == 4 * rows.quads);
  assert(about.size() >= (end - begin) * kByteBlock && near.size() >= end - begin);
  HWY_DYNAMIC_DISPATCH(near_rows)(query, rows, begin, end, slack, limit, about.data(), near.data());
}

void near_byte_rows_reference(const ByteQuery& query, const ByteRows& rows, std::size_t begin, std::size_t end,
                              float slack, float limit, std::span<float> about, std::span<std::uint16_t> near) {
  for (std::size_t b = begin; b < end; ++b) {
    near[b - begin] = 0;
    for (std::size_t r = 0; r < kByteBlock; ++r) {
      double dot = 0;
      for (std::size_t j = 0; j < 4 * rows.quads; ++j) {
        const int byte = rows.block(b)[(j / 4 * kByteBlock + r) * 4 + j % 4] - 128;
        dot += byte * (128.0 * query.coarse[j] + query.fine[j]);
      }
      const std::size_t i = b * kByteBlock + r;
      const double distance =
          double{rows.square(i)} + double{query.square} - 2.0 * double{query.scale} * double{rows.scale(i)} * dot;
      about[(b - begin) * kByteBlock + r] = static_cast<float>(distance);
      const double off =
          double{slack} * double{rows.scale(i)} + 2.0 * double{query.trailing} * double{rows.trailing(i)};
      const bool is_near = distance - off <= double{limit};
      if (is_near) near[b - begin] = static_cast<std::uint16_t>(near[b - begin] | 1U << r);
    }
  }
}

}  // namespace segue::numeric
#endif  // HWY_ONCE
