#include "segue/evaluation/text/sentiment_task.h"

#include <utility>

#include "segue/base/error.h"
#include "segue/evaluation/text/scores.h"
#include "segue/evaluation/text/tweet_split.h"

namespace segue::evaluation {

void LabelledTexts::add(std::string text, std::int32_t label) {
  texts.push_back(std::move(text));
  labels.push_back(label);
}

void SplitTweets::add(std::string_view tweet, std::int32_t label) {
  (is_test_tweet(tweet) ? test : training).add(prepare_tweet(tweet), label);
}

WordClassifier::WordClassifier(Tfidf tfidf, ChosenLogistic chosen)
    : tfidf_(std::move(tfidf)), chosen_(std::move(chosen)) {}

WordClassifier WordClassifier::train(const LabelledTexts& training, std::size_t classes, Metric metric,
                                     Progress& progress, const Cancellation& cancellation) {
  auto tfidf = Tfidf::fit(training.texts, {}, progress, cancellation);
  const numeric::SparseMatrix rows = tfidf.transform(training.texts, progress, cancellation);
  auto chosen = choose_logistic(rows, training.labels, classes, metric, progress, cancellation);
  return {std::move(tfidf), std::move(chosen)};
}

std::vector<std::int32_t> WordClassifier::answers(std::span<const std::string> texts) const {
  return chosen_.model.answers(tfidf_.transform(texts));
}

std::vector<double> WordClassifier::leanings(std::span<const std::string> texts) const {
  const numeric::SparseMatrix rows = tfidf_.transform(texts);
  std::vector<double> result;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const std::vector<double> likely = chosen_.model.probabilities(rows.row(i));
    result.push_back(likely.back() - likely.front());
  }
  return result;
}

std::vector<text::Sentiment> sentiments(std::span<const std::string> texts, const ReadText& read, std::size_t threads,
                                        std::string_view step, Progress& progress, const Cancellation& cancellation) {
  std::vector<text::Sentiment> result(texts.size());
  read_all(
      texts, read, threads, step,
      [&](std::size_t place, text::Reading&& reading) {
        if (!reading.sentiment) {
          throw Error(ErrorKind::kBadData, "the text model has no sentiment head, which this task asks",
                      "name another model, or only the task lyrics-p-at-10");
        }
        result[place] = *reading.sentiment;
      },
      progress, cancellation);
  return result;
}

std::vector<std::int32_t> answers(std::span<const text::Sentiment> sentiments, std::size_t classes) {
  std::vector<std::int32_t> result;
  for (const auto& [negative, neutral, positive] : sentiments) {
    if (classes == 2) {
      result.push_back(positive > negative ? 1 : 0);
    } else if (negative >= neutral && negative >= positive) {
      result.push_back(0);
    } else {
      result.push_back(neutral >= positive ? 1 : 2);
    }
  }
  return result;
}

std::vector<double> leanings(std::span<const text::Sentiment> sentiments) {
  std::vector<double> result;
  for (const auto& sentiment : sentiments) result.push_back(sentiment.positive - sentiment.negative);
  return result;
}

void add_answers(TextReport& report, std::string_view task, std::string_view method, const LabelledTexts& texts,
                 std::span<const std::int32_t> answers, Metric metric, std::size_t classes) {
  const Score score =
      metric == Metric::kAccuracy ? accuracy(texts.labels, answers) : macro_recall(texts.labels, answers, classes);
  report.rows.push_back({std::string(task), std::string(method), score.value, score.ci95, texts.labels.size()});
}

void add_leanings(TextReport& report, std::string_view task, std::string_view method, const LabelledTexts& texts,
                  std::span<const double> leanings) {
  const Score score = roc_auc(texts.labels, leanings);
  report.rows.push_back({std::string(task), std::string(method), score.value, score.ci95, texts.labels.size()});
}

}  // namespace segue::evaluation
