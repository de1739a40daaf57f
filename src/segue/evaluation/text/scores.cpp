#include "segue/evaluation/text/scores.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

#include "segue/numeric/correlation.h"

namespace segue::evaluation {
namespace {

constexpr double kNormal95 = 1.96;

/// Sample variance of the mean of `values`.
double variance_of_mean(std::span<const double> values, double mean) {
  if (values.size() < 2) return 0;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const auto n = static_cast<double>(values.size());
  return squares / (n - 1) / n;
}

}  // namespace

Score accuracy(std::span<const std::int32_t> labels, std::span<const std::int32_t> answers) {
  assert(labels.size() == answers.size());
  std::size_t right = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) right += labels[i] == answers[i] ? 1 : 0;
  const auto n = static_cast<double>(labels.size());
  const double share = static_cast<double>(right) / n;
  return {share, kNormal95 * std::sqrt(share * (1 - share) / n)};
}

Score macro_recall(std::span<const std::int32_t> labels, std::span<const std::int32_t> answers, std::size_t classes) {
  assert(labels.size() == answers.size());
  std::vector<double> texts(classes, 0);
  std::vector<double> right(classes, 0);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto label = static_cast<std::size_t>(labels[i]);
    texts[label] += 1;
    if (labels[i] == answers[i]) right[label] += 1;
  }
  double sum = 0;
  double variance = 0;
  double met = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    if (texts[c] == 0) continue;
    const double recall = right[c] / texts[c];
    sum += recall;
    variance += recall * (1 - recall) / texts[c];
    met += 1;
  }
  return {sum / met, kNormal95 * std::sqrt(variance) / met};
}

Score roc_auc(std::span<const std::int32_t> labels, std::span<const double> scores) {
  assert(labels.size() == scores.size());
  std::vector<double> high;
  std::vector<double> low;
  for (std::size_t i = 0; i < labels.size(); ++i) (labels[i] == 1 ? high : low).push_back(scores[i]);
  const auto m = static_cast<double>(high.size());
  const auto n = static_cast<double>(low.size());
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (high.empty() || low.empty()) return {kNone, kNone};
  const std::vector<double> among_high = numeric::midranks(high);
  const std::vector<double> among_low = numeric::midranks(low);
  std::vector<double> all(high);
  all.insert(all.end(), low.begin(), low.end());
  const std::vector<double> among_all = numeric::midranks(all);
  std::vector<double> above(high.size());  // the share of low texts below this high one
  std::vector<double> below(low.size());   // the share of high texts above this low one
  double sum = 0;
  for (std::size_t i = 0; i < high.size(); ++i) {
    above[i] = (among_all[i] - among_high[i]) / n;
    sum += above[i];
  }
  for (std::size_t i = 0; i < low.size(); ++i) below[i] = 1 - (among_all[high.size() + i] - among_low[i]) / m;
  const double area = sum / m;
  return {area, kNormal95 * std::sqrt(variance_of_mean(above, area) + variance_of_mean(below, area))};
}

Score rank_correlation(std::span<const double> a, std::span<const double> b) {
  assert(a.size() == b.size());
  const double r = numeric::rank_correlation(a, b);
  const auto n = static_cast<double>(a.size());
  return {r, kNormal95 * (1 - r * r) * std::sqrt((1 + r * r / 2) / (n - 3))};
}

}  // namespace segue::evaluation
