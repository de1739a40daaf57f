#include "peak.h"

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <immintrin.h>

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

struct Loop {
  float (*run)(float) = nullptr;
  double operations = 0;  ///< of one run
};

Loop loop_of(Arithmetic arithmetic) {
  constexpr double kTwice = 2.0 * kTurns;
  const bool wide = __builtin_cpu_supports("avx512f") != 0;
  switch (arithmetic) {
    case Arithmetic::kFloat32:
      if (wide) return {fma_512, kTwice * kSums * 16};
      if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {fma_256, kTwice * kNarrowSums * 8};
      break;
    case Arithmetic::kBFloat16:
      if (wide && __builtin_cpu_supports("avx512bf16")) return {dot_bfloat16, kTwice * kSums * 32};
      break;
    case Arithmetic::kInt8:
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
