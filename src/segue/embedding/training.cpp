// The course of a training run: split, epochs, early stopping. The step itself is in trainer.cpp.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/embedding/trainer.h"

namespace segue::embedding {
namespace {

// Streams of options.seed, one per use, so that a longer run or a deeper network shifts no other's numbers.
constexpr std::uint64_t kWeightStream = 1;
constexpr std::uint64_t kSplitStream = 2;
constexpr std::uint64_t kOrderStream = 3;

// Steps between two looks at the cancellation: a millisecond or so of a small network.
constexpr std::size_t kStepsPerLook = 256;

void check(const TrainingOptions& options) {
  const auto refuse = [](const std::string& message) { throw Error(ErrorKind::kUsage, message); };
  if (options.batch < 1) refuse(fmt::format("--batch must be at least 1, found {}", options.batch));
  if (options.epochs < 1) refuse(fmt::format("--epochs must be at least 1, found {}", options.epochs));
  if (!(options.learning_rate > 0) || !std::isfinite(options.learning_rate)) {
    refuse(fmt::format("--learning-rate must be a number above 0, found {}", options.learning_rate));
  }
  if (!(options.validation_share >= 0 && options.validation_share < 1)) {
    refuse(fmt::format("--validation-share must be from 0 to below 1, found {}", options.validation_share));
  }
}

void check(numeric::MatrixView rows, numeric::MatrixView known) {
  if (rows.rows > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(ErrorKind::kBadData, fmt::format("expected at most 2^32 - 1 rows to train on, found {}", rows.rows));
  }
  for (std::size_t i = 0; i < rows.rows; ++i) {
    for (std::size_t j = 0; j < rows.cols; ++j) {
      if (!std::isfinite(rows(i, j))) {
        throw Error(ErrorKind::kBadData,
                    fmt::format("expected finite values to train on, found {} in row {}, column {}", rows(i, j), i, j));
      }
      if (!(known(i, j) >= 0 && known(i, j) <= 1)) {
        throw Error(ErrorKind::kBadData,
                    fmt::format("expected masks from 0 to 1, found {} in row {}, column {}", known(i, j), i, j));
      }
    }
  }
}

TrainingSplit split(std::size_t rows, const TrainingOptions& options) {
  const std::size_t least = options.validation_share > 0 ? 2 : 1;
  if (rows < least) {
    throw Error(ErrorKind::kBadData, fmt::format("expected at least {} rows to train on, found {}", least, rows));
  }
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0U);
  Rng rng = Rng(options.seed).fork(kSplitStream);
  rng.shuffle(std::span(order));
  std::size_t held_out = 0;
  if (options.validation_share > 0) {
    const double wanted = std::round(static_cast<double>(rows) * options.validation_share);
    held_out = std::clamp<std::size_t>(static_cast<std::size_t>(wanted), 1, rows - 1);
  }
  TrainingSplit result;
  result.validation.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(held_out));
  result.training.assign(order.begin() + static_cast<std::ptrdiff_t>(held_out), order.end());
  // Ascending: memory is read in order, and the first epoch's order does not hang on the split's.
  std::ranges::sort(result.validation);
  std::ranges::sort(result.training);
  return result;
}

bool knows_anything(numeric::MatrixView known, std::span<const std::uint32_t> subset) {
  return std::ranges::any_of(
      subset, [&](std::uint32_t i) { return std::ranges::any_of(known.row(i), [](float mask) { return mask != 0; }); });
}

void check_finite(bool finite, std::size_t epoch) {
  if (finite) return;
  throw Error(ErrorKind::kFailed, fmt::format("the training loss is no longer a finite number in epoch {}", epoch + 1),
              "try a smaller --learning-rate");
}

/// One epoch over `order`, batch by batch.
BatchError run_epoch(AutoencoderTrainer& trainer, numeric::MatrixView rows, numeric::MatrixView known,
                     std::span<const std::uint32_t> order, std::size_t batch, std::size_t epoch,
                     const Cancellation& cancellation) {
  BatchError total;
  std::size_t steps = 0;
  for (std::size_t begin = 0; begin < order.size(); begin += batch) {
    if (steps++ % kStepsPerLook == 0) cancellation.check();
    const BatchError error = trainer.step(rows, known, order.subspan(begin, std::min(batch, order.size() - begin)));
    check_finite(std::isfinite(error.squared), epoch);
    total += error;
  }
  // The last step's weights have been in no loss yet.
  check_finite(std::ranges::all_of(trainer.parameters(), [](float weight) { return std::isfinite(weight); }), epoch);
  return total;
}

}  // namespace

TrainingSplit split_rows(std::size_t rows, const TrainingOptions& options) {
  check(options);
  return split(rows, options);
}

TrainedAutoencoder train_autoencoder(numeric::MatrixView rows, numeric::MatrixView known, const AutoencoderShape& shape,
                                     const TrainingOptions& options, Progress& progress,
                                     const Cancellation& cancellation) {
  check(options);
  Autoencoder start(shape, Rng(options.seed).fork(kWeightStream).next());
  assert(rows.cols == shape.inputs && known.rows == rows.rows && known.cols == rows.cols);
  check(rows, known);
  TrainingSplit parts = split(rows.rows, options);
  if (!knows_anything(known, parts.training)) {
    throw Error(ErrorKind::kBadData, "expected known values to train on, found none");
  }
  const bool validates = knows_anything(known, parts.validation);
  const std::size_t batch = std::min(options.batch, parts.training.size());

  TrainingHistory history;
  history.training_rows = parts.training.size();
  history.validation_rows = parts.validation.size();
  AutoencoderTrainer trainer(start, options.learning_rate, batch);
  Autoencoder best = std::move(start);
  double best_loss = std::numeric_limits<double>::infinity();
  Rng order_rng = Rng(options.seed).fork(kOrderStream);
  progress.begin("training", options.epochs, "epochs");
  for (std::size_t epoch = 0; epoch < options.epochs; ++epoch) {
    order_rng.shuffle(std::span(parts.training));
    double loss = run_epoch(trainer, rows, known, parts.training, batch, epoch, cancellation).loss();
    history.training.push_back(static_cast<float>(loss));
    if (validates) {
      const BatchError error = trainer.evaluate(rows, known, parts.validation);
      check_finite(std::isfinite(error.squared), epoch);
      loss = error.loss();
      history.validation.push_back(static_cast<float>(loss));
    }
    if (loss < best_loss || options.keep_last) {
      best_loss = loss;
      history.best_epoch = epoch;
      best = trainer.autoencoder();
    }
    progress.advance(epoch + 1);
    if (options.patience > 0 && epoch - history.best_epoch >= options.patience) {
      history.stopped_early = epoch + 1 < options.epochs;
      break;
    }
  }
  progress.end();
  return {std::move(best), std::move(history)};
}

}  // namespace segue::embedding
