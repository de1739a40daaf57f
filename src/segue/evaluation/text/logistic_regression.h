#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "segue/base/progress.h"
#include "segue/evaluation/text/scores.h"
#include "segue/numeric/sparse.h"

namespace segue::evaluation {

struct LogisticOptions {
  double c = 1;           ///< weight of the data against the penalty, as in sklearn
  bool balanced = false;  ///< every class weighs the same, however many rows it has
  /// Done when no component of the mean loss's gradient is larger, or when a step lowers the loss by a smaller share.
  double tolerance = 1e-5;
  double least_gain = 1e-5;
  std::size_t most_iterations = 300;
};

/// Logistic regression with an L2 penalty, for two classes or more: minimises |w|^2 / 2 + c * sum of the rows' losses;
/// intercepts are not penalised. With two classes one set of weights (positive is class 1), with more one per class
/// (softmax), as sklearn's LogisticRegression does.
class LogisticRegression {
 public:
  /// `labels`: one per row, 0 to classes - 1; classes >= 2. `start`: a model of the same shape to begin from, which
  /// saves time and changes the result within the tolerance only. Progress in iterations.
  static LogisticRegression fit(const numeric::SparseMatrix& rows, std::span<const std::int32_t> labels,
                                std::size_t classes, const LogisticOptions& options,
                                const LogisticRegression* start = nullptr, Progress& progress = Progress::none(),
                                const Cancellation& cancellation = Cancellation::never());

  std::size_t classes() const { return classes_; }
  /// One per class; they sum to 1.
  std::vector<double> probabilities(const numeric::SparseMatrix::Row& row) const;
  /// The likeliest class per row, the lower number of equally likely ones.
  std::vector<std::int32_t> answers(const numeric::SparseMatrix& rows) const;

 private:
  LogisticRegression(std::size_t features, std::size_t classes);
  std::size_t outputs() const { return classes_ == 2 ? 1 : classes_; }

  std::size_t features_;
  std::size_t classes_;
  std::vector<double>
      weights_;  ///< weights_[feature * outputs() + output]; the intercepts stand behind the last feature
};

/// What a model is chosen by.
enum class Metric : std::uint8_t { kAccuracy, kMacroRecall };

/// What was chosen, and how.
struct ChosenLogistic {
  LogisticRegression model;
  LogisticOptions options;
};

/// Fits with several c (0.25 to 16, doubling) on nine tenths of the rows, asks the others (every tenth row), and fits
/// the best anew on all rows; for macro recall also with balanced classes. Stops going up when two in a row were worse
/// than the best. Of more than 200,000 rows, so many at equal distances are enough to choose.
ChosenLogistic choose_logistic(const numeric::SparseMatrix& rows, std::span<const std::int32_t> labels,
                               std::size_t classes, Metric metric, Progress& progress = Progress::none(),
                               const Cancellation& cancellation = Cancellation::never());

}  // namespace segue::evaluation
