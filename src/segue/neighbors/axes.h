#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "segue/numeric/matrix.h"

namespace segue::neighbors {

/// An orthonormal basis, or none: vectors then stay as they are. A view; does not own. Distances between vectors told
/// along the same axes are those between the vectors, up to rounding.
class Axes {
 public:
  /// With more, turning a vector would take longer than what it spares.
  static constexpr std::size_t kLargestDimension = 256;

  Axes() = default;
  /// `numbers` holds axis i's part of column j at `j * dimension + i`; or nothing.
  Axes(std::span<const float> numbers, std::size_t dimension) : numbers_(numbers), dimension_(dimension) {}

  bool empty() const { return numbers_.empty(); }
  /// What a vector is along the axes. Another place than the vector's.
  void turn(std::span<const float> vector, std::span<float> turned) const;
  /// The vector that is this along the axes, within 1e-6 of its length.
  void turn_back(std::span<const float> turned, std::span<float> vector) const;

 private:
  std::span<const float> numbers_;
  std::size_t dimension_ = 0;
};

/// Axes along which few columns hold nearly all of the lengths of vectors like the sample's: its principal ones, around
/// the origin (Pearson 1901), the longest first. A scan that reads the leading columns alone then knows how far a
/// vector is up to what is left.
struct LearnedAxes {
  std::vector<float> numbers;  ///< as Axes takes them; empty: reading fewer columns would spare little
  std::size_t leading = 0;     ///< columns to read: a multiple of 4, or all there are
};

/// Deterministic: reads the sample's first rows, in order.
LearnedAxes learn_axes(numeric::MatrixView sample);

}  // namespace segue::neighbors
