#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/numeric/spectrum.h"

/// The Fourier transform that numeric/spectrum.h is built from: kFrameLanes transforms at once, one in each lane. SIMD
/// (Highway), the instruction set chosen at run time.
///
/// Layout: complex value j of all lanes is two rows of kFrameLanes floats, real parts at data[2 * j * kFrameLanes],
/// imaginary ones behind them. A lane's result depends on that lane alone. No kernel allocates; any alignment is right,
/// rows that begin on a cache line are fastest. Between instruction sets results differ by rounding, on one machine the
/// same input gives the same bytes.
namespace segue::numeric {

/// Tables of one complex transform of `size` values (a power of two).
class LaneTransform {
 public:
  explicit LaneTransform(std::size_t size);

  std::size_t size() const { return order_.size(); }

  /// In place: data (2 * size() * kFrameLanes floats) becomes sum_j data[j] exp(-2 pi i j k / size) for frequency k,
  /// which stands at row(k). Decimation in frequency, radix 4, the quarters one after the other, so that all but the
  /// first passes stay in the innermost cache.
  void run(float* data) const;

  /// Where frequency k stands: the digits of k in base 4 read backwards. Rows are whole cache lines, so putting them in
  /// order would gain nothing.
  std::size_t row(std::size_t k) const { return order_[k]; }
  std::span<const std::uint32_t> order() const { return order_; }

 private:
  std::vector<std::uint32_t> order_;
  std::vector<float> twiddles_;  // of each pass: (w^j, w^2j, w^3j) as six floats, j < size / 4
};

/// out[t * out_step + f] = in[f * in_step + t] * scale[t] for t < count (a multiple of 4) and f < rows (at most
/// kFrameLanes), 0 for the lanes behind `rows`. No scale: 1.
struct RowsToLanes {
  const float* in;
  std::size_t in_step;
  std::size_t rows;
  const float* scale;
  std::size_t count;
  float* out;
  std::size_t out_step;
};
void rows_to_lanes(const RowsToLanes& job);

/// data[j] *= factors[j], complex, rows of kFrameLanes as everywhere; both 2 * rows * kFrameLanes floats.
void multiply_lanes(std::size_t rows, const float* factors, float* data);

/// |X|^2 of 2 * order.size() real samples that were transformed as half as many complex ones (even samples real, odd
/// ones imaginary): order.size() + 1 rows. `roots` holds exp(-pi i k / order.size()) for k <= order.size() / 2.
void power_of_packed(std::span<const std::uint32_t> order, const float* roots, const float* data, float* power);

}  // namespace segue::numeric
