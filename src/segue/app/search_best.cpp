#include "segue/app/search_best.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "segue/app/search_data.h"
#include "segue/app/trial.h"
#include "segue/base/error.h"

namespace segue::app {
namespace {

/// The run of least validation loss.
NetworkChoice choice_of(const std::vector<const Trial*>& runs) {
  const Trial* best = runs.front();
  for (const Trial* run : runs) {
    if (*run->validation_loss() < *best->validation_loss()) best = run;
  }
  auto shape = best->shape;
  shape.inputs = 0;
  auto training = best->training;
  training.keep_last = false;  // what is used is the best of its epochs
  return {std::move(shape), training};
}

/// What the mean of is least for the best; nothing: not measured.
std::optional<double> badness(const Trial& trial, BestBy by) {
  if (by == BestBy::kValidationLoss) return trial.validation_loss();
  const auto& precision = trial.measures.p_at_10_training;
  return trial.validation_loss() && precision ? std::optional(-precision->value) : std::nullopt;
}

/// What runs of one network have in common: all but the seed.
std::string network_of(const Trial& trial) {
  const auto& training = trial.training;
  return fmt::format("{} {} {} {} {} {} {}", trial.shape.text(), training.batch, training.learning_rate,
                     training.epochs, training.patience, training.validation_share, training.keep_last);
}

std::optional<NetworkChoice> best_of(const std::vector<Trial>& trials, BestBy by) {
  std::map<std::string, std::vector<const Trial*>> networks;
  for (const Trial& trial : trials) networks[network_of(trial)].push_back(&trial);
  const std::vector<const Trial*>* best = nullptr;
  double least = 0;
  for (auto& [network, runs] : networks) {
    // Trials are stored in the order in which they ended, which is chance.
    std::ranges::sort(runs, std::ranges::less(), [](const Trial* run) { return run->training.seed; });
    double sum = 0;
    bool whole = true;
    for (const Trial* run : runs) {
      const auto value = badness(*run, by);
      whole &= value.has_value();
      sum += value.value_or(0);
    }
    const double mean = sum / static_cast<double>(runs.size());
    if (!whole || (best != nullptr && !(mean < least))) continue;
    best = &runs;
    least = mean;
  }
  return best != nullptr ? std::optional(choice_of(*best)) : std::nullopt;
}

/// Nothing where the kind's songs are not there any more.
std::optional<std::string> fingerprint_now(const catalog::Catalog& catalog, SearchKind kind) {
  try {
    return load_search_data(catalog, kind, false).fingerprint;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kNotFound) throw;
    return std::nullopt;
  }
}

std::optional<NetworkChoice> best_of_kind(const catalog::Catalog& catalog, SearchKind kind, BestBy by, Notes& notes) {
  const auto stored = catalog.trials(name(kind));
  if (stored.empty()) return std::nullopt;
  std::vector<std::pair<std::string, Trial>> trials;
  for (const auto& one : stored) {
    auto trial = Trial::from_json(one.document, fmt::format("trial {}", one.key.substr(0, 12)));
    if (!trial.with_artist) trials.emplace_back(one.data, std::move(trial));
  }
  if (trials.empty()) return std::nullopt;
  const auto of = [&](const std::string& data) {
    std::vector<Trial> kept;
    for (const auto& [fingerprint, trial] : trials) {
      if (fingerprint == data) kept.push_back(trial);
    }
    return kept;
  };
  if (const auto now = fingerprint_now(catalog, kind)) {
    if (auto best = best_of(of(*now), by)) return best;
  }
  notes.note(fmt::format("The catalog has changed since networks for {} were searched: taking the best of then.",
                         kind == SearchKind::kTabular ? "numbers" : "lyrics"));
  return best_of(of(trials.back().first), by);
}

}  // namespace

std::optional<NetworkChoice> best_network(const SearchReport& report) {
  if (!report.best) return std::nullopt;
  std::vector<const Trial*> runs;
  for (const auto& finished : report.rows[*report.best].trials) runs.push_back(&finished.trial);
  return choice_of(runs);
}

NetworkFile best_networks(const catalog::Catalog& catalog, BestBy by, Notes& notes) {
  NetworkFile best{best_of_kind(catalog, SearchKind::kTabular, by, notes),
                   best_of_kind(catalog, SearchKind::kLyrics, by, notes)};
  if (!best.tabular && !best.lyrics) {
    throw Error(ErrorKind::kNotFound,
                by == BestBy::kValidationLoss ? "no search has found a network yet"
                                              : "no search has measured a network on training playlists yet",
                "Search first: 'segue search tabular --preset report'.");
  }
  return best;
}

}  // namespace segue::app
