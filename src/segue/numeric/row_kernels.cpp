#include "segue/numeric/row_kernels.h"

#include <cassert>

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/row_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<float>;
using Vec = hn::Vec<Tag>;

// Calls f(i) for whole vectors, then one(i) for each number that is left.
template <class F, class One>
HWY_INLINE void for_row(std::size_t size, const F& f, const One& one) {
  const std::size_t lanes = hn::Lanes(Tag());
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) f(i);
  for (; i < size; ++i) one(i);
}

HWY_INLINE Vec exp_of(Tag d, Vec x) {
  return hn::Exp(d, hn::Min(hn::Max(x, hn::Set(d, -87.0F)), hn::Set(d, 87.0F)));
}

// Below it either gelu is 0 in float32, and their e^x no longer shrinks.
constexpr float kGeluLowest = -13.0F;

// x F(x), with F the standard normal distribution by erf, Abramowitz & Stegun 7.1.26 (absolute error 1.5e-7).
HWY_INLINE Vec gelu_erf_of(Tag d, Vec x) {
  const Vec z = hn::Mul(hn::Abs(x), hn::Set(d, 0.70710678F));
  const Vec e = exp_of(d, hn::Neg(hn::Mul(z, z)));
  const Vec t = hn::Div(hn::Set(d, 1.0F), hn::MulAdd(hn::Set(d, 0.3275911F), z, hn::Set(d, 1.0F)));
  Vec p = hn::Set(d, 1.061405429F);
  p = hn::MulAdd(p, t, hn::Set(d, -1.453152027F));
  p = hn::MulAdd(p, t, hn::Set(d, 1.421413741F));
  p = hn::MulAdd(p, t, hn::Set(d, -0.284496736F));
  p = hn::MulAdd(p, t, hn::Set(d, 0.254829592F));
  const Vec upper = hn::Mul(hn::Set(d, 0.5F), hn::Mul(hn::Mul(p, t), e));  // 1 - F(|x|)
  // x F(x) = max(x, 0) - |x| (1 - F(|x|))
  const Vec y = hn::NegMulAdd(hn::Abs(x), upper, hn::Max(x, hn::Zero(d)));
  return hn::IfThenElse(hn::Gt(hn::Abs(x), hn::Set(d, -kGeluLowest)), hn::Max(x, hn::Zero(d)), y);
}

// x / (1 + e^(-2u)) is 0.5 x (1 + tanh u), u = sqrt(2/pi) (x + 0.044715 x^3).
HWY_INLINE Vec gelu_tanh_of(Tag d, Vec x) {
  const Vec cubic = hn::MulAdd(hn::Mul(hn::Set(d, 0.044715F), hn::Mul(x, x)), x, x);
  const Vec e = exp_of(d, hn::Mul(hn::Set(d, -1.5957691F), cubic));
  return hn::IfThenElseZero(hn::Gt(x, hn::Set(d, kGeluLowest)), hn::Div(x, hn::Add(hn::Set(d, 1.0F), e)));
}

template <class Function>
HWY_INLINE void activate_by(std::size_t size, float* x, const Function& function) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + lanes <= size; i += lanes) hn::StoreU(function(hn::LoadU(d, x + i)), d, x + i);
  if (i == size) return;
  HWY_ALIGN float rest[hn::MaxLanes(Tag())] = {};
  for (std::size_t k = i; k < size; ++k) rest[k - i] = x[k];
  hn::Store(function(hn::Load(d, rest)), d, rest);
  for (std::size_t k = i; k < size; ++k) x[k] = rest[k - i];
}

void activate_row(LinearActivation activation, std::size_t size, float* x) {
  const Tag d;
  switch (activation) {
    case LinearActivation::kNone:
      return;
    case LinearActivation::kGeluErf:
      return activate_by(size, x, [d](Vec v) HWY_ATTR { return gelu_erf_of(d, v); });
    case LinearActivation::kGeluTanh:
      return activate_by(size, x, [d](Vec v) HWY_ATTR { return gelu_tanh_of(d, v); });
    case LinearActivation::kRelu:
      return activate_by(size, x, [d](Vec v) HWY_ATTR { return hn::Max(v, hn::Zero(d)); });
  }
}

