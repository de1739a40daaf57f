#include "segue/app/trial_runner.h"

#include <algorithm>
#include <functional>
#include <mutex>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "segue/base/error.h"
#include "segue/base/sha256.h"
#include "segue/base/workers.h"
#include "segue/embedding/network.h"

namespace segue::app {
namespace {

/// Goes up when the same trial would come out differently: other kernels, other measures.
constexpr int kTrialVersion = 1;
constexpr std::size_t kSample = 1000;

/// Multiplications of a step, for the order of work: long trials begin first, so that no thread waits at the end.
std::size_t cost(const TrialRequest& request) {
  return embedding::parameters_of(embedding::layers_of(request.shape)) * request.training.epochs;
}

std::vector<float> sampled(const numeric::Matrix& latents) {
  std::vector<float> values;
  for (const std::uint32_t row : sample_rows(latents.rows())) {
    values.insert(values.end(), latents.row(row).begin(), latents.row(row).end());
  }
  return values;
}

}  // namespace

std::vector<std::uint32_t> sample_rows(std::size_t rows) {
  const std::size_t count = std::min(rows, kSample);
  std::vector<std::uint32_t> sample;
  for (std::size_t i = 0; i < count; ++i) sample.push_back(static_cast<std::uint32_t>(i * rows / count));
  return sample;
}

std::string trial_key(const SearchData& data, const TrialRequest& request) {
  const auto& training = request.training;
  std::string activations;
  for (const auto activation : request.shape.activations)
    activations += fmt::format("{},", embedding::name(activation));
  return sha256_hex(
      fmt::format("trial {} on {}: {} > {} > {} {} batch {} rate {} epochs {} patience {} held out {} seed "
                  "{} last {}",
                  kTrialVersion, data.fingerprint, request.shape.inputs, fmt::join(request.shape.layers, ","),
                  request.shape.latent, activations, training.batch, training.learning_rate, training.epochs,
                  training.patience, training.validation_share, training.seed, training.keep_last));
}

TrialRunner::TrialRunner(catalog::Catalog& catalog, const SearchData& data, std::size_t threads, double minutes)
    : catalog_(catalog), data_(data), measures_(data), threads_(std::max<std::size_t>(threads, 1)), minutes_(minutes) {}

bool TrialRunner::time_is_up() const {
  if (minutes_ <= 0) return false;
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begun_;
  return spent.count() + found_seconds_ / static_cast<double>(threads_) >= 60 * minutes_;
}

std::optional<FinishedTrial> TrialRunner::find(const TrialRequest& request) {
  const auto stored = catalog_.trial(trial_key(data_, request));
  if (!stored) return std::nullopt;
  auto trial = Trial::from_json(stored->document, fmt::format("trial {}", stored->key.substr(0, 12)));
  found_seconds_ += trial.seconds;
  return FinishedTrial{std::move(trial), stored->latents, true};
}

FinishedTrial TrialRunner::train(const TrialRequest& request, const Cancellation& cancellation) const {
  FinishedTrial finished;
  Trial& trial = finished.trial;
  trial.kind = data_.kind;
  trial.with_artist = data_.with_artist;
  trial.shape = request.shape;
  trial.training = request.training;
  trial.parameters = embedding::parameters_of(embedding::layers_of(request.shape));
  const auto begin = std::chrono::steady_clock::now();
  try {
    auto trained = embedding::train_autoencoder(data_.values, data_.known, request.shape, request.training,
                                                Progress::none(), cancellation);
    trial.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    trial.history = std::move(trained.history);
    numeric::Matrix latents;
    trial.measures = measures_.measure(trained.autoencoder, request.training, latents);
    finished.latents = sampled(latents);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kFailed) throw;  // a loss that is no longer finite is all that fails
    trial.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    trial.problem = error.what();
  }
  return finished;
}

std::vector<std::optional<FinishedTrial>> TrialRunner::run(std::span<const TrialRequest> requests, Progress& progress,
                                                           const Cancellation& cancellation) {
  std::vector<std::optional<FinishedTrial>> trials(requests.size());
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    embedding::check_shape(requests[i].shape);
    trials[i] = find(requests[i]);
    if (!trials[i]) order.push_back(i);
  }
  std::ranges::stable_sort(order, std::ranges::greater(), [&](std::size_t i) { return cost(requests[i]); });

  std::mutex mutex;  // of the catalog and of progress
  std::size_t done = requests.size() - order.size();
  progress.begin("searching", requests.size(), "trials");
  progress.advance(done);
  parallel_ranges(order.size(), 1, threads_, [&](std::size_t begin, std::size_t) {
    const TrialRequest& request = requests[order[begin]];
    cancellation.check();
    if (time_is_up()) return;
    auto finished = train(request, cancellation);
    const std::lock_guard lock(mutex);
    catalog_.write_trial({trial_key(data_, request), std::string(name(data_.kind)), data_.fingerprint,
                          finished.trial.to_json(), finished.latents});
    trials[order[begin]] = std::move(finished);
    progress.advance(++done);
  });
  progress.end();
  return trials;
}

}  // namespace segue::app
