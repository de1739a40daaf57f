#include "segue/neighbors/row_code.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

namespace segue::neighbors {
namespace {

constexpr float kLargestCode = 127 * 256;  // the low byte then fits beside every high byte
constexpr float kLargestQuery = 63 * 128;

float largest_of(std::span<const float> values) {
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

/// With which the largest value becomes `largest_code`. Below the smallest normal numbers a scale has no precision
/// left: such a row is 0 beside any other.
float scale_of(std::span<const float> values, float largest_code) {
  const float scale = largest_of(values) / largest_code;
  return scale > 1e-30F ? scale : 0;
}

float rounded_up(float number) {
  return numeric::ByteRows::widened(numeric::ByteRows::narrowed_up(number));
}

/// Not less than the root of `square`, whatever was lost on the way.
float root_above(double square) {
  constexpr float kAbove = 1 + 1e-6F;
  return static_cast<float>(std::sqrt(square)) * kAbove + std::numeric_limits<float>::min();
}

}  // namespace

RowCode encode_row(std::span<const float> row, std::size_t leading, std::span<std::uint8_t> high,
                   std::span<std::int8_t> low) {
  assert(high.size() == row.size() && low.size() == row.size() && leading <= row.size());
  RowCode code;
  code.scale = rounded_up(scale_of(row, kLargestCode));
  const float per_value = code.scale > 0 ? 1 / code.scale : 0;
  double square = 0;
  double error = 0;
  double leading_square = 0;
  for (std::size_t j = 0; j < row.size(); ++j) {
    if (j == leading) leading_square = square;
    const auto whole = static_cast<int>(std::lrintf(std::clamp(row[j] * per_value, -kLargestCode, kLargestCode)));
    const int upper = (whole + 128) >> 8;
    const int lower = whole - 256 * upper;
    high[j] = static_cast<std::uint8_t>(upper + 128);
    low[j] = static_cast<std::int8_t>(lower);
    const double value = double{code.scale * static_cast<float>(whole)};
    square += value * value;
    if (j < leading) error += static_cast<double>(lower) * lower;
  }
  code.square = static_cast<float>(square);
  code.error = static_cast<float>(std::sqrt(error) / 256);
  if (leading < row.size()) code.trailing = rounded_up(root_above(square - leading_square));
  return code;
}

void put_row(std::span<const std::uint8_t> leading_high, const RowCode& code, std::size_t lane, std::uint8_t* block) {
  const std::size_t quads = quads_of(leading_high.size());
  for (std::size_t g = 0; g < quads; ++g) {
    std::uint8_t quad[4] = {128, 128, 128, 128};
    std::memcpy(quad, leading_high.data() + 4 * g, std::min<std::size_t>(4, leading_high.size() - 4 * g));
    std::memcpy(block + (g * numeric::kByteBlock + lane) * 4, quad, sizeof(quad));
  }
  std::uint8_t* const scales = block + numeric::kByteBlock * 4 * quads;
  const std::uint16_t scale = numeric::ByteRows::narrowed_up(code.scale);
  const std::uint16_t trailing = numeric::ByteRows::narrowed_up(code.trailing);
  std::memcpy(scales + lane * sizeof(scale), &scale, sizeof(scale));
  std::memcpy(scales + (numeric::kByteBlock + lane) * sizeof(trailing), &trailing, sizeof(trailing));
  std::memcpy(scales + (numeric::kByteBlock + lane) * sizeof(float), &code.square, sizeof(float));
}

void decode_row(const std::uint8_t* block, std::size_t lane, std::size_t leading, std::span<const std::uint8_t> rest,
                std::span<float> row) {
  assert(leading <= row.size() && rest.size() == rest_bytes(row.size(), leading));
  const float scale = numeric::ByteRows{block, 1, quads_of(leading)}.scale(lane);
  const std::uint8_t* const trailing_high = rest.data();
  const auto* const low = reinterpret_cast<const std::int8_t*>(rest.data() + (row.size() - leading));
  // A row's bytes lie a line apart: brought together first, they are numbers that processors take many of at once.
  constexpr std::size_t kTogether = 64;
  std::array<std::uint8_t, kTogether> high;  // filled before it is read
  for (std::size_t begin = 0; begin < row.size(); begin += kTogether) {
    const std::size_t count = std::min(kTogether, row.size() - begin);
    const std::size_t here = std::clamp(leading, begin, begin + count) - begin;
    for (std::size_t j = 0; j < here; j += 4) {
      std::memcpy(high.data() + j, block + ((begin + j) * numeric::kByteBlock / 4 + lane) * 4, 4);
    }
    if (here < count) std::memcpy(high.data() + here, trailing_high + (begin + here - leading), count - here);
    for (std::size_t j = 0; j < count; ++j) {
      row[begin + j] = scale * static_cast<float>(256 * (high[j] - 128) + low[begin + j]);
    }
  }
}

QueryCode::QueryCode(std::span<const float> query, std::size_t leading)
    : coarse_(4 * quads_of(leading), 0), fine_(4 * quads_of(leading), 0) {
  assert(leading <= query.size());
  const auto held = query.first(leading);
  scale_ = scale_of(held, kLargestQuery);
  const float per_value = scale_ > 0 ? 1 / scale_ : 0;
  double square = 0;
  double error = 0;
  for (std::size_t j = 0; j < held.size(); ++j) {
    const auto whole = static_cast<int>(std::lrintf(std::clamp(held[j] * per_value, -kLargestQuery, kLargestQuery)));
    const int upper = (whole + 64) >> 7;
    coarse_[j] = static_cast<std::int8_t>(upper);
    fine_[j] = static_cast<std::int8_t>(whole - 128 * upper);
    coarse_sum_ += coarse_[j];
    fine_sum_ += fine_[j];
    const double left = double{held[j]} - double{scale_} * whole;
    square += double{held[j]} * double{held[j]};
    error += left * left;
  }
  length_ = static_cast<float>(std::sqrt(square));
  error_ = static_cast<float>(std::sqrt(error));
  double trailing = 0;
  for (const float value : query.subspan(leading)) trailing += double{value} * double{value};
  square_ = static_cast<float>(square + trailing);
  if (leading < query.size()) trailing_ = root_above(trailing);
}

numeric::ByteQuery QueryCode::view() const {
  return {coarse_, fine_, 256 * scale_, coarse_sum_, fine_sum_, square_, trailing_};
}

}  // namespace segue::neighbors
