#include "peak.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include <cpuid.h>
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace segue::bench {

namespace {

// Sums that wait for nothing but themselves: more of them than the latency times the pipes.
constexpr int kSums = 16;
constexpr int kNarrowSums = 12;  ///< of AVX2's sixteen registers
constexpr int kTurns = 20000;

__attribute__((target("avx512f"))) float fma_512(float start) {
  __m512 sum[kSums];
  for (int i = 0; i < kSums; ++i) sum[i] = _mm512_set1_ps(start + static_cast<float>(i));
  const __m512 factor = _mm512_set1_ps(0.999F);
  const __m512 term = _mm512_set1_ps(0.1F);
  for (int turn = 0; turn < kTurns; ++turn) {
#pragma GCC unroll 16
    for (int i = 0; i < kSums; ++i) sum[i] = _mm512_fmadd_ps(sum[i], factor, term);
  }
  float total = 0;
  for (const __m512& s : sum) total += s[0];
  return total;
}

__attribute__((target("avx2,fma"))) float fma_256(float start) {
  __m256 sum[kNarrowSums];
  for (int i = 0; i < kNarrowSums; ++i) sum[i] = _mm256_set1_ps(start + static_cast<float>(i));
  const __m256 factor = _mm256_set1_ps(0.999F);
  const __m256 term = _mm256_set1_ps(0.1F);
  for (int turn = 0; turn < kTurns; ++turn) {
#pragma GCC unroll 12
    for (int i = 0; i < kNarrowSums; ++i) sum[i] = _mm256_fmadd_ps(sum[i], factor, term);
  }
  float total = 0;
  for (const __m256& s : sum) total += s[0];
  return total;
}

__attribute__((target("avx512f,avx512bf16"))) float dot_bfloat16(float start) {
  __m512 sum[kSums];
  for (int i = 0; i < kSums; ++i) sum[i] = _mm512_set1_ps(start + static_cast<float>(i));
  const __m512bh a = _mm512_cvtne2ps_pbh(_mm512_set1_ps(0.1F), _mm512_set1_ps(-0.1F));
  const __m512bh b = _mm512_cvtne2ps_pbh(_mm512_set1_ps(0.3F), _mm512_set1_ps(0.2F));
  for (int turn = 0; turn < kTurns; ++turn) {
#pragma GCC unroll 16
    for (int i = 0; i < kSums; ++i) sum[i] = _mm512_dpbf16_ps(sum[i], a, b);
  }
  float total = 0;
  for (const __m512& s : sum) total += s[0];
  return total;
}

__attribute__((target("avx512f,avx512vnni"))) float dot_int8(float start) {
  __m512i sum[kSums];
  for (int i = 0; i < kSums; ++i) sum[i] = _mm512_set1_epi32(static_cast<int>(start) + i);
  const __m512i a = _mm512_set1_epi8(3);
  const __m512i b = _mm512_set1_epi8(-2);
  for (int turn = 0; turn < kTurns; ++turn) {
#pragma GCC unroll 16
    for (int i = 0; i < kSums; ++i) sum[i] = _mm512_dpbusd_epi32(sum[i], a, b);
  }
  long long total = 0;
  for (const __m512i& s : sum) total ^= s[0];
  return static_cast<float>(total % 7);
}

/// Tiles of 16 rows of 64 bytes, as _tile_loadconfig reads them.
struct TileConfig {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

constexpr int kTileSums = 6;  ///< of the eight tiles; the other two are the factors
constexpr int kTileTurns = 2000;

// Six sums, for four products are under way at once. Tiles are named by constants, so the loop is written out.
#define SEGUE_TILE_LOOP(product)                  \
  const TileConfig config;                        \
  alignas(64) std::uint8_t factors[1024];         \
  std::memset(factors, 1, sizeof factors);        \
  alignas(64) float sums[256];                    \
  _tile_loadconfig(&config);                      \
  _tile_zero(0);                                  \
  _tile_zero(1);                                  \
  _tile_zero(2);                                  \
  _tile_zero(3);                                  \
  _tile_zero(4);                                  \
  _tile_zero(5);                                  \
  _tile_loadd(6, factors, 64);                    \
  _tile_loadd(7, factors, 64);                    \
  for (int turn = 0; turn < kTileTurns; ++turn) { \
    product(0, 6, 7);                             \
    product(1, 6, 7);                             \
    product(2, 6, 7);                             \
    product(3, 6, 7);                             \
    product(4, 6, 7);                             \
    product(5, 6, 7);                             \
  }                                               \
  _tile_stored(0, sums, 64);                      \
  _tile_release();                                \
  return start + sums[0]

__attribute__((target("amx-tile,amx-bf16"))) float tiles_bfloat16(float start) {
  SEGUE_TILE_LOOP(_tile_dpbf16ps);
}

__attribute__((target("amx-tile,amx-int8"))) float tiles_int8(float start) {
  SEGUE_TILE_LOOP(_tile_dpbusd);
}

#undef SEGUE_TILE_LOOP

constexpr unsigned kTilesOfBFloat16 = 1U << 22;  // of EDX in CPUID's leaf 7
constexpr unsigned kTilesOfInt8 = 1U << 25;

/// Whether the processor has AMX's tiles of this kind, and Linux lets this process use them, which it must be asked
/// for.
bool may_use_tiles(unsigned kind) {
  constexpr long kRequestPermission = 0x1023;  // ARCH_REQ_XCOMP_PERM
  constexpr long kTileData = 18;               // XFEATURE_XTILEDATA
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) == 0 || (edx & kind) == 0) return false;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

struct Loop {
  float (*run)(float) = nullptr;
  double operations = 0;  ///< of one run
};

Loop loop_of(Arithmetic arithmetic) {
  constexpr double kTwice = 2.0 * kTurns;
  constexpr double kTwiceTiles = 2.0 * kTileTurns * kTileSums * 16 * 16;
  const bool wide = __builtin_cpu_supports("avx512f") != 0;
  switch (arithmetic) {
    case Arithmetic::kFloat32:
      if (wide) return {fma_512, kTwice * kSums * 16};
      if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {fma_256, kTwice * kNarrowSums * 8};
      break;
    case Arithmetic::kBFloat16:
      if (may_use_tiles(kTilesOfBFloat16)) return {tiles_bfloat16, kTwiceTiles * 32};
      if (wide && __builtin_cpu_supports("avx512bf16")) return {dot_bfloat16, kTwice * kSums * 32};
      break;
    case Arithmetic::kInt8:
      if (may_use_tiles(kTilesOfInt8)) return {tiles_int8, kTwiceTiles * 64};
      if (wide && __builtin_cpu_supports("avx512vnni")) return {dot_int8, kTwice * kSums * 64};
      break;
  }
  return {};
}

}  // namespace

double peak_rate(Arithmetic arithmetic, std::size_t threads, double seconds) {
  using Clock = std::chrono::steady_clock;
  const Loop loop = loop_of(arithmetic);
  if (loop.run == nullptr) return 0;
  std::atomic<std::size_t> runs = 0;
  const auto begin = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  const auto work = [&] {
    volatile float sink = 1;
    while (elapsed() < seconds) {
      sink = loop.run(sink);
      ++runs;
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < threads; ++t) others.emplace_back(work);
    work();
  }
  return loop.operations * static_cast<double>(runs) / elapsed();
}

}  // namespace segue::bench
