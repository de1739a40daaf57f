#include "segue/app/search.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "segue/base/error.h"
#include "segue/embedding/network.h"
#include "segue/numeric/statistics.h"

namespace segue::app {
namespace {

/// Of this many networks successive halving keeps one.
constexpr std::size_t kKeptOf = 3;
/// Networks drawn where the plan names neither trials nor minutes, and where minutes alone are the limit.
constexpr std::size_t kUsuallyDrawn = 27;
constexpr std::size_t kMostDrawn = 1000;

std::vector<TrialRequest> requests_of(const std::vector<Architecture>& architectures, const SearchPlan& plan) {
  std::vector<TrialRequest> requests;
  for (const auto& architecture : architectures) {
    for (std::size_t seed = 0; seed < plan.seeds; ++seed) {
      TrialRequest request{architecture.shape, plan.training};
      request.training.learning_rate = architecture.learning_rate.value_or(plan.training.learning_rate);
      request.training.seed = plan.training.seed + seed;
      requests.push_back(std::move(request));
    }
  }
  return requests;
}

/// Says which network of a plan is impossible.
void check_architectures(std::vector<Architecture>& architectures, std::size_t inputs) {
  for (std::size_t i = 0; i < architectures.size(); ++i) {
    architectures[i].shape.inputs = inputs;
    try {
      embedding::check_shape(architectures[i].shape);
    } catch (const Error& error) {
      throw Error(error.kind(), fmt::format("network {} ({}): {}", i + 1, architectures[i].shape.text(), error.what()),
                  error.hint());
    }
  }
}

std::optional<std::size_t> best_of(const std::vector<SearchRow>& rows, std::size_t count) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < count; ++i) {
    const auto loss = rows[i].mean_validation_loss();
    if (loss && (!best || *loss < *rows[*best].mean_validation_loss())) best = i;
  }
  return best;
}

std::vector<SearchRow> try_all(TrialRunner& runner, const std::vector<Architecture>& architectures,
                               const SearchPlan& plan, std::size_t& skipped, Progress& progress,
                               const Cancellation& cancellation) {
  auto trials = runner.run(requests_of(architectures, plan), progress, cancellation);
  std::vector<SearchRow> rows;
  for (std::size_t i = 0; i < architectures.size(); ++i) {
    SearchRow row{architectures[i], {}};
    for (std::size_t seed = 0; seed < plan.seeds; ++seed) {
      auto& finished = trials[i * plan.seeds + seed];
      if (finished) {
        row.trials.push_back(std::move(*finished));
      } else {
        ++skipped;
      }
    }
    if (!row.trials.empty()) rows.push_back(std::move(row));
  }
  return rows;
}

/// The rows in the order of their mean validation loss; those that have none last.
void order_by_loss(std::vector<SearchRow>& rows) {
  std::ranges::stable_sort(rows, std::ranges::less(), [](const SearchRow& row) {
    return row.mean_validation_loss().value_or(std::numeric_limits<double>::infinity());
  });
}

/// Successive halving (Jamieson & Talwalkar 2016): all networks for a few epochs, the better third for thrice as many,
/// and so on; the last third for the plan's. A rung trains anew: half as much work again, and its trials can be found
/// and compared like any others.
void halve(TrialRunner& runner, const SearchPlan& plan, SearchReport& report, Progress& progress,
           const Cancellation& cancellation) {
  std::size_t rungs = 1;
  for (std::size_t left = plan.architectures.size(); left > kKeptOf; left = (left + kKeptOf - 1) / kKeptOf) ++rungs;
  auto architectures = plan.architectures;
  std::vector<SearchRow> dropped;
  for (std::size_t rung = 0; rung < rungs; ++rung) {
    auto shorter = plan;
    for (std::size_t k = rung + 1; k < rungs; ++k) {
      shorter.training.epochs = std::max<std::size_t>(1, shorter.training.epochs / kKeptOf);
    }
    auto rows = try_all(runner, architectures, shorter, report.skipped, progress, cancellation);
    order_by_loss(rows);
    const std::size_t kept = rung + 1 == rungs ? rows.size() : (rows.size() + kKeptOf - 1) / kKeptOf;
    // The earlier a network was dropped, the further down it stands.
    dropped.insert(dropped.begin(), std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(kept)),
                   std::make_move_iterator(rows.end()));
    rows.resize(kept);
    architectures.clear();
    for (const auto& row : rows) architectures.push_back(row.architecture);
    if (rung + 1 == rungs) report.rows = std::move(rows);
  }
  report.finalists = report.rows.size();
  report.rows.insert(report.rows.end(), std::make_move_iterator(dropped.begin()),
                     std::make_move_iterator(dropped.end()));
}

}  // namespace

std::optional<Spread> SearchRow::spread(const std::function<std::optional<double>(const Trial&)>& number) const {
  std::vector<double> values;
  for (const auto& finished : trials) {
    if (const auto value = finished.trial.problem.empty() ? number(finished.trial) : std::nullopt) {
      values.push_back(*value);
    }
  }
  if (values.empty()) return std::nullopt;
  const auto n = static_cast<double>(values.size());
  const double deviation = n > 1 ? std::sqrt(numeric::variance(values) * n / (n - 1)) : 0;
  return Spread{numeric::mean(values), deviation, values.size()};
}

std::optional<double> SearchRow::mean_validation_loss() const {
  const auto losses = spread([](const Trial& trial) { return trial.validation_loss(); });
  if (!losses || losses->count != trials.size()) return std::nullopt;
  return losses->mean;
}

SearchReport search(catalog::Catalog& catalog, const SearchOptions& options, Progress& progress,
                    const Cancellation& cancellation) {
  const auto data = load_search_data(catalog, options.kind, options.with_artist);
  SearchReport report;
  report.kind = options.kind;
  report.plan = options.plan.name;
  report.with_artist = options.with_artist;
  report.songs = data.songs.size();
  report.inputs = data.values.cols();
  report.pool = data.test.pool.size();
  report.training_pool = data.training.pool.size();

  auto plan = options.plan;
  if (plan.strategy != SearchStrategy::kList) {
    if (plan.space.latents.empty()) plan.space = default_space(options.kind);
    const std::size_t count = plan.trials > 0 ? plan.trials : plan.minutes > 0 ? kMostDrawn : kUsuallyDrawn;
    plan.architectures = draw_architectures(plan.space, count, plan.training.seed);
  }
  check_architectures(plan.architectures, report.inputs);
  TrialRunner runner(catalog, data, options.threads, plan.minutes);
  if (plan.strategy == SearchStrategy::kHalving) {
    halve(runner, plan, report, progress, cancellation);
  } else {
    report.rows = try_all(runner, plan.architectures, plan, report.skipped, progress, cancellation);
  }
  // Networks that were dropped early were trained for fewer epochs: their losses are no rivals.
  report.best = best_of(report.rows, report.finalists.value_or(report.rows.size()));
  return report;
}

}  // namespace segue::app
