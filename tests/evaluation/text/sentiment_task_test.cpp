#include "segue/evaluation/text/sentiment_task.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/evaluation/text/tweet_split.h"

namespace segue::evaluation {
namespace {

using ::testing::ElementsAre;

TEST(SplitTweets, FollowsTheRuleAndPrepares) {
  SplitTweets tweets;
  tweets.add("@you H!", 1);  // "h": test
  tweets.add("USER  D", 0);  // "d": training
  EXPECT_THAT(tweets.test.texts, ElementsAre("user H!"));
  EXPECT_THAT(tweets.test.labels, ElementsAre(1));
  EXPECT_THAT(tweets.training.texts, ElementsAre("user D"));
  EXPECT_THAT(tweets.training.labels, ElementsAre(0));
}

TEST(Answers, TwoClassesLeaveNeutralOut) {
  const std::vector<text::Sentiment> said{{0.1, 0.7, 0.2}, {0.2, 0.7, 0.1}, {0.5, 0, 0.5}};
  EXPECT_THAT(answers(said, 2), ElementsAre(1, 0, 0));
  EXPECT_THAT(answers(said, 3), ElementsAre(1, 1, 0));
  EXPECT_THAT(answers(std::vector<text::Sentiment>{{0.2, 0.3, 0.5}, {0, 0.5, 0.5}}, 3), ElementsAre(2, 1));
  EXPECT_THAT(leanings(said), ElementsAre(::testing::DoubleNear(0.1, 1e-12), ::testing::DoubleNear(-0.1, 1e-12), 0));
}

TEST(Sentiments, AModelWithoutAHeadIsRefused) {
  const std::vector<std::string> texts{"a"};
  EXPECT_THROW(sentiments(
                   texts, [](std::string_view) { return text::Reading{}; }, 1, "Reading", Progress::none(),
                   Cancellation::never()),
               Error);
}

TEST(WordClassifier, LearnsWhatWordsMean) {
  Rng rng(2);
  LabelledTexts training;
  LabelledTexts test;
  const std::vector<std::string> filler{"the", "a", "my", "day", "was", "so"};
  for (int i = 0; i < 400; ++i) {
    const auto label = static_cast<std::int32_t>(rng.below(2));
    std::string text = label == 1 ? "glad" : "sad";
    for (int k = 0; k < 5; ++k) text += ' ' + filler[rng.below(filler.size())];
    (i % 4 == 0 ? test : training).add(text, label);
  }
  const auto classifier = WordClassifier::train(training, 2, Metric::kAccuracy);
  TextReport report;
  add_answers(report, kKaggle, kLogistic, test, classifier.answers(test.texts), Metric::kAccuracy, 2);
  add_leanings(report, kMood, kLogistic, test, classifier.leanings(test.texts));
  ASSERT_EQ(report.rows.size(), 2U);
  EXPECT_EQ(report.rows[0].task, kKaggle);
  EXPECT_EQ(report.rows[0].method, "tfidf-logreg");
  EXPECT_EQ(report.rows[0].value, 1);
  EXPECT_EQ(report.rows[0].n, 100U);
  EXPECT_EQ(report.rows[1].value, 1);
}

}  // namespace
}  // namespace segue::evaluation
