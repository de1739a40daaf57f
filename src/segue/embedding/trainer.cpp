#include "segue/embedding/trainer.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace segue::embedding {
namespace {

// Rows that are only evaluated go through together in at least this many.
constexpr std::size_t kLeastRows = 128;

}  // namespace

AutoencoderTrainer::AutoencoderTrainer(const Autoencoder& start, double learning_rate, std::size_t most_batch)
    : shape_(start.shape()),
      learning_rate_(learning_rate),
      most_rows_(std::max(most_batch, kLeastRows)),
      layer_count_(start.layer_count()),
      pass_(layers_of(shape_), most_rows_, true),
      mask_(shape_.inputs * numeric::padded_lanes(most_rows_)),
      parameters_(start.parameter_count()),
      gradients_(start.parameter_count()),
      mean_(start.parameter_count()),
      square_(start.parameter_count()) {
  std::ranges::copy(start.parameters(), parameters_.span().begin());
}

BatchError AutoencoderTrainer::forward(numeric::MatrixView rows, numeric::MatrixView known,
                                       std::span<const std::uint32_t> batch) {
  assert(rows.cols == shape_.inputs && known.cols == rows.cols && known.rows == rows.rows);
  pass_.gather(rows, batch);
  const std::span<float> mask = mask_.span().first(shape_.inputs * pass_.lanes());
  numeric::gather_lanes(known, batch, mask);
  pass_.forward(parameters_.span(), 0, layer_count_);
  const numeric::MaskedError error =
      numeric::masked_error(pass_.values(layer_count_), pass_.values(0), mask, pass_.output_gradient());
  return {error.squared, error.known};
}

BatchError AutoencoderTrainer::differentiate(numeric::MatrixView rows, numeric::MatrixView known,
                                             std::span<const std::uint32_t> batch) {
  const BatchError error = forward(rows, known, batch);
  pass_.backward(parameters_.span(), gradients_.span());
  return error;
}

BatchError AutoencoderTrainer::step(numeric::MatrixView rows, numeric::MatrixView known,
                                    std::span<const std::uint32_t> batch) {
  const BatchError error = differentiate(rows, known, batch);
  mean_decay_ *= adam_.beta1;
  square_decay_ *= adam_.beta2;
  adam_.step_size = learning_rate_ / (1 - mean_decay_);
  adam_.root_correction = std::sqrt(1 - square_decay_);
  numeric::adam_update(adam_, gradients_.span(), mean_.span(), square_.span(), parameters_.span());
  return error;
}

BatchError AutoencoderTrainer::evaluate(numeric::MatrixView rows, numeric::MatrixView known,
                                        std::span<const std::uint32_t> subset) {
  BatchError total;
  for (std::size_t begin = 0; begin < subset.size(); begin += most_rows_) {
    total += forward(rows, known, subset.subspan(begin, std::min(most_rows_, subset.size() - begin)));
  }
  return total;
}

Autoencoder AutoencoderTrainer::autoencoder() const {
  const std::span<const float> now = parameters();
  return Autoencoder::from_parameters(shape_, std::vector<float>(now.begin(), now.end()));
}

}  // namespace segue::embedding