void layer_norm_row(std::size_t size, const float* y, const float* gain, const float* bias, float epsilon, float* x) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t whole = size / lanes * lanes;
  Vec sums = hn::Zero(d);
  float rest = 0;
  for (std::size_t i = 0; i < whole; i += lanes) {
    Vec v = hn::LoadU(d, x + i);
    if (y != nullptr) {
      v = hn::Add(v, hn::LoadU(d, y + i));
      hn::StoreU(v, d, x + i);
    }
    sums = hn::Add(sums, v);
  }
  for (std::size_t i = whole; i < size; ++i) {
    if (y != nullptr) x[i] += y[i];
    rest += x[i];
  }
  const auto count = static_cast<float>(size);
  const float mean = (hn::GetLane(hn::SumOfLanes(d, sums)) + rest) / count;
  const Vec means = hn::Set(d, mean);
  sums = hn::Zero(d);
  rest = 0;
  for (std::size_t i = 0; i < whole; i += lanes) {
    const Vec v = hn::Sub(hn::LoadU(d, x + i), means);
    sums = hn::MulAdd(v, v, sums);
  }
  for (std::size_t i = whole; i < size; ++i) rest += (x[i] - mean) * (x[i] - mean);
  const float variance = (hn::GetLane(hn::SumOfLanes(d, sums)) + rest) / count;
  // A row of equal numbers has no variance: it becomes the bias, whatever the epsilon.
  const float factor = variance + epsilon > 0 ? 1.0F / hn::GetLane(hn::Sqrt(hn::Set(d, variance + epsilon))) : 0.0F;
  const Vec factors = hn::Set(d, factor);
  for (std::size_t i = 0; i < whole; i += lanes) {
    const Vec v = hn::Mul(hn::Sub(hn::LoadU(d, x + i), means), factors);
    hn::StoreU(hn::MulAdd(v, hn::LoadU(d, gain + i), hn::LoadU(d, bias + i)), d, x + i);
  }
  for (std::size_t i = whole; i < size; ++i) x[i] = (x[i] - mean) * factor * gain[i] + bias[i];
}

void narrow_row(std::size_t size, const float* x, BFloat16* y) {
  const hn::RebindToUnsigned<Tag> d;
  const hn::Rebind<std::uint16_t, Tag> half;
  for_row(
      size,
      [=](std::size_t i) HWY_ATTR {
        const auto bits = hn::LoadU(d, reinterpret_cast<const std::uint32_t*>(x) + i);
        const auto is_nan = hn::Gt(hn::And(bits, hn::Set(d, 0x7FFFFFFFU)), hn::Set(d, 0x7F800000U));
        const auto odd = hn::And(hn::ShiftRight<16>(bits), hn::Set(d, 1U));
        const auto rounded = hn::Add(bits, hn::Add(odd, hn::Set(d, 0x7FFFU)));
        const auto kept = hn::IfThenElse(is_nan, hn::Or(bits, hn::Set(d, 0x00400000U)), rounded);
        hn::StoreU(hn::TruncateTo(half, hn::ShiftRight<16>(kept)), half, reinterpret_cast<std::uint16_t*>(y) + i);
      },
      [=](std::size_t i) { y[i] = to_bfloat16(x[i]); });
}

void widen_row(std::size_t size, const BFloat16* x, float* y) {
  const hn::RebindToUnsigned<Tag> d;
  const hn::Rebind<std::uint16_t, Tag> half;
  for_row(
      size,
      [=](std::size_t i) HWY_ATTR {
        const auto bits = hn::PromoteTo(d, hn::LoadU(half, reinterpret_cast<const std::uint16_t*>(x) + i));
        hn::StoreU(hn::ShiftLeft<16>(bits), d, reinterpret_cast<std::uint32_t*>(y) + i);
      },
      [=](std::size_t i) { y[i] = to_float(x[i]); });
}

