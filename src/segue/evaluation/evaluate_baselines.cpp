#include "segue/evaluation/evaluate_baselines.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "segue/evaluation/baselines.h"
#include "segue/numeric/matrix.h"

namespace segue::evaluation {
namespace {

using features::FeatureTable;

/// A method, what it lacks (empty: nothing), and how it makes its vectors.
struct Baseline {
  std::string method;
  std::string lacks;
  std::function<numeric::Matrix()> vectors;
};

std::string lacks_features(const FeatureTable& audio, std::size_t needed) {
  if (audio.columns.size() >= needed) return {};
  return fmt::format("needs {} audio feature{} known and not the same for all songs; there {} {}", needed,
                     needed == 1 ? " that is" : "s that are", audio.columns.size() == 1 ? "is" : "are",
                     audio.columns.size());
}

/// Why year and duration cannot help, if they cannot.
std::string lacks_context(const FeatureTable& context) {
  std::vector<features::LeftOut> left_out;
  features::informative(context, left_out);
  std::string reasons;
  for (const auto& [column, constant] : left_out) {
    const std::string_view fact = column.name == "year" ? "release year" : "duration";
    if (!reasons.empty()) reasons += "; ";
    reasons += constant ? fmt::format("every known {} is the same", fact) : fmt::format("no song's {} is known", fact);
  }
  return reasons;
}

}  // namespace

Report evaluate_baselines(const FeatureTable& all_audio, const FeatureTable& context, const Protocol& protocol,
                          const BaselineOptions& options, Progress& progress, const Cancellation& cancellation) {
  require_queries(protocol);
  assert(all_audio.songs.size() == protocol.songs && context.songs == all_audio.songs);
  Report report = make_report(protocol);
  const FeatureTable audio = features::informative(all_audio, report.left_out);

  const std::string lacks_one = lacks_features(audio, 1);
  const numeric::Matrix quantile = quantile_vectors(audio);
  const std::string lacks_quantile =
      quantile.cols() == 0
          ? "needs a continuous audio feature, key or mode that is known and not the same for all songs"
          : "";
  const std::vector<Baseline> baselines = {
      {"random", "", [&] { return random_vectors(protocol.songs, options.seed); }},
      {"min-max", lacks_one, [&] { return min_max_vectors(audio); }},
      {"z-score", lacks_one, [&] { return z_score_vectors(audio); }},
      {"pca-4", lacks_features(audio, 4), [&] { return pca_vectors(audio, 4); }},
      {"pca-10", lacks_features(audio, 10), [&] { return pca_vectors(audio, 10); }},
      {"quantile", lacks_quantile, [&] { return quantile; }},
      {"quantile+year+duration", lacks_quantile.empty() ? lacks_context(context) : lacks_quantile,
       [&] { return quantile_vectors(audio, context); }},
  };

  progress.begin("measuring baselines", baselines.size(), "methods");
  for (std::size_t i = 0; i < baselines.size(); ++i) {
    cancellation.check();
    const Baseline& baseline = baselines[i];
    if (baseline.lacks.empty()) {
      report.rows.push_back(measure(baseline.method, protocol, baseline.vectors(), nullptr, options.threads));
    } else {
      report.skipped.push_back({baseline.method, baseline.lacks});
    }
    progress.advance(i + 1);
  }
  progress.end();
  return report;
}

}  // namespace segue::evaluation
