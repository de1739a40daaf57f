#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "segue/base/rng.h"
#include "segue/embedding/contrastive_loss.h"
#include "segue/embedding/network.h"
#include "segue/embedding/similarity_network.h"
#include "segue/numeric/dense_kernels.h"
#include "segue/numeric/matrix.h"

namespace segue::embedding {

/// Columns of the inputs that are known of a song together or not at all, its presence flag among them: [first, last).
using InputGroup = std::pair<std::size_t, std::size_t>;

/// How one step is made.
struct SimilarityStep {
  double learning_rate = 1e-3;
  double weight_decay = 0;            ///< AdamW's (Loshchilov & Hutter 2019), of weights and biases
  double dropout = 0;                 ///< share of hidden units silenced, the others scaled up
  double noise = 0;                   ///< deviation of normal numbers added to every input
  std::vector<double> group_dropout;  ///< by group: how often a row's group is taken for unknown (all its columns 0)
};

/// The inner loop of training one member of a SimilarityNetwork: one batch, one step of AdamW (betas 0.9 and 0.999,
/// epsilon 1e-8). All memory is allocated at the beginning. Single-threaded: members are trained side by side.
class SimilarityTrainer {
 public:
  /// Begins from `parameters` of one member.
  SimilarityTrainer(const SimilarityShape& shape, std::span<const float> parameters, std::vector<InputGroup> groups,
                    double temperature, std::size_t most_batch);

  /// One step on the rows batch[0], batch[1]... of `inputs` (n x shape.inputs). Returns the loss before it. What is
  /// silenced is drawn from `rng`.
  double step(numeric::MatrixView inputs, std::span<const std::uint32_t> batch, const Relations& relations,
              const SimilarityStep& how, Rng& rng);
  /// The loss and the gradients of such a batch; moves nothing.
  double differentiate(numeric::MatrixView inputs, std::span<const std::uint32_t> batch, const Relations& relations,
                       const SimilarityStep& how, Rng& rng);

  /// Of the last batch, laid out as layers_of() says.
  std::span<const float> gradients() const { return gradients_.span(); }
  std::span<const float> parameters() const { return parameters_.span(); }

 private:
  /// Rows go through the network in blocks that stay in cache.
  static constexpr std::size_t kBlock = 128;

  void forward(std::size_t block, numeric::MatrixView inputs, std::span<const std::uint32_t> rows,
               const SimilarityStep& how, Rng& rng);
  void disturb(NetworkPass& pass, std::size_t rows, const SimilarityStep& how, Rng& rng) const;
  void silence_units(NetworkPass& pass, std::size_t layer, double dropout, Rng& rng);

  SimilarityShape shape_;
  std::vector<DenseLayer> layers_;
  std::vector<InputGroup> groups_;
  std::vector<NetworkPass> passes_;  ///< one per block
  ContrastiveLoss loss_;
  numeric::Matrix unit_, by_unit_;  ///< batch x outputs
  std::vector<float> length_;       ///< of the outputs before they were made unit vectors
  numeric::LaneBuffer parameters_, gradients_, block_gradients_, mean_, square_;
  numeric::LaneBuffer silence_;
  numeric::AdamStep adam_;
  double mean_decay_ = 1;    ///< beta1^t
  double square_decay_ = 1;  ///< beta2^t
};

}  // namespace segue::embedding
