#include "segue/numeric/spectral_signal.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <memory>
#include <numbers>

namespace segue::numeric {

namespace {

constexpr std::size_t kComplexRow = 2 * kFrameLanes;

std::complex<float> root_of_unity(std::size_t k, std::size_t size) {
  const double turn = static_cast<double>(k) / static_cast<double>(size);
  return std::complex<float>(std::polar(1.0, -2.0 * std::numbers::pi * turn));
}

}  // namespace

std::vector<float> roots_of_unity(std::size_t size, std::size_t count) {
  std::vector<float> roots(2 * count);
  for (std::size_t k = 0; k < count; ++k) {
    const std::complex<float> root = root_of_unity(k, size);
    roots[2 * k] = root.real();
    roots[2 * k + 1] = root.imag();
  }
  return roots;
}

float* aligned(std::vector<float>& scratch, std::size_t count) {
  constexpr std::size_t kLine = 64;
  constexpr std::size_t kSpare = kLine / sizeof(float);
  if (scratch.size() < count + kSpare) scratch.resize(count + kSpare);
  void* data = scratch.data();
  std::size_t space = scratch.size() * sizeof(float);
  return static_cast<float*>(std::align(kLine, count * sizeof(float), data, space));
}

SignalTransform::SignalTransform(std::size_t size)
    : half_(size / 2),
      rows_(half_ / kFrameLanes),
      down_(rows_),
      along_(kFrameLanes),
      frequencies_(rows_),
      factors_(2 * half_),
      roots_(roots_of_unity(size, half_ / 2 + 1)) {
  assert(std::has_single_bit(size) && size >= 2 * kFrameLanes);
  for (std::size_t k = 0; k < rows_; ++k) {
    frequencies_[down_.row(k)] = static_cast<std::uint32_t>(k);
    float* row = factors_.data() + down_.row(k) * kComplexRow;
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
      const std::complex<float> root = root_of_unity(k * lane, half_);
      row[lane] = root.real();
      row[kFrameLanes + lane] = root.imag();
    }
  }
}

std::vector<std::complex<float>> SignalTransform::spectrum(std::span<const float> values) const {
  assert(values.size() == 2 * half_);
  std::vector<float> scratch;
  float* data = aligned(scratch, 2 * half_ + kFrameLanes * kComplexRow);
  for (std::size_t row = 0; row < rows_; ++row) {
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
      data[row * kComplexRow + lane] = values[row * kComplexRow + 2 * lane];
      data[row * kComplexRow + kFrameLanes + lane] = values[row * kComplexRow + 2 * lane + 1];
    }
  }
  down_.run(data);
  multiply_lanes(rows_, factors_.data(), data);
  std::vector<std::complex<float>> bins(half_ + 1);
  for (std::size_t first = 0; first < rows_; first += kFrameLanes) along_rows(data, first, data + 2 * half_, bins);
  unpack(bins);
  return bins;
}

/// kFrameLanes rows at a time: they become the lanes, and each goes where its frequency belongs.
void SignalTransform::along_rows(const float* data, std::size_t first, float* block,
                                 std::span<std::complex<float>> packed) const {
  const std::size_t count = std::min(kFrameLanes, rows_ - first);
  const float* in = data + first * kComplexRow;
  rows_to_lanes({in, kComplexRow, count, nullptr, kFrameLanes, block, kComplexRow});
  rows_to_lanes({in + kFrameLanes, kComplexRow, count, nullptr, kFrameLanes, block + kFrameLanes, kComplexRow});
  along_.run(block);
  for (std::size_t k = 0; k < kFrameLanes; ++k) {
    const float* row = block + along_.row(k) * kComplexRow;
    for (std::size_t i = 0; i < count; ++i) {
      packed[frequencies_[first + i] + k * rows_] = {row[i], row[kFrameLanes + i]};
    }
  }
}

/// From the transform of (even samples) + i (odd samples) to that of the samples.
void SignalTransform::unpack(std::span<std::complex<float>> bins) const {
  const std::complex<float> first = bins[0];
  bins[half_] = {first.real() - first.imag(), 0.0F};
  bins[0] = {first.real() + first.imag(), 0.0F};
  for (std::size_t k = 1; k <= half_ / 2; ++k) {
    const std::complex<float> a = bins[k];
    const std::complex<float> b = bins[half_ - k];
    const float even_re = 0.5F * (a.real() + b.real());
    const float even_im = 0.5F * (a.imag() - b.imag());
    const float odd_re = 0.5F * (a.imag() + b.imag());
    const float odd_im = 0.5F * (b.real() - a.real());
    const float re = roots_[2 * k] * odd_re - roots_[2 * k + 1] * odd_im;
    const float im = roots_[2 * k] * odd_im + roots_[2 * k + 1] * odd_re;
    bins[half_ - k] = {even_re - re, im - even_im};
    bins[k] = {even_re + re, even_im + im};
  }
}

}  // namespace segue::numeric
