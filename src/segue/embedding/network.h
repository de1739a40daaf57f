#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/embedding/autoencoder.h"
#include "segue/numeric/dense_kernels.h"

namespace segue::embedding {

/// One dense layer and where its parameters stand in an autoencoder's: weights (outputs x inputs), then bias (outputs).
struct DenseLayer {
  std::size_t inputs = 0;
  std::size_t outputs = 0;
  Activation activation = Activation::kLinear;
  std::size_t weights_at = 0;
  std::size_t bias_at = 0;
};

/// Nothing larger is made or read: these bound what a file or a command line can make us allocate.
inline constexpr std::size_t kMostUnits = 65536;
inline constexpr std::size_t kMostHiddenLayers = 64;
inline constexpr std::size_t kMostParameters = std::size_t{1} << 28;

/// Throws Error(kUsage) on a shape that makes no sense or passes the bounds above.
void check_shape(const AutoencoderShape& shape);

/// Encoder (shape.layers.size() + 1 layers), then decoder (as many); the shape has been checked.
std::vector<DenseLayer> layers_of(const AutoencoderShape& shape);
std::size_t parameters_of(std::span<const DenseLayer> layers);

/// The memory of a pass through a network, allocated once for batches of up to `most_rows`.
class NetworkPass {
 public:
  NetworkPass(std::vector<DenseLayer> layers, std::size_t most_rows, bool backward);

  /// Begins a batch: its rows become the input. 1 <= batch.size() <= most_rows.
  void gather(numeric::MatrixView rows, std::span<const std::uint32_t> batch);
  /// Runs layers [first, last) on what the layer before `first` gave (the input for 0).
  void forward(std::span<const float> parameters, std::size_t first, std::size_t last);
  /// `output_gradient()` holds the gradient by the output: turns it into the parameters' gradients.
  void backward(std::span<const float> parameters, std::span<float> gradients);

  std::size_t lanes() const { return lanes_; }
  /// What layer k - 1 gave, [unit][lane]; k = 0 is the input.
  std::span<float> values(std::size_t k);
  /// Derivatives of layer k's activation as its forward pass left them, where they are kept (keeps_slope); who changes
  /// a layer's values by a factor changes these too. [unit][lane]
  std::span<float> slopes(std::size_t k);
  /// As the output, [unit][lane].
  std::span<float> output_gradient();

 private:
  std::vector<DenseLayer> layers_;
  std::size_t most_rows_;
  std::size_t lanes_ = 0;
  std::vector<numeric::LaneBuffer> values_;       ///< layers + 1
  std::vector<numeric::LaneBuffer> slopes_;       ///< per layer; empty where the activation keeps none
  numeric::LaneBuffer gradient_, next_gradient_;  ///< of the widest layer
};

}  // namespace segue::embedding
