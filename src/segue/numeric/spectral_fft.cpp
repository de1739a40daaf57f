#include "segue/numeric/spectral_fft.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <complex>
#include <numbers>

// The scalable instruction sets (SVE, RISC-V) cannot have arrays of vectors and use their fixed ones.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/spectral_fft.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<float, kFrameLanes>;
using Vec = hn::Vec<Tag>;
constexpr std::size_t kStep = hn::MaxLanes(Tag());
constexpr std::size_t kRow = kFrameLanes;  // floats from real to imaginary parts

struct Complex {
  Vec re;
  Vec im;
};

HWY_INLINE Complex load(const float* at) {
  return {hn::LoadU(Tag(), at), hn::LoadU(Tag(), at + kRow)};
}

HWY_INLINE void store(Complex value, float* at) {
  hn::StoreU(value.re, Tag(), at);
  hn::StoreU(value.im, Tag(), at + kRow);
}

HWY_INLINE Complex operator+(Complex a, Complex b) {
  return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)};
}

HWY_INLINE Complex operator-(Complex a, Complex b) {
  return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)};
}

HWY_INLINE Complex operator*(Complex a, Complex b) {
  return {hn::NegMulAdd(a.im, b.im, hn::Mul(a.re, b.re)), hn::MulAdd(a.re, b.im, hn::Mul(a.im, b.re))};
}

HWY_INLINE Complex minus_i_times(Complex a) {
  return {a.im, hn::Neg(a.re)};
}

HWY_INLINE Complex spread(const float* root) {
  return {hn::Set(Tag(), root[0]), hn::Set(Tag(), root[1])};
}

struct Four {
  Complex zeroth, first, second, third;
};

/// The four-point transform of rows `apart` floats from each other.
HWY_INLINE Four four_point(const float* at, std::size_t apart) {
  const Complex a = load(at);
  const Complex b = load(at + apart);
  const Complex c = load(at + 2 * apart);
  const Complex d = load(at + 3 * apart);
  const Complex even = a + c;
  const Complex odd = b + d;
  const Complex difference = a - c;
  const Complex turned = minus_i_times(b - d);
  return {even + odd, difference + turned, even - odd, difference - turned};
}

/// The last pass, without factors.
HWY_INLINE void last_four(float* data, std::size_t apart) {
  for (std::size_t lane = 0; lane < kFrameLanes; lane += kStep) {
    float* at = data + lane;
    const Four out = four_point(at, apart);
    store(out.zeroth, at);
    store(out.first, at + apart);
    store(out.second, at + 2 * apart);
    store(out.third, at + 3 * apart);
  }
}

HWY_INLINE void last_two(float* data) {
  for (std::size_t lane = 0; lane < kFrameLanes; lane += kStep) {
    float* at = data + lane;
    const Complex a = load(at);
    const Complex b = load(at + 2 * kRow);
    store(a + b, at);
    store(a - b, at + 2 * kRow);
  }
}

/// One pass over `size` values: their quarters become four independent inputs of size / 4.
HWY_INLINE void quarter_pass(float* data, std::size_t size, const float* twiddles) {
  const std::size_t apart = size / 4 * 2 * kRow;
  for (std::size_t j = 0; j < size / 4; ++j) {
    const Complex w1 = spread(twiddles + 6 * j);
    const Complex w2 = spread(twiddles + 6 * j + 2);
    const Complex w3 = spread(twiddles + 6 * j + 4);
    for (std::size_t lane = 0; lane < kFrameLanes; lane += kStep) {
      float* at = data + j * 2 * kRow + lane;
      const Four out = four_point(at, apart);
      store(out.zeroth, at);
      store(out.first * w1, at + apart);
      store(out.second * w2, at + 2 * apart);
      store(out.third * w3, at + 3 * apart);
    }
  }
}

// Recursion ends after log4 of the size, nine levels at most.
void transform(float* data, std::size_t size, const float* twiddles) {  // NOLINT(misc-no-recursion)
  if (size == 1) return;
  if (size == 2) return last_two(data);
  if (size == 4) return last_four(data, 2 * kRow);
  quarter_pass(data, size, twiddles);
  const std::size_t quarter = size / 4;
  for (std::size_t part = 0; part < 4; ++part) {
    transform(data + part * quarter * 2 * kRow, quarter, twiddles + quarter * 6);
  }
}

#if HWY_TARGET == HWY_SCALAR

HWY_INLINE void four_by_four(const RowsToLanes& job, std::size_t f, std::size_t t) {
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      const float factor = job.scale != nullptr ? job.scale[t + i] : 1.0F;
      job.out[(t + i) * job.out_step + f + j] =
          f + j < job.rows ? job.in[(f + j) * job.in_step + t + i] * factor : 0.0F;
    }
  }
}

#else

