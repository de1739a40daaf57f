#pragma once

#include <cstddef>
#include <span>

/// The softmax of contrastive training, over one row of similarities. SIMD as dense_kernels.h, whose rules hold here.
namespace segue::numeric {

/// What one row of a batch compares itself with.
struct ContrastiveRow {
  std::span<const float> positive;   ///< 1: belongs together, else 0
  std::span<const float> candidate;  ///< 1: in the denominator (positives too), 0: looked past
  double positives = 0;              ///< sum of `positive`, above 0
  double temperature = 1;            ///< at least kLeastTemperature
};

/// Below this the exponentials of unit vectors' similarities could all be 0.
inline constexpr double kLeastTemperature = 0.03;

/// `similarity` holds the cosines c_j of one row with all rows of the batch, each from -1 to 1. Returns the loss
///     log sum_j candidate_j exp(c_j / T) - mean over positives of c_j / T,
/// and leaves in `similarity` its derivative by c_j / T: softmax_j - positive_j / positives. (Khosla et al. 2020,
/// "L_out"; with one positive it is InfoNCE, van den Oord et al. 2018.) Sizes agree and are multiples of kLaneBlock.
/// Within 1e-5 of the same in double precision. Supposes that positives are candidates.
double contrastive_row(const ContrastiveRow& row, std::span<float> similarity);

}  // namespace segue::numeric
