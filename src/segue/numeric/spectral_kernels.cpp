#include "segue/numeric/spectral_kernels.h"

#include <algorithm>
#include <cassert>
#include <cmath>

// The scalable instruction sets (SVE, RISC-V) cannot have arrays of vectors and use their fixed ones.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/spectral_kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
#include <hwy/contrib/math/math-inl.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace segue::numeric::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::CappedTag<float, kFrameLanes>;
using Vec = hn::Vec<Tag>;
constexpr std::size_t kStep = hn::MaxLanes(Tag());

/// a / b, 0 where b is 0.
HWY_INLINE Vec share(Vec a, Vec b) {
  return hn::IfThenElseZero(hn::Gt(b, hn::Zero(Tag())), hn::Div(a, b));
}

// Sums run over blocks of bins and then over the blocks, else a thousand roundings would add up.
constexpr std::size_t kBlock = 32;

/// The sums of the first reading of a spectrum.
struct Sums {
  Vec magnitude;
  Vec moment;
  Vec power;
  Vec raised;
  Vec log;
};

HWY_INLINE Sums operator+(const Sums& a, const Sums& b) {
  return {hn::Add(a.magnitude, b.magnitude), hn::Add(a.moment, b.moment), hn::Add(a.power, b.power),
          hn::Add(a.raised, b.raised), hn::Add(a.log, b.log)};
}

HWY_INLINE Sums no_sums() {
  const Vec zero = hn::Zero(Tag());
  return {zero, zero, zero, zero, zero};
}

/// Reads the powers of bins first to end - 1 and writes their roots.
HWY_INLINE Sums sums_of_block(const float* power, std::size_t first, std::size_t end, Vec least, float* magnitudes) {
  const Tag d;
  const Vec one = hn::Set(d, 1.0F);
  Vec bin = hn::Set(d, static_cast<float>(first));
  Sums sums = no_sums();
  for (std::size_t k = first; k < end; ++k) {
    const Vec p = hn::LoadU(d, power + k * kFrameLanes);
    const Vec s = hn::Sqrt(p);
    hn::StoreU(s, d, magnitudes + k * kFrameLanes);
    const Vec enough = hn::Max(p, least);
    sums.magnitude = hn::Add(sums.magnitude, s);
    sums.moment = hn::MulAdd(bin, s, sums.moment);
    sums.power = hn::Add(sums.power, p);
    sums.raised = hn::Add(sums.raised, enough);
    sums.log = hn::Add(sums.log, hn::Log(d, enough));
    bin = hn::Add(bin, one);
  }
  return sums;
}

struct Spread {
  Vec squares;  // sum (k - centroid)^2 S
  Vec below;    // bins before the sum of S reaches `reached`
};

HWY_INLINE Spread spread_around(const float* magnitudes, std::size_t bins, Vec centroid, Vec reached) {
  const Tag d;
  const Vec one = hn::Set(d, 1.0F);
  Spread result{hn::Zero(d), hn::Zero(d)};
  Vec before = hn::Zero(d);
  Vec bin = hn::Zero(d);
  for (std::size_t first = 0; first < bins; first += kBlock) {
    Vec squares = hn::Zero(d);
    Vec inside = hn::Zero(d);  // added up as in sums_of_block, so that the last bin reaches the sum exactly
    for (std::size_t k = first; k < std::min(first + kBlock, bins); ++k) {
      const Vec s = hn::LoadU(d, magnitudes + k * kFrameLanes);
      inside = hn::Add(inside, s);
      const auto less = hn::Lt(hn::Add(before, inside), reached);
      result.below = hn::Add(result.below, hn::IfThenElseZero(less, one));
      const Vec away = hn::Sub(bin, centroid);
      squares = hn::MulAdd(hn::Mul(away, away), s, squares);
      bin = hn::Add(bin, one);
    }
    before = hn::Add(before, inside);
    result.squares = hn::Add(result.squares, squares);
  }
  return result;
}

void shapes(const float* power, std::size_t bins, float rolloff_share, float floor, float* magnitudes,
            SpectralShapes* out) {
  const Tag d;
  const Vec per_bin = hn::Set(d, 1.0F / static_cast<float>(bins));
  for (std::size_t lane = 0; lane < kFrameLanes; lane += kStep) {
    Sums sums = no_sums();
    for (std::size_t first = 0; first < bins; first += kBlock) {
      const std::size_t end = std::min(first + kBlock, bins);
      sums = sums + sums_of_block(power + lane, first, end, hn::Set(d, floor), magnitudes + lane);
    }
    const Vec centroid = share(sums.moment, sums.magnitude);
    const Vec reached = hn::Mul(hn::Set(d, rolloff_share), sums.magnitude);
    const Spread spread = spread_around(magnitudes + lane, bins, centroid, reached);
    hn::StoreU(centroid, d, out->centroid.data() + lane);
    hn::StoreU(hn::Sqrt(share(spread.squares, sums.magnitude)), d, out->bandwidth.data() + lane);
    hn::StoreU(spread.below, d, out->rolloff.data() + lane);
    hn::StoreU(hn::Mul(sums.power, per_bin), d, out->mean_power.data() + lane);
    const Vec geometric = hn::Exp(d, hn::Mul(sums.log, per_bin));
    hn::StoreU(hn::Div(geometric, hn::Mul(sums.raised, per_bin)), d, out->flatness.data() + lane);
  }
}