HWY_INLINE void four_by_four(const RowsToLanes& job, std::size_t f, std::size_t t) {
  const hn::CappedTag<float, 4> d;
  const hn::RepartitionToWide<decltype(d)> wide;
  using Four = hn::Vec<decltype(d)>;
  const Four scale = job.scale != nullptr ? hn::LoadU(d, job.scale + t) : hn::Set(d, 1.0F);
  const auto row = [&](std::size_t r) HWY_ATTR {
    return r < job.rows ? hn::Mul(hn::LoadU(d, job.in + r * job.in_step + t), scale) : hn::Zero(d);
  };
  const Four r0 = row(f);
  const Four r1 = row(f + 1);
  const Four r2 = row(f + 2);
  const Four r3 = row(f + 3);
  const auto low01 = hn::BitCast(wide, hn::InterleaveLower(d, r0, r1));
  const auto low23 = hn::BitCast(wide, hn::InterleaveLower(d, r2, r3));
  const auto high01 = hn::BitCast(wide, hn::InterleaveUpper(d, r0, r1));
  const auto high23 = hn::BitCast(wide, hn::InterleaveUpper(d, r2, r3));
  float* out = job.out + t * job.out_step + f;
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(wide, low01, low23)), d, out);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(wide, low01, low23)), d, out + job.out_step);
  hn::StoreU(hn::BitCast(d, hn::InterleaveLower(wide, high01, high23)), d, out + 2 * job.out_step);
  hn::StoreU(hn::BitCast(d, hn::InterleaveUpper(wide, high01, high23)), d, out + 3 * job.out_step);
}

#endif

void to_lanes(const RowsToLanes& job) {
  // Blocks of 16 samples: one cache line of every row at a time.
  for (std::size_t block = 0; block < job.count; block += 16) {
    const std::size_t end = std::min(block + 16, job.count);
    for (std::size_t f = 0; f < kFrameLanes; f += 4) {
      for (std::size_t t = block; t < end; t += 4) four_by_four(job, f, t);
    }
  }
}

void multiply(std::size_t rows, const float* factors, float* data) {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t lane = 0; lane < kFrameLanes; lane += kStep) {
      const std::size_t at = row * 2 * kRow + lane;
      store(load(data + at) * load(factors + at), data + at);
    }
  }
}

HWY_INLINE Vec norm(Complex a) {
  return hn::MulAdd(a.re, a.re, hn::Mul(a.im, a.im));
}

void packed_power(const std::uint32_t* order, std::size_t half, const float* roots, const float* data, float* power) {
  const Tag d;
  const Vec quarter = hn::Set(d, 0.25F);
  for (std::size_t lane = 0; lane < kFrameLanes; lane += kStep) {
    const Complex first = load(data + lane);
    const Vec sum = hn::Add(first.re, first.im);
    const Vec difference = hn::Sub(first.re, first.im);
    hn::StoreU(hn::Mul(sum, sum), d, power + lane);
    hn::StoreU(hn::Mul(difference, difference), d, power + half * kRow + lane);
  }
  for (std::size_t k = 1; k <= half / 2; ++k) {
    const Complex root = spread(roots + 2 * k);
    const float* low = data + order[k] * std::size_t{2} * kRow;
    const float* high = data + order[half - k] * std::size_t{2} * kRow;
    for (std::size_t lane = 0; lane < kFrameLanes; lane += kStep) {
      const Complex a = load(low + lane);
      Complex b = load(high + lane);
      b.im = hn::Neg(b.im);
      // Twice the transforms of the even and of the odd samples.
      const Complex even = a + b;
      const Complex odd = minus_i_times(a - b) * root;
      hn::StoreU(hn::Mul(quarter, norm(even + odd)), d, power + k * kRow + lane);
      hn::StoreU(hn::Mul(quarter, norm(even - odd)), d, power + (half - k) * kRow + lane);
    }
  }
}

}  // namespace segue::numeric::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(transform);
HWY_EXPORT(to_lanes);
HWY_EXPORT(multiply);
HWY_EXPORT(packed_power);

LaneTransform::LaneTransform(std::size_t size) : order_(size) {
  assert(std::has_single_bit(size));
  for (std::size_t k = 0; k < size; ++k) {
    std::size_t row = 0;
    std::size_t rest = k;
    std::size_t left = size;
    for (; left >= 4; left /= 4, rest /= 4) row += rest % 4 * (left / 4);
    order_[k] = static_cast<std::uint32_t>(row + rest);
  }
  for (std::size_t pass = size; pass > 4; pass /= 4) {
    for (std::size_t j = 0; j < pass / 4; ++j) {
      for (std::size_t power = 1; power <= 3; ++power) {
        const double turn = static_cast<double>(j * power) / static_cast<double>(pass);
        const std::complex<double> root = std::polar(1.0, -2.0 * std::numbers::pi * turn);
        twiddles_.push_back(static_cast<float>(root.real()));
        twiddles_.push_back(static_cast<float>(root.imag()));
      }
    }
  }
}

void LaneTransform::run(float* data) const {
  HWY_DYNAMIC_DISPATCH(transform)(data, size(), twiddles_.data());
}

void rows_to_lanes(const RowsToLanes& job) {
  assert(job.count % 4 == 0 && job.rows <= kFrameLanes);
  HWY_DYNAMIC_DISPATCH(to_lanes)(job);
}

void multiply_lanes(std::size_t rows, const float* factors, float* data) {
  HWY_DYNAMIC_DISPATCH(multiply)(rows, factors, data);
}

void power_of_packed(std::span<const std::uint32_t> order, const float* roots, const float* data, float* power) {
  HWY_DYNAMIC_DISPATCH(packed_power)(order.data(), order.size(), roots, data, power);
}

}  // namespace segue::numeric
#endif  // HWY_ONCE
