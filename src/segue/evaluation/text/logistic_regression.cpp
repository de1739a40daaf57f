#include "segue/evaluation/text/logistic_regression.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>
#include <utility>

#include "segue/evaluation/text/lbfgs.h"

namespace segue::evaluation {
namespace {

/// The weight of one row in the mean loss, by its class.
std::vector<double> class_weights(std::span<const std::int32_t> labels, std::size_t classes, bool balanced) {
  std::vector<double> count(classes, 0);
  for (const std::int32_t label : labels) count[static_cast<std::size_t>(label)] += 1;
  const auto all = static_cast<double>(labels.size());
  std::vector<double> weights(classes, 1 / all);
  if (balanced) {
    for (std::size_t c = 0; c < classes; ++c) {
      weights[c] = count[c] == 0 ? 0 : 1 / (static_cast<double>(classes) * count[c]);
    }
  }
  return weights;
}

/// scores[o] = intercept + weights of the row's features.
void score(const numeric::SparseMatrix::Row& row, std::span<const double> weights, std::size_t features,
           std::span<double> scores) {
  const std::size_t outputs = scores.size();
  for (std::size_t o = 0; o < outputs; ++o) scores[o] = weights[features * outputs + o];
  for (std::size_t i = 0; i < row.columns.size(); ++i) {
    const std::size_t at = std::size_t{row.columns[i]} * outputs;
    for (std::size_t o = 0; o < outputs; ++o) scores[o] += double{row.values[i]} * weights[at + o];
  }
}

/// ln(1 + e^x) without overflow.
double softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

double sigmoid(double x) {
  const double small = std::exp(-std::abs(x));
  return x >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/// The loss of one row; `scores` become the loss's derivatives by them.
double loss(std::span<double> scores, std::size_t label) {
  if (scores.size() == 1) {
    const double z = scores[0];
    scores[0] = sigmoid(z) - static_cast<double>(label);
    return label == 1 ? softplus(-z) : softplus(z);
  }
  const double top = *std::ranges::max_element(scores);
  const double right = scores[label];
  double sum = 0;
  for (double& z : scores) {
    z = std::exp(z - top);
    sum += z;
  }
  for (double& z : scores) z /= sum;
  scores[label] -= 1;
  return std::log(sum) + top - right;
}

}  // namespace

LogisticRegression::LogisticRegression(std::size_t features, std::size_t classes)
    : features_(features), classes_(classes), weights_((features + 1) * outputs(), 0) {}

LogisticRegression LogisticRegression::fit(const numeric::SparseMatrix& rows, std::span<const std::int32_t> labels,
                                           std::size_t classes, const LogisticOptions& options,
                                           const LogisticRegression* start, Progress& progress,
                                           const Cancellation& cancellation) {
  assert(labels.size() == rows.rows() && classes >= 2 && options.c > 0);
  LogisticRegression model(rows.cols(), classes);
  if (rows.rows() == 0) return model;
  if (start != nullptr) {
    assert(start->weights_.size() == model.weights_.size());
    model.weights_ = start->weights_;
  }
  const std::size_t outputs = model.outputs();
  const std::size_t features = model.features_;
  const std::vector<double> weight = class_weights(labels, classes, options.balanced);
  // Divided by c and the rows, so that the tolerance means the same for every c and every number of rows.
  const double penalty = 1 / (options.c * static_cast<double>(rows.rows()));
  const Objective objective = [&](std::span<const double> w, std::span<double> gradient) {
    cancellation.check();
    double value = 0;
    for (std::size_t i = 0; i < features * outputs; ++i) {
      gradient[i] = penalty * w[i];
      value += w[i] * w[i];
    }
    value *= penalty / 2;
    std::ranges::fill(gradient.subspan(features * outputs), 0.0);
    std::vector<double> scores(outputs);
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      const auto row = rows.row(i);
      const auto label = static_cast<std::size_t>(labels[i]);
      score(row, w, features, scores);
      value += weight[label] * loss(scores, label);
      for (double& derivative : scores) derivative *= weight[label];
      for (std::size_t o = 0; o < outputs; ++o) gradient[features * outputs + o] += scores[o];
      for (std::size_t k = 0; k < row.columns.size(); ++k) {
        const std::size_t at = std::size_t{row.columns[k]} * outputs;
        for (std::size_t o = 0; o < outputs; ++o) gradient[at + o] += double{row.values[k]} * scores[o];
      }
    }
    return value;
  };
  progress.begin("Fitting a regression", std::nullopt, "steps");
  minimise(
      objective, model.weights_,
      {.tolerance = options.tolerance, .least_gain = options.least_gain, .most_iterations = options.most_iterations},
      [&](std::size_t iteration) { progress.advance(iteration); });
  progress.end();
  return model;
}

std::vector<double> LogisticRegression::probabilities(const numeric::SparseMatrix::Row& row) const {
  std::vector<double> scores(outputs());
  score(row, weights_, features_, scores);
  if (classes_ == 2) {
    const double positive = sigmoid(scores[0]);
    return {1 - positive, positive};
  }
  loss(scores, 0);  // derivatives: the probabilities, less 1 for the label
  scores[0] += 1;
  return scores;
}

std::vector<std::int32_t> LogisticRegression::answers(const numeric::SparseMatrix& rows) const {
  std::vector<std::int32_t> result(rows.rows());
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const std::vector<double> likely = probabilities(rows.row(i));
    result[i] = static_cast<std::int32_t>(std::ranges::max_element(likely) - likely.begin());
  }
  return result;
}

