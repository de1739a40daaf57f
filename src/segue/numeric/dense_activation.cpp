// Activations and their derivatives, for dense_kernels.h.
#include <cassert>

#include "segue/numeric/dense_kernels.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/dense_activation.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<float, kLaneBlock>;
using Vec = hn::Vec<Tag>;

/// x P(x^2) / Q(x^2), degrees 4 and 4, fitted to the least greatest error on [-8.4, 8.4] (9.4e-9 before rounding) by
/// reweighted least squares; beyond, tanh differs from its sign by less than a float can tell.
HWY_INLINE Vec tanh_of(Tag d, Vec x) {
  x = hn::Min(hn::Max(x, hn::Set(d, -8.4F)), hn::Set(d, 8.4F));
  const Vec u = hn::Mul(x, x);
  Vec p = hn::Set(d, 1.42879887e-08F);
  p = hn::MulAdd(p, u, hn::Set(d, 2.12518278e-05F));
  p = hn::MulAdd(p, u, hn::Set(d, 3.53356159e-03F));
  p = hn::MulAdd(p, u, hn::Set(d, 1.34126863e-01F));
  p = hn::MulAdd(p, u, hn::Set(d, 9.99999951e-01F));
  Vec q = hn::Set(d, 8.14894026e-07F);
  q = hn::MulAdd(q, u, hn::Set(d, 3.34845986e-04F));
  q = hn::MulAdd(q, u, hn::Set(d, 2.60204615e-02F));
  q = hn::MulAdd(q, u, hn::Set(d, 4.67459999e-01F));
  q = hn::MulAdd(q, u, hn::Set(d, 1.0F));
  const Vec y = hn::Div(hn::Mul(x, p), q);
  // Rounding must not carry it past 1, where the derivative 1 - y^2 would change its sign.
  return hn::Min(hn::Max(y, hn::Set(d, -1.0F)), hn::Set(d, 1.0F));
}

HWY_INLINE Vec sigmoid_of(Tag d, Vec x) {
  const Vec half = hn::Set(d, 0.5F);
  return hn::MulAdd(half, tanh_of(d, hn::Mul(half, x)), half);
}

/// e^x for x <= 0; below -87, where the result leaves the normal floats, that of -87.
HWY_INLINE Vec exp_of(Tag d, Vec x) {
  return hn::Exp(d, hn::Max(x, hn::Set(d, -87.0F)));
}

HWY_INLINE Vec elu_of(Tag d, Vec x) {
  const Vec negative = hn::Sub(exp_of(d, hn::Min(x, hn::Zero(d))), hn::Set(d, 1.0F));
  return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, negative);
}

/// gelu and its derivative: x F(x) and F(x) + x f(x), with F and f the standard normal distribution and density.
/// F through erf by Abramowitz & Stegun 7.1.26, absolute error 1.5e-7; its e^(-x^2/2) is the density's as well.
HWY_INLINE Vec gelu_of(Tag d, Vec x, Vec& slope) {
  const Vec one = hn::Set(d, 1.0F);
  const Vec z = hn::Mul(hn::Abs(x), hn::Set(d, 0.70710678F));
  const Vec e = exp_of(d, hn::Neg(hn::Mul(z, z)));
  const Vec t = hn::Div(one, hn::MulAdd(hn::Set(d, 0.3275911F), z, one));
  Vec p = hn::Set(d, 1.061405429F);
  p = hn::MulAdd(p, t, hn::Set(d, -1.453152027F));
  p = hn::MulAdd(p, t, hn::Set(d, 1.421413741F));
  p = hn::MulAdd(p, t, hn::Set(d, -0.284496736F));
  p = hn::MulAdd(p, t, hn::Set(d, 0.254829592F));
  const Vec upper = hn::Mul(hn::Set(d, 0.5F), hn::Mul(hn::Mul(p, t), e));  // 1 - F(|x|)
  const Vec distribution = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), upper, hn::Sub(one, upper));
  const Vec density = hn::Mul(hn::Set(d, 0.39894228F), e);
  // Past 13 standard deviations e no longer shrinks (exp_of), but x still grows: the product is kept at its limit.
  const Vec bounded = hn::Min(hn::Max(x, hn::Set(d, -13.0F)), hn::Set(d, 13.0F));
  slope = hn::MulAdd(bounded, density, distribution);
  return hn::Mul(x, hn::IfThenElseZero(hn::Gt(x, hn::Set(d, -13.0F)), distribution));
}

