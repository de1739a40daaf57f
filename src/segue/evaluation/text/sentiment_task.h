#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "segue/base/progress.h"
#include "segue/evaluation/text/logistic_regression.h"
#include "segue/evaluation/text/reading.h"
#include "segue/evaluation/text/text_report.h"
#include "segue/evaluation/text/tfidf.h"

namespace segue::evaluation {

/// Texts that a person (or an emoticon) gave a class.
struct LabelledTexts {
  std::vector<std::string> texts;
  std::vector<std::int32_t> labels;  ///< one per text. Two classes: negative, positive; three: with neutral between
  void add(std::string text, std::int32_t label);
};

/// Tweets by the rule of tweet_split.h, each as prepare_tweet() leaves it.
struct SplitTweets {
  LabelledTexts training;
  LabelledTexts test;
  /// `tweet` as it stands in its collection.
  void add(std::string_view tweet, std::int32_t label);
};

/// Words counted and weighed: the baseline a text model has to beat.
class WordClassifier {
 public:
  /// classes 2 or 3; the penalty is chosen inside `training`.
  static WordClassifier train(const LabelledTexts& training, std::size_t classes, Metric metric,
                              Progress& progress = Progress::none(),
                              const Cancellation& cancellation = Cancellation::never());

  std::vector<std::int32_t> answers(std::span<const std::string> texts) const;
  /// Probability of the last class less that of the first, per text.
  std::vector<double> leanings(std::span<const std::string> texts) const;
  const LogisticOptions& options() const { return chosen_.options; }

 private:
  WordClassifier(Tfidf tfidf, ChosenLogistic chosen);
  Tfidf tfidf_;
  ChosenLogistic chosen_;
};

/// What a text model says of texts: the sentiment of each. Error(kBadData) if a reading has none.
std::vector<text::Sentiment> sentiments(std::span<const std::string> texts, const ReadText& read, std::size_t threads,
                                        std::string_view step, Progress& progress, const Cancellation& cancellation);
/// The class of each: with two, positive where positive > negative; with three, the likeliest (the lower number of
/// equally likely ones).
std::vector<std::int32_t> answers(std::span<const text::Sentiment> sentiments, std::size_t classes);
/// positive - negative of each.
std::vector<double> leanings(std::span<const text::Sentiment> sentiments);

/// Adds a row: the task's metric of `answers` (two classes: accuracy, three: macro recall).
void add_answers(TextReport& report, std::string_view task, std::string_view method, const LabelledTexts& texts,
                 std::span<const std::int32_t> answers, Metric metric, std::size_t classes);
/// Adds a row: ROC AUC of `leanings`; label 1 should lean higher than label 0.
void add_leanings(TextReport& report, std::string_view task, std::string_view method, const LabelledTexts& texts,
                  std::span<const double> leanings);

}  // namespace segue::evaluation
