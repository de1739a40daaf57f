#include "segue/numeric/distance.h"

#include <cassert>
#include <cstddef>
#include <cstring>

// Highway compiles this file once for every instruction set and picks one at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "segue/numeric/distance.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// Rules of every path: the distance of a row depends on the query, the row and the number of columns only, never on
// where the row stands or what stands beside it, so that equal rows are equally far. And nothing outside the matrix is
// read: rows have no padding.
HWY_BEFORE_NAMESPACE();
namespace segue::numeric {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_SCALAR

// For processors without the instructions below. Four sums, as a vector of four lanes would have.
void distances(const float* query, const float* rows, std::size_t count, std::size_t cols, float* out) {
  for (std::size_t i = 0; i < count; ++i) {
    const float* row = rows + i * cols;
    float sums[4] = {};
    std::size_t j = 0;
    for (; j + 4 <= cols; j += 4) {
      for (std::size_t lane = 0; lane < 4; ++lane) {
        const float difference = query[j + lane] - row[j + lane];
        sums[lane] += difference * difference;
      }
    }
    for (std::size_t lane = 0; j < cols; ++j, ++lane) {
      const float difference = query[j] - row[j];
      sums[lane] += difference * difference;
    }
    out[i] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  }
}

#else

namespace hn = hwy::HWY_NAMESPACE;

// The sums of neighbouring lanes, those of `a` in the lower half and those of `b` in the upper.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V add_pairs(D d, V a, V b) {
  return hn::Add(hn::ConcatEven(d, b, a), hn::ConcatOdd(d, b, a));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V add_square(V difference, V sum, D) {
  return hn::MulAdd(difference, difference, sum);
}

// Columns are taken a vector at a time; of the last, partial one (`rest` columns, where cols is no multiple) the
// lanes outside the row are cleared. Adding up the lanes of a vector costs more than reading a short row, so four rows
// share that work. Rows are read as they lie, so that nothing has to be gathered or transposed first.
template <class D>
void distances_by(D d, const float* HWY_RESTRICT query, const float* HWY_RESTRICT rows, std::size_t count,
                  std::size_t cols, float* HWY_RESTRICT out) {
  using V = hn::Vec<D>;
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t whole = cols / lanes * lanes;
  const std::size_t rest = cols - whole;
  // A vector of bits, not a mask: with AVX-512, compilers fold the mask into the load, and such loads are six times
  // slower from memory.
  const V in_row = hn::VecFromMask(d, hn::FirstN(d, rest));
  const auto first_four = hn::FirstN(d, 4);
  HWY_ALIGN float padded[hn::MaxLanes(d)] = {};
  if (rest > 0) std::memcpy(padded, query + whole, rest * sizeof(float));
  const V query_rest = hn::Load(d, padded);

  // Rows whose last vector may be read in full because it ends inside the matrix (in a later row).
  std::size_t readable = count;
  if (rest > 0) readable = count * cols < whole + lanes ? 0 : (count * cols - whole - lanes) / cols + 1;

  std::size_t i = 0;
  for (; i + 4 <= readable; i += 4) {
    const float* HWY_RESTRICT row0 = rows + i * cols;
    const float* HWY_RESTRICT row1 = row0 + cols;
    const float* HWY_RESTRICT row2 = row1 + cols;
    const float* HWY_RESTRICT row3 = row2 + cols;
    V sum0 = hn::Zero(d);
    V sum1 = hn::Zero(d);
    V sum2 = hn::Zero(d);
    V sum3 = hn::Zero(d);
    for (std::size_t j = 0; j < whole; j += lanes) {
      const V q = hn::LoadU(d, query + j);
      sum0 = add_square(hn::Sub(q, hn::LoadU(d, row0 + j)), sum0, d);
      sum1 = add_square(hn::Sub(q, hn::LoadU(d, row1 + j)), sum1, d);
      sum2 = add_square(hn::Sub(q, hn::LoadU(d, row2 + j)), sum2, d);
      sum3 = add_square(hn::Sub(q, hn::LoadU(d, row3 + j)), sum3, d);
    }
    if (rest > 0) {
      sum0 = add_square(hn::And(in_row, hn::Sub(query_rest, hn::LoadU(d, row0 + whole))), sum0, d);
      sum1 = add_square(hn::And(in_row, hn::Sub(query_rest, hn::LoadU(d, row1 + whole))), sum1, d);
      sum2 = add_square(hn::And(in_row, hn::Sub(query_rest, hn::LoadU(d, row2 + whole))), sum2, d);
      sum3 = add_square(hn::And(in_row, hn::Sub(query_rest, hn::LoadU(d, row3 + whole))), sum3, d);
    }
    V sums = add_pairs(d, add_pairs(d, sum0, sum1), add_pairs(d, sum2, sum3));
    for (std::size_t width = lanes; width > 4; width /= 2) sums = add_pairs(d, sums, sums);
    hn::BlendedStore(sums, first_four, d, out + i);
  }

  // The last rows one by one, their partial vector from a copy; the same additions in the same order.
  for (; i < count; ++i) {
    const float* row = rows + i * cols;
    V sum = hn::Zero(d);
    for (std::size_t j = 0; j < whole; j += lanes) {
      sum = add_square(hn::Sub(hn::LoadU(d, query + j), hn::LoadU(d, row + j)), sum, d);
    }
    if (rest > 0) {
      std::memcpy(padded, row + whole, rest * sizeof(float));
      sum = add_square(hn::And(in_row, hn::Sub(query_rest, hn::Load(d, padded))), sum, d);
    }
    for (std::size_t width = lanes; width > 1; width /= 2) sum = add_pairs(d, sum, sum);
    out[i] = hn::GetLane(sum);
  }
}

void distances(const float* query, const float* rows, std::size_t count, std::size_t cols, float* out) {
  // A vector much longer than the row would be filled with zeros.
  if (cols <= 4) {
    distances_by(hn::CappedTag<float, 4>(), query, rows, count, cols, out);
  } else if (cols <= 8) {
    distances_by(hn::CappedTag<float, 8>(), query, rows, count, cols, out);
  } else {
    distances_by(hn::ScalableTag<float>(), query, rows, count, cols, out);
  }
}

#endif

}  // namespace HWY_NAMESPACE
}  // namespace segue::numeric
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace segue::numeric {

HWY_EXPORT(distances);

void squared_distances(std::span<const float> query, MatrixView rows, std::span<float> out) {
  assert(query.size() == rows.cols);
  assert(out.size() == rows.rows);
  HWY_DYNAMIC_DISPATCH(distances)(query.data(), rows.data, rows.rows, rows.cols, out.data());
}

float squared_distance(std::span<const float> a, std::span<const float> b) {
  assert(a.size() == b.size());
  float out = 0;
  HWY_DYNAMIC_DISPATCH(distances)(a.data(), b.data(), 1, a.size(), &out);
  return out;
}

void squared_distances_reference(std::span<const float> query, MatrixView rows, std::span<float> out) {
  assert(query.size() == rows.cols);
  assert(out.size() == rows.rows);
  for (std::size_t i = 0; i < rows.rows; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < rows.cols; ++j) {
      const double difference = double{query[j]} - double{rows(i, j)};
      sum += difference * difference;
    }
    out[i] = static_cast<float>(sum);
  }
}

}  // namespace segue::numeric
#endif
