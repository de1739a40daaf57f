// What stands at both ends of a training step, for dense_kernels.h: gathering a batch, its error, Adam.
#include <algorithm>
#include <cassert>

#include "segue/numeric/dense_kernels.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/dense_update.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/cache_control.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<float, kLaneBlock>;
using Vec = hn::Vec<Tag>;

/// Four rows' four values, from column j on, into four lanes of four units.
#if HWY_TARGET == HWY_SCALAR

HWY_INLINE void transpose_four(const float* const row[4], std::size_t j, std::size_t lanes, float* out) {
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::size_t r = 0; r < 4; ++r) out[k * lanes + r] = row[r][j + k];
  }
}

#else

HWY_INLINE void transpose_four(const float* const row[4], std::size_t j, std::size_t lanes, float* out) {
  const hn::CappedTag<float, 4> d;
  const hn::RepartitionToWide<hn::CappedTag<float, 4>> wide;
  const auto r0 = hn::LoadU(d, row[0] + j);
  const auto r1 = hn::LoadU(d, row[1] + j);
  const auto r2 = hn::LoadU(d, row[2] + j);
  const auto r3 = hn::LoadU(d, row[3] + j);
  const auto low01 = hn::BitCast(wide, hn::InterleaveLower(d, r0, r1));
  const auto low23 = hn::BitCast(wide, hn::InterleaveLower(d, r2, r3));
  const auto high01 = hn::BitCast(wide, hn::InterleaveUpper(d, r0, r1));
  const auto high23 = hn::BitCast(wide, hn::InterleaveUpper(d, r2, r3));
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(wide, low01, low23)), d, out);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(wide, low01, low23)), d, out + lanes);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(wide, high01, high23)), d, out + 2 * lanes);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(wide, high01, high23)), d, out + 3 * lanes);
}

#endif

void gather(const float* rows, std::size_t cols, const std::uint32_t* batch, std::size_t count, std::size_t lanes,
            float* out) {
  // A shuffled batch's rows lie anywhere: all are asked for before the first is waited for.
  constexpr std::size_t kFloatsPerLine = 64 / sizeof(float);
  for (std::size_t b = 0; b < count; ++b) {
    for (std::size_t j = 0; j < cols; j += kFloatsPerLine) hwy::Prefetch(rows + batch[b] * cols + j);
    hwy::Prefetch(rows + batch[b] * cols + cols - 1);
  }
  std::size_t b = 0;
  for (; b + 4 <= count; b += 4) {
    const float* const row[4] = {rows + batch[b] * cols, rows + batch[b + 1] * cols, rows + batch[b + 2] * cols,
                                 rows + batch[b + 3] * cols};
    std::size_t j = 0;
    for (; j + 4 <= cols; j += 4) transpose_four(row, j, lanes, out + j * lanes + b);
    for (; j < cols; ++j) {
      for (std::size_t r = 0; r < 4; ++r) out[j * lanes + b + r] = row[r][j];
    }
  }
  for (; b < lanes; ++b) {
    for (std::size_t j = 0; j < cols; ++j) out[j * lanes + b] = b < count ? rows[batch[b] * cols + j] : 0.0F;
  }
}

MaskedError error(std::size_t size, const float* output, const float* target, const float* mask, float* gradient) {
  const Tag d;
  const std::size_t n = hn::Lanes(d);
  Vec squared = hn::Zero(d);
  Vec known = hn::Zero(d);
  for (std::size_t i = 0; i < size; i += n) {
    const Vec weight = hn::LoadU(d, mask + i);
    const Vec difference = hn::Mul(weight, hn::Sub(hn::LoadU(d, output + i), hn::LoadU(d, target + i)));
    squared = hn::MulAdd(difference, difference, squared);
    known = hn::Add(known, weight);
    hn::StoreU(difference, d, gradient + i);
  }
  const MaskedError result{static_cast<double>(hn::GetLane(hn::SumOfLanes(d, squared))),
                           static_cast<double>(hn::GetLane(hn::SumOfLanes(d, known)))};
  const Vec scale = hn::Set(d, result.known > 0 ? static_cast<float>(2 / result.known) : 0.0F);
  for (std::size_t i = 0; i < size; i += n) {
    hn::StoreU(hn::Mul(scale, hn::LoadU(d, gradient + i)), d, gradient + i);
  }
  return result;
}

