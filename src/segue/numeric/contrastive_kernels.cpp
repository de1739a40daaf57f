#include "segue/numeric/contrastive_kernels.h"

#include <cassert>
#include <cmath>

#include "segue/numeric/dense_kernels.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/contrastive_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<float, kLaneBlock>;
using Vec = hn::Vec<Tag>;

double contrastive(const ContrastiveRow& row, std::size_t size, float* similarity) {
  const Tag d;
  const std::size_t n = hn::Lanes(d);
  const float* positive = row.positive.data();
  const float* candidate = row.candidate.data();
  const auto by_temperature = static_cast<float>(1 / row.temperature);
  const Vec scale = hn::Set(d, by_temperature);
  // No similarity passes 1, so none of these exponents passes 0 by more than rounding: no search for the greatest.
  const Vec least = hn::Set(d, -87.0F);
  Vec sum = hn::Zero(d);
  Vec attracted = hn::Zero(d);
  for (std::size_t i = 0; i < size; i += n) {
    const Vec shifted = hn::MulSub(scale, hn::LoadU(d, similarity + i), scale);
    const Vec power = hn::Mul(hn::Exp(d, hn::Max(shifted, least)), hn::LoadU(d, candidate + i));
    attracted = hn::MulAdd(shifted, hn::LoadU(d, positive + i), attracted);
    sum = hn::Add(sum, power);
    hn::StoreU(power, d, similarity + i);
  }
  const auto total = static_cast<double>(hn::GetLane(hn::SumOfLanes(d, sum)));
  const auto pull = static_cast<double>(hn::GetLane(hn::SumOfLanes(d, attracted)));
  const Vec of_softmax = hn::Set(d, static_cast<float>(1 / total));
  const Vec of_positive = hn::Set(d, static_cast<float>(1 / row.positives));
  for (std::size_t i = 0; i < size; i += n) {
    const Vec softmax = hn::Mul(hn::LoadU(d, similarity + i), of_softmax);
    hn::StoreU(hn::NegMulAdd(hn::LoadU(d, positive + i), of_positive, softmax), d, similarity + i);
  }
  return std::log(total) - pull / row.positives;
}

}  // namespace segue::numeric::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(contrastive);

double contrastive_row(const ContrastiveRow& row, std::span<float> similarity) {
  assert(similarity.size() % kLaneBlock == 0 && row.positive.size() == similarity.size());
  assert(row.candidate.size() == similarity.size() && row.positives > 0);
  assert(row.temperature >= kLeastTemperature);
  return HWY_DYNAMIC_DISPATCH(contrastive)(row, similarity.size(), similarity.data());
}

}  // namespace segue::numeric
#endif  // HWY_ONCE
