#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "segue/base/progress.h"
#include "segue/embedding/activation.h"
#include "segue/numeric/matrix.h"
#include "segue/numeric/tensor_file.h"

namespace segue::embedding {

/// An encoder of dense layers down to a linear latent, and its mirror image back to a linear output.
struct AutoencoderShape {
  std::size_t inputs = 0;
  std::vector<std::size_t> layers;      ///< sizes of the encoder's hidden layers, outermost first; may be empty
  std::vector<Activation> activations;  ///< one per hidden layer
  std::size_t latent = 0;

  /// "20,18,12,6 → 4 tanh"
  std::string text() const;
};

struct TrainingOptions {
  std::size_t batch = 32;
  double learning_rate = 1e-3;  ///< Adam, betas 0.9 and 0.999, epsilon 1e-8 (Kingma & Ba 2015)
  std::size_t epochs = 100;     ///< at most
  std::size_t patience = 10;    ///< stop after this many epochs without a better validation loss; 0: never
  double validation_share = 0.2;
  std::uint64_t seed = 0;
};

/// The course of a training run; losses are mean squared errors over the known values of a split.
struct TrainingHistory {
  std::vector<float> training;    ///< per epoch, mean over its batches, while the weights moved
  std::vector<float> validation;  ///< per epoch, after it; empty if nothing was held out
  std::size_t best_epoch = 0;     ///< 0-based; its weights were kept
  bool stopped_early = false;
  std::size_t training_rows = 0;
  std::size_t validation_rows = 0;
};

/// A trained (or at least initialised) autoencoder.
class Autoencoder {
 public:
  /// Weights by Glorot's uniform rule (He's for relu, elu and gelu), biases zero. Throws Error(kUsage) on a shape that
  /// makes no sense (no inputs, a layer of size 0, activations that do not match the layers).
  Autoencoder(AutoencoderShape shape, std::uint64_t seed);

  const AutoencoderShape& shape() const { return shape_; }
  /// n x inputs → n x latent.
  numeric::Matrix encode(numeric::MatrixView rows) const;
  /// n x inputs → n x inputs.
  numeric::Matrix reconstruct(numeric::MatrixView rows) const;

  /// Layer k's weights (out x in, row-major) and biases (out), encoder first; 2 * (layers + 1) dense layers.
  std::size_t layer_count() const;
  std::size_t parameter_count() const;

  /// As a safetensors document: tensors "encoder.K.weight", "encoder.K.bias", "decoder.K...", the shape in metadata.
  std::vector<std::byte> to_tensors() const;
  /// Checks every shape against what the metadata promises; Error(kBadData) otherwise.
  static Autoencoder from_tensors(const numeric::TensorFile& file);

 private:
  friend class AutoencoderTrainer;
  AutoencoderShape shape_;
  std::vector<float> parameters_;  ///< all layers' weights and biases, in layer order
};

struct TrainedAutoencoder {
  Autoencoder autoencoder;
  TrainingHistory history;
};

/// Fits an autoencoder to `rows` (n x inputs). `known` (same shape, 1 or 0) masks the loss: an unknown value costs
/// nothing and teaches nothing. The split, the initial weights and the order of batches follow from options.seed; the
/// result does not depend on the number of threads. Progress is in epochs.
/// Error(kUsage) on options that make no sense, Error(kBadData) if n is too small to split or a value is not finite,
/// Error(kFailed) if the loss stops being finite.
TrainedAutoencoder train_autoencoder(numeric::MatrixView rows, numeric::MatrixView known, const AutoencoderShape& shape,
                                     const TrainingOptions& options, Progress& progress = Progress::none(),
                                     const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::embedding