template <class F>
HWY_INLINE void for_vectors(std::size_t size, const F& f) {
  const std::size_t n = hn::Lanes(Tag());
  for (std::size_t i = 0; i < size; i += n) f(i);
}

void activate_all(Activation activation, std::size_t size, float* values, float* slope) {
  const Tag d;
  switch (activation) {
    case Activation::kLinear:
      return;
    case Activation::kRelu:
      return for_vectors(size, [=](std::size_t i) HWY_ATTR {
        hn::StoreU(hn::Max(hn::LoadU(d, values + i), hn::Zero(d)), d, values + i);
      });
    case Activation::kTanh:
      return for_vectors(
          size, [=](std::size_t i) HWY_ATTR { hn::StoreU(tanh_of(d, hn::LoadU(d, values + i)), d, values + i); });
    case Activation::kSigmoid:
      return for_vectors(
          size, [=](std::size_t i) HWY_ATTR { hn::StoreU(sigmoid_of(d, hn::LoadU(d, values + i)), d, values + i); });
    case Activation::kElu:
      return for_vectors(
          size, [=](std::size_t i) HWY_ATTR { hn::StoreU(elu_of(d, hn::LoadU(d, values + i)), d, values + i); });
    case Activation::kGelu:
      return for_vectors(size, [=](std::size_t i) HWY_ATTR {
        Vec derivative;
        hn::StoreU(gelu_of(d, hn::LoadU(d, values + i), derivative), d, values + i);
        hn::StoreU(derivative, d, slope + i);
      });
  }
}

void multiply_all(Activation activation, std::size_t size, const float* y, const float* slope, float* gradient) {
  const Tag d;
  switch (activation) {
    case Activation::kLinear:
      return;
    case Activation::kRelu:
      return for_vectors(size, [=](std::size_t i) HWY_ATTR {
        const Vec g = hn::LoadU(d, gradient + i);
        hn::StoreU(hn::IfThenElseZero(hn::Gt(hn::LoadU(d, y + i), hn::Zero(d)), g), d, gradient + i);
      });
    case Activation::kTanh:
      return for_vectors(size, [=](std::size_t i) HWY_ATTR {
        const Vec value = hn::LoadU(d, y + i);
        const Vec derivative = hn::NegMulAdd(value, value, hn::Set(d, 1.0F));
        hn::StoreU(hn::Mul(hn::LoadU(d, gradient + i), derivative), d, gradient + i);
      });
    case Activation::kSigmoid:
      return for_vectors(size, [=](std::size_t i) HWY_ATTR {
        const Vec value = hn::LoadU(d, y + i);
        const Vec derivative = hn::NegMulAdd(value, value, value);
        hn::StoreU(hn::Mul(hn::LoadU(d, gradient + i), derivative), d, gradient + i);
      });
    case Activation::kElu:
      return for_vectors(size, [=](std::size_t i) HWY_ATTR {
        // Below zero y = e^x - 1, whose derivative is y + 1.
        const Vec derivative = hn::Add(hn::Min(hn::LoadU(d, y + i), hn::Zero(d)), hn::Set(d, 1.0F));
        hn::StoreU(hn::Mul(hn::LoadU(d, gradient + i), derivative), d, gradient + i);
      });
    case Activation::kGelu:
      return for_vectors(size, [=](std::size_t i) HWY_ATTR {
        hn::StoreU(hn::Mul(hn::LoadU(d, gradient + i), hn::LoadU(d, slope + i)), d, gradient + i);
      });
  }
}

}  // namespace segue::numeric::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(activate_all);
HWY_EXPORT(multiply_all);

void activate(Activation activation, std::span<float> values, std::span<float> slope) {
  assert(values.size() % kLaneBlock == 0);
  assert(!keeps_slope(activation) || slope.size() == values.size());
  HWY_DYNAMIC_DISPATCH(activate_all)(activation, values.size(), values.data(), slope.data());
}

void multiply_by_slope(Activation activation, std::span<const float> y, std::span<const float> slope,
                       std::span<float> gradient) {
  assert(gradient.size() % kLaneBlock == 0 && y.size() == gradient.size());
  assert(!keeps_slope(activation) || slope.size() == gradient.size());
  HWY_DYNAMIC_DISPATCH(multiply_all)(activation, gradient.size(), y.data(), slope.data(), gradient.data());
}

}  // namespace segue::numeric
#endif  // HWY_ONCE
