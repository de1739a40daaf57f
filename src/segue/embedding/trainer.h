#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/embedding/autoencoder.h"
#include "segue/embedding/network.h"
#include "segue/numeric/dense_kernels.h"
#include "segue/numeric/matrix.h"

namespace segue::embedding {

/// What a batch cost: its loss is squared / known, 0 if nothing is known.
struct BatchError {
  double squared = 0;  ///< sum over the known values of (output - row)^2
  double known = 0;    ///< number of known values

  double loss() const { return known > 0 ? squared / known : 0; }
  BatchError& operator+=(const BatchError& other) {
    squared += other.squared;
    known += other.known;
    return *this;
  }
};

/// The inner loop of training: one batch, one step of Adam. All memory is allocated at the beginning. train_autoencoder
/// is made of it; tests drive it with given weights and batches.
class AutoencoderTrainer {
 public:
  /// Begins from `start`, for batches of up to most_batch rows.
  AutoencoderTrainer(const Autoencoder& start, double learning_rate, std::size_t most_batch);

  /// One step on the rows batch[0], batch[1]... of `rows`, masked by `known` (both n x inputs). 1 to most_batch of
  /// them. Returns the error before the step. A batch that knows nothing has a gradient of 0 (Adam still moves by its
  /// mean).
  BatchError step(numeric::MatrixView rows, numeric::MatrixView known, std::span<const std::uint32_t> batch);
  /// The error and the gradients of such a batch; moves nothing.
  BatchError differentiate(numeric::MatrixView rows, numeric::MatrixView known, std::span<const std::uint32_t> batch);
  /// The error of any number of rows; moves nothing.
  BatchError evaluate(numeric::MatrixView rows, numeric::MatrixView known, std::span<const std::uint32_t> subset);

  /// Of the last batch, laid out as Autoencoder::parameters.
  std::span<const float> gradients() const { return gradients_.span(); }
  std::span<const float> parameters() const { return parameters_.span(); }
  Autoencoder autoencoder() const;

 private:
  /// Error of the batch; leaves the gradient by the output in the pass.
  BatchError forward(numeric::MatrixView rows, numeric::MatrixView known, std::span<const std::uint32_t> batch);

  AutoencoderShape shape_;
  double learning_rate_;
  std::size_t most_rows_;
  std::size_t layer_count_;
  NetworkPass pass_;
  numeric::LaneBuffer mask_;
  numeric::LaneBuffer parameters_, gradients_, mean_, square_;
  numeric::AdamStep adam_;
  double mean_decay_ = 1;    ///< beta1^t
  double square_decay_ = 1;  ///< beta2^t
};

}  // namespace segue::embedding
