#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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
  bool keep_last = false;  ///< keep the weights after the last epoch, better ones before or not
};

/// Which rows are learned from and which are held out; both ascending.
struct TrainingSplit {
  std::vector<std::uint32_t> training;
  std::vector<std::uint32_t> validation;
};
/// How train_autoencoder splits this many rows; errors as there.
TrainingSplit split_rows(std::size_t rows, const TrainingOptions& options);

/// The course of a training run; losses are mean squared errors over the known values of a split.
struct TrainingHistory {
  std::vector<float> training;    ///< per epoch, over its batches (each before its step), while the weights moved
  std::vector<float> validation;  ///< per epoch, after it; empty if nothing was held out
  std::size_t best_epoch = 0;     ///< 0-based; its weights were kept (the last one's with keep_last)
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
  /// With these parameters, laid out as `parameters()` gives them, parameter_count() of them.
  static Autoencoder from_parameters(AutoencoderShape shape, std::vector<float> parameters);

  const AutoencoderShape& shape() const { return shape_; }
  /// n x inputs → n x latent.
  numeric::Matrix encode(numeric::MatrixView rows) const;
  /// n x inputs → n x inputs.
  numeric::Matrix reconstruct(numeric::MatrixView rows) const;

  /// 2 * (hidden layers + 1) dense layers, encoder first.
  std::size_t layer_count() const;
  std::size_t parameter_count() const;
  /// Layer after layer, encoder first: its weights (out x in, row-major), then its biases (out).
  std::span<const float> parameters() const { return parameters_; }

  /// As a safetensors document: tensors "encoder.K.weight", "encoder.K.bias", "decoder.K...", the shape in metadata.
  std::vector<std::byte> to_tensors() const;
  /// Checks every shape against what the metadata promises, and that every number is finite; Error(kBadData) otherwise.
  static Autoencoder from_tensors(const numeric::TensorFile& file);

 private:
  Autoencoder(AutoencoderShape shape, std::vector<float> parameters);
  AutoencoderShape shape_;
  std::vector<float> parameters_;  ///< all layers' weights and biases, in layer order
};

struct TrainedAutoencoder {
  Autoencoder autoencoder;
  TrainingHistory history;
};

/// Fits an autoencoder to `rows` (n x inputs). `known` (same shape, 0 to 1) masks the loss: an unknown value (0) costs
/// nothing and teaches nothing, one of weight 0.3 counts 0.3 of a value. Loss of a batch: sum of known * (output -
/// row)^2 by the number of known values; a batch that knows nothing costs 0 and has a gradient of 0. The split, the
/// initial weights and the order of batches follow from options.seed alone. Progress is in epochs; cancellation is
/// asked for many times in each.
///
/// Held out: round(n * validation_share) rows, but at least one and not all; the kept weights are those after the epoch
/// of least validation loss. If nothing is held out (validation_share 0), or nothing is known of what is held out, the
/// training loss decides, and history.validation is empty.
///
/// Error(kUsage) on options that make no sense, naming the option; Error(kBadData) if n is too small to split (0, or 1
/// with validation_share > 0), if no training row has a known value, if a value is not finite or a mask outside
/// 0 to 1; Error(kFailed) if the loss stops being finite; Error(kInterrupted) if cancelled.
TrainedAutoencoder train_autoencoder(numeric::MatrixView rows, numeric::MatrixView known, const AutoencoderShape& shape,
                                     const TrainingOptions& options, Progress& progress = Progress::none(),
                                     const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::embedding