/// The kCount largest (kLargest) or smallest values of every lane, in order: each value moves along the row of those
/// kept until it finds its place, and the last one falls out.
template <std::size_t kCount, bool kLargest>
HWY_INLINE Vec extreme_mean(const float* values, std::size_t rows) {
  const Tag d;
  Vec kept[kCount];
#pragma GCC unroll 16
  for (std::size_t i = 0; i < kCount; ++i) {
    kept[i] = hn::Set(d, kLargest ? -hwy::HighestValue<float>() : hwy::HighestValue<float>());
  }
  for (std::size_t row = 0; row < rows; ++row) {
    Vec value = hn::LoadU(d, values + row * kFrameLanes);
#pragma GCC unroll 16
    for (std::size_t i = 0; i < kCount; ++i) {
      const Vec lower = hn::Min(kept[i], value);
      const Vec higher = hn::Max(kept[i], value);
      kept[i] = kLargest ? higher : lower;
      value = kLargest ? lower : higher;
    }
  }
  Vec sum = kept[kCount - 1];
#pragma GCC unroll 16
  for (std::size_t i = kCount - 1; i > 0; --i) sum = hn::Add(sum, kept[i - 1]);
  return hn::Mul(sum, hn::Set(d, 1.0F / static_cast<float>(kCount)));
}

template <std::size_t kCount>
void extremes_of(const float* values, std::size_t rows, std::size_t count, ExtremeMeans* out) {
  if constexpr (kCount > 1) {
    if (count < kCount) return extremes_of<kCount - 1>(values, rows, count, out);
  }
  for (std::size_t lane = 0; lane < kFrameLanes; lane += kStep) {
    hn::StoreU(extreme_mean<kCount, false>(values + lane, rows), Tag(), out->low.data() + lane);
    hn::StoreU(extreme_mean<kCount, true>(values + lane, rows), Tag(), out->high.data() + lane);
  }
}

void extremes(const float* values, std::size_t rows, std::size_t count, ExtremeMeans* out) {
  extremes_of<kMaxExtremes>(values, rows, count, out);
}

void sums_of_bands(const BandFilters& filters, const float* values, float* sums) {
  const Tag d;
  for (std::size_t band = 0; band < filters.first.size(); ++band) {
    const float* weights = filters.weights.data() + filters.offsets[band];
    const std::size_t count = filters.offsets[band + 1] - filters.offsets[band];
    const float* from = values + filters.first[band] * kFrameLanes;
    for (std::size_t lane = 0; lane < kFrameLanes; lane += kStep) {
      Vec sum = hn::Zero(d);
      for (std::size_t i = 0; i < count; ++i) {
        sum = hn::MulAdd(hn::Set(d, weights[i]), hn::LoadU(d, from + i * kFrameLanes + lane), sum);
      }
      hn::StoreU(sum, d, sums + band * kFrameLanes + lane);
    }
  }
}

void decibels(float floor, float* values, std::size_t size) {
  const Tag d;
  const Vec least = hn::Set(d, floor);
  const Vec per_neper = hn::Set(d, 4.342944819032518F);  // 10 / ln 10
  for (std::size_t i = 0; i < size; i += kStep) {
    const Vec value = hn::Max(hn::LoadU(d, values + i), least);
    hn::StoreU(hn::Mul(hn::Log(d, value), per_neper), d, values + i);
  }
}

}  // namespace segue::numeric::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(shapes);
HWY_EXPORT(extremes);
HWY_EXPORT(sums_of_bands);
HWY_EXPORT(decibels);

void spectral_shapes(std::span<const float> power, float rolloff_share, float floor, std::span<float> magnitudes,
                     SpectralShapes& shapes) {
  assert(!power.empty() && power.size() % kFrameLanes == 0 && magnitudes.size() == power.size() && floor > 0);
  HWY_DYNAMIC_DISPATCH(shapes)
  (power.data(), power.size() / kFrameLanes, rolloff_share, floor, magnitudes.data(), &shapes);
}

ExtremeMeans extreme_means(std::span<const float> values, std::size_t count) {
  assert(values.size() % kFrameLanes == 0 && values.size() / kFrameLanes >= count);
  assert(count > 0 && count <= kMaxExtremes);
  ExtremeMeans means;
  HWY_DYNAMIC_DISPATCH(extremes)(values.data(), values.size() / kFrameLanes, count, &means);
  return means;
}

void BandFilters::add(std::size_t first_bin, std::span<const float> band_weights) {
  first.push_back(static_cast<std::uint32_t>(first_bin));
  weights.insert(weights.end(), band_weights.begin(), band_weights.end());
  offsets.push_back(static_cast<std::uint32_t>(weights.size()));
}

void band_sums(const BandFilters& filters, std::span<const float> values, std::span<float> sums) {
  assert(sums.size() == filters.bands() * kFrameLanes);
#ifndef NDEBUG
  for (std::size_t b = 0; b < filters.bands(); ++b) {
    assert((filters.first[b] + filters.offsets[b + 1] - filters.offsets[b]) * kFrameLanes <= values.size());
  }
#endif
  HWY_DYNAMIC_DISPATCH(sums_of_bands)(filters, values.data(), sums.data());
}

void to_decibels(float floor, std::span<float> values) {
  assert(floor > 0 && values.size() % kFrameLanes == 0);
  HWY_DYNAMIC_DISPATCH(decibels)(floor, values.data(), values.size());
}

}  // namespace segue::numeric
#endif  // HWY_ONCE
