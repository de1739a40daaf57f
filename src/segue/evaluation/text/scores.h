#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace segue::evaluation {

/// A share or a correlation, with half the width of its normal 95% interval over other texts of the same kind. NaN if
/// nothing was asked.
struct Score {
  double value = 0;
  double ci95 = 0;
};

/// The share of answers that are right. `answers` as many as `labels`.
Score accuracy(std::span<const std::int32_t> labels, std::span<const std::int32_t> answers);

/// The mean over the classes of the share of their texts that were answered right: chance reaches 1 / classes, however
/// many texts each class has. Labels are 0 to classes - 1; classes without texts do not count.
Score macro_recall(std::span<const std::int32_t> labels, std::span<const std::int32_t> answers, std::size_t classes);

/// The probability that a text of label 1 has a higher score than one of label 0, ties count half: the area under the
/// ROC curve. Interval by DeLong, DeLong & Clarke-Pearson (1988), in the fast form of Sun & Xu (2014). NaN if a label
/// is missing. Scores are finite; labels 0 or 1.
Score roc_auc(std::span<const std::int32_t> labels, std::span<const double> scores);

/// Spearman's rank correlation, equal values sharing the mean of their ranks. Interval by Fisher's transformation with
/// the variance of Bonett & Wright (2000), carried back by its slope. NaN where all values of one side are equal.
Score rank_correlation(std::span<const double> a, std::span<const double> b);

}  // namespace segue::evaluation
