#include "segue/app/search_best.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
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

/// The networks that have the number from every seed, the best first; equally good ones in the order of their names.
std::vector<NetworkChoice> ranked(const std::vector<Trial>& trials, BestBy by) {
  std::map<std::string, std::vector<const Trial*>> networks;
  for (const Trial& trial : trials) networks[network_of(trial)].push_back(&trial);
  std::vector<std::pair<double, NetworkChoice>> found;
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
    if (whole) found.emplace_back(mean, choice_of(runs));
  }
  std::ranges::stable_sort(found, std::ranges::less(), [](const auto& network) { return network.first; });
  std::vector<NetworkChoice> choices;
  for (auto& [mean, choice] : found) choices.push_back(std::move(choice));
  return choices;
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

/// Of one kind; none where it was not searched.
std::vector<NetworkChoice> ranked_of_kind(const catalog::Catalog& catalog, SearchKind kind, BestBy by, Notes& notes) {
  const auto stored = catalog.trials(name(kind));
  std::vector<std::pair<std::string, Trial>> trials;
  for (const auto& one : stored) {
    auto trial = Trial::from_json(one.document, fmt::format("trial {}", one.key.substr(0, 12)));
    if (!trial.with_artist) trials.emplace_back(one.data, std::move(trial));
  }
  if (trials.empty()) return {};
  const auto of = [&](const std::string& data) {
    std::vector<Trial> kept;
    for (const auto& [fingerprint, trial] : trials) {
      if (fingerprint == data) kept.push_back(trial);
    }
    return kept;
  };
  if (const auto now = fingerprint_now(catalog, kind)) {
    if (auto networks = ranked(of(*now), by); !networks.empty()) return networks;
  }
  notes.note(fmt::format("The catalog has changed since networks for {} were searched: taking the best of then.",
                         kind == SearchKind::kTabular ? "numbers" : "lyrics"));
  return ranked(of(trials.back().first), by);
}

std::optional<NetworkChoice> best_of_kind(const catalog::Catalog& catalog, SearchKind kind, BestBy by, Notes& notes) {
  auto networks = ranked_of_kind(catalog, kind, by, notes);
  return networks.empty() ? std::nullopt : std::optional(std::move(networks.front()));
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

std::vector<NetworkChoice> ranked_networks(const catalog::Catalog& catalog, SearchKind kind, BestBy by, Notes& notes) {
  std::set<std::string> shapes;
  std::vector<NetworkChoice> different;
  for (auto& network : ranked_of_kind(catalog, kind, by, notes)) {
    if (shapes.insert(network.shape.text()).second) different.push_back(std::move(network));
  }
  return different;
}

}  // namespace segue::app