/// The step's factors, rounded to float once, in every lane.
struct AdamFactors {
  explicit AdamFactors(const AdamStep& step)
      : keep_mean(static_cast<float>(step.beta1)),
        take_mean(static_cast<float>(1 - step.beta1)),
        keep_square(static_cast<float>(step.beta2)),
        take_square(static_cast<float>(1 - step.beta2)),
        root_scale(static_cast<float>(1 / step.root_correction)),
        epsilon(static_cast<float>(step.epsilon)),
        step_size(static_cast<float>(step.step_size)) {}
  float keep_mean, take_mean, keep_square, take_square, root_scale, epsilon, step_size;
};

HWY_INLINE void adam_vector(const AdamFactors& by, const float* gradient, float* m, float* v, float* parameters) {
  const Tag d;
  const Vec g = hn::LoadU(d, gradient);
  const Vec mean = hn::MulAdd(hn::Set(d, by.keep_mean), hn::LoadU(d, m), hn::Mul(hn::Set(d, by.take_mean), g));
  const Vec square =
      hn::MulAdd(hn::Set(d, by.keep_square), hn::LoadU(d, v), hn::Mul(hn::Set(d, by.take_square), hn::Mul(g, g)));
  const Vec denominator = hn::MulAdd(hn::Sqrt(square), hn::Set(d, by.root_scale), hn::Set(d, by.epsilon));
  hn::StoreU(mean, d, m);
  hn::StoreU(square, d, v);
  const Vec change = hn::Div(hn::Mul(hn::Set(d, by.step_size), mean), denominator);
  hn::StoreU(hn::Sub(hn::LoadU(d, parameters), change), d, parameters);
}

void adam(const AdamStep& step, std::size_t size, const float* gradient, float* m, float* v, float* parameters) {
  const AdamFactors by(step);
  const std::size_t n = hn::Lanes(Tag());
  std::size_t i = 0;
  for (; i + n <= size; i += n) adam_vector(by, gradient + i, m + i, v + i, parameters + i);
  if (i == size) return;
  const std::size_t rest = size - i;
  float tail[4][kLaneBlock] = {};
  std::copy_n(gradient + i, rest, tail[0]);
  std::copy_n(m + i, rest, tail[1]);
  std::copy_n(v + i, rest, tail[2]);
  std::copy_n(parameters + i, rest, tail[3]);
  adam_vector(by, tail[0], tail[1], tail[2], tail[3]);
  std::copy_n(tail[1], rest, m + i);
  std::copy_n(tail[2], rest, v + i);
  std::copy_n(tail[3], rest, parameters + i);
}

}  // namespace segue::numeric::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(gather);
HWY_EXPORT(error);
HWY_EXPORT(adam);

void gather_lanes(MatrixView rows, std::span<const std::uint32_t> batch, std::span<float> out) {
  const std::size_t lanes = padded_lanes(batch.size());
  assert(out.size() == rows.cols * lanes);
  assert(std::ranges::all_of(batch, [&](std::uint32_t row) { return row < rows.rows; }));
  HWY_DYNAMIC_DISPATCH(gather)(rows.data, rows.cols, batch.data(), batch.size(), lanes, out.data());
}

MaskedError masked_error(std::span<const float> output, std::span<const float> target, std::span<const float> mask,
                         std::span<float> gradient) {
  assert(output.size() % kLaneBlock == 0);
  assert(target.size() == output.size() && mask.size() == output.size() && gradient.size() == output.size());
  return HWY_DYNAMIC_DISPATCH(error)(output.size(), output.data(), target.data(), mask.data(), gradient.data());
}

void adam_update(const AdamStep& step, std::span<const float> gradient, std::span<float> m, std::span<float> v,
                 std::span<float> parameters) {
  assert(m.size() == gradient.size() && v.size() == gradient.size() && parameters.size() == gradient.size());
  HWY_DYNAMIC_DISPATCH(adam)(step, gradient.size(), gradient.data(), m.data(), v.data(), parameters.data());
}

}  // namespace segue::numeric
#endif  // HWY_ONCE