ChosenLogistic choose_logistic(const numeric::SparseMatrix& rows, std::span<const std::int32_t> labels,
                               std::size_t classes, Metric metric, Progress& progress,
                               const Cancellation& cancellation) {
  constexpr std::size_t kHeldBack = 10;
  constexpr std::size_t kEnough = 200000;
  constexpr double kLowest = 0.25;
  constexpr double kHighest = 16;
  std::vector<std::size_t> learned;
  std::vector<std::size_t> asked;
  const std::size_t stride = rows.rows() / (kEnough + 1) + 1;
  for (std::size_t i = 0; i < rows.rows(); i += stride) {
    (i / stride % kHeldBack == 0 ? asked : learned).push_back(i);
  }
  const auto labels_of = [&](const std::vector<std::size_t>& which) {
    std::vector<std::int32_t> picked;
    for (const std::size_t i : which) picked.push_back(labels[i]);
    return picked;
  };
  const numeric::SparseMatrix learned_rows = rows.picked(learned);
  const numeric::SparseMatrix asked_rows = rows.picked(asked);
  const auto learned_labels = labels_of(learned);
  const auto asked_labels = labels_of(asked);

  LogisticOptions best_options;
  std::optional<LogisticRegression> best;
  double best_value = -1;
  for (const bool balanced : {false, true}) {
    if (balanced && metric == Metric::kAccuracy) continue;
    std::optional<LogisticRegression> last;
    int worse = 0;
    for (double c = kLowest; c <= kHighest && worse < 2; c *= 2) {
      const LogisticOptions options{.c = c, .balanced = balanced};
      last = LogisticRegression::fit(learned_rows, learned_labels, classes, options, last ? &*last : nullptr, progress,
                                     cancellation);
      const auto answers = last->answers(asked_rows);
      const double value = metric == Metric::kAccuracy ? accuracy(asked_labels, answers).value
                                                       : macro_recall(asked_labels, answers, classes).value;
      ++worse;
      if (!(value > best_value)) continue;
      worse = 0;
      best_value = value;
      best_options = options;
      best = last;
    }
  }
  return {LogisticRegression::fit(rows, labels, classes, best_options, best ? &*best : nullptr, progress, cancellation),
          best_options};
}

}  // namespace segue::evaluation