float quantise_row(std::size_t size, const float* x, int levels, std::uint8_t* y) {
  const Tag d;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t whole = size / lanes * lanes;
  Vec most = hn::Zero(d);
  for (std::size_t i = 0; i < whole; i += lanes) most = hn::Max(most, hn::Abs(hn::LoadU(d, x + i)));
  float greatest = hn::GetLane(hn::MaxOfLanes(d, most));
  for (std::size_t i = whole; i < size; ++i) greatest = HWY_MAX(greatest, HWY_MAX(x[i], -x[i]));
  const float limit = static_cast<float>(levels);
  const float scale = greatest > 0 ? greatest / limit : 1.0F;
  const Vec zero_point = hn::Set(d, limit + 1);
  const Vec factor = hn::Set(d, 1.0F / scale);
  const Vec top = hn::Set(d, 2 * limit + 1);
  const hn::Rebind<std::uint8_t, Tag> bytes;
  const auto of = [=](Vec v) HWY_ATTR {
    const Vec shifted = hn::MulAdd(v, factor, zero_point);
    return hn::NearestInt(hn::Min(hn::Max(shifted, hn::Set(d, 1.0F)), top));
  };
  for (std::size_t i = 0; i < whole; i += lanes) {
    hn::StoreU(hn::DemoteTo(bytes, of(hn::LoadU(d, x + i))), bytes, y + i);
  }
  for (std::size_t i = whole; i < size; ++i) {
    y[i] = static_cast<std::uint8_t>(hn::GetLane(of(hn::Set(d, x[i]))));
  }
  return scale;
}

void dequantise_row(std::size_t size, const std::int32_t* sums, float row_scale,
                    const PackedLinear::Int8Columns& columns, float* y) {
  const Tag d;
  const hn::RebindToSigned<Tag> integers;
  const float* scales = columns.scales.data();
  const std::int32_t* corrections = columns.corrections.data();
  const float* bias = columns.bias.data();
  const Vec factor = hn::Set(d, row_scale);
  for_row(
      size,
      [=](std::size_t i) HWY_ATTR {
        const auto sum = hn::Sub(hn::LoadU(integers, sums + i), hn::LoadU(integers, corrections + i));
        const Vec scaled = hn::Mul(hn::ConvertTo(d, sum), hn::Mul(factor, hn::LoadU(d, scales + i)));
        hn::StoreU(hn::Add(scaled, hn::LoadU(d, bias + i)), d, y + i);
      },
      [=](std::size_t i) { y[i] = static_cast<float>(sums[i] - corrections[i]) * (row_scale * scales[i]) + bias[i]; });
}

}  // namespace segue::numeric::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(activate_row);
HWY_EXPORT(layer_norm_row);
HWY_EXPORT(narrow_row);
HWY_EXPORT(widen_row);
HWY_EXPORT(quantise_row);
HWY_EXPORT(dequantise_row);

void layer_norm(std::size_t size, const float* gain, const float* bias, float epsilon, float* x) {
  HWY_DYNAMIC_DISPATCH(layer_norm_row)(size, nullptr, gain, bias, epsilon, x);
}

void add_layer_norm(std::size_t size, const float* y, const float* gain, const float* bias, float epsilon, float* x) {
  assert(y != nullptr);
  HWY_DYNAMIC_DISPATCH(layer_norm_row)(size, y, gain, bias, epsilon, x);
}

void activate(LinearActivation activation, std::size_t size, float* x) {
  HWY_DYNAMIC_DISPATCH(activate_row)(activation, size, x);
}

void narrow(std::size_t size, const float* x, BFloat16* y) {
  HWY_DYNAMIC_DISPATCH(narrow_row)(size, x, y);
}

void widen(std::size_t size, const BFloat16* x, float* y) {
  HWY_DYNAMIC_DISPATCH(widen_row)(size, x, y);
}

float quantise(std::size_t size, const float* x, int levels, std::uint8_t* y) {
  assert(levels > 0 && levels <= 127);
  return HWY_DYNAMIC_DISPATCH(quantise_row)(size, x, levels, y);
}

void dequantise(std::size_t size, const std::int32_t* sums, float row_scale, const PackedLinear::Int8Columns& columns,
                float* y) {
  HWY_DYNAMIC_DISPATCH(dequantise_row)(size, sums, row_scale, columns, y);
}

}  // namespace segue::numeric
#endif
