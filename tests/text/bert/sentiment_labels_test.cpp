#include "segue/text/bert/sentiment_labels.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace segue::text {
namespace {

using Poles = std::vector<Pole>;
constexpr Pole kNegative = Pole::kNegative;
constexpr Pole kNeutral = Pole::kNeutral;
constexpr Pole kPositive = Pole::kPositive;

TEST(SentimentLabels, AreFoundByNameInAnyOrder) {
  EXPECT_EQ(poles_of({"NEGATIVE", "POSITIVE"}, 2), (Poles{kNegative, kPositive}));
  EXPECT_EQ(poles_of({"positive", "Neutral", "negative"}, 3), (Poles{kPositive, kNeutral, kNegative}));
  EXPECT_EQ(poles_of({"NEG", "NEU", "POS"}, 3), (Poles{kNegative, kNeutral, kPositive}));
  EXPECT_EQ(poles_of({"1 star", "2 stars", "3 stars", "4 stars", "5 stars"}, 5),
            (Poles{kNegative, kNegative, kNeutral, kPositive, kPositive}));
}

TEST(SentimentLabels, WithoutNamesTheNumberDecides) {
  EXPECT_EQ(poles_of({"LABEL_0", "LABEL_1"}, 2), (Poles{kNegative, kPositive}));
  EXPECT_EQ(poles_of({"LABEL_0", "LABEL_1", "LABEL_2"}, 3), (Poles{kNegative, kNeutral, kPositive}));
  EXPECT_EQ(poles_of({}, 3), (Poles{kNegative, kNeutral, kPositive}));
  EXPECT_EQ(poles_of({}, 4), std::nullopt);
  EXPECT_EQ(poles_of({}, 1), std::nullopt);
}

TEST(SentimentLabels, OtherHeadsAreNone) {
  EXPECT_EQ(poles_of({"joy", "anger"}, 2), std::nullopt);
  EXPECT_EQ(poles_of({"negative", "neutral"}, 2), std::nullopt);
  EXPECT_EQ(poles_of({"LABEL_1", "LABEL_0"}, 2), std::nullopt);
}

TEST(SentimentLabels, SoftmaxIsSummedByPole) {
  const std::vector<float> logits{std::log(1.0F), std::log(2.0F), std::log(3.0F), std::log(4.0F), 0.0F};
  const Poles poles{kNegative, kNegative, kNeutral, kPositive, kPositive};
  const Sentiment sentiment = sentiment_of(logits, poles);
  EXPECT_NEAR(sentiment.negative, 3.0 / 11, 1e-7);
  EXPECT_NEAR(sentiment.neutral, 3.0 / 11, 1e-7);
  EXPECT_NEAR(sentiment.positive, 5.0 / 11, 1e-7);
}

TEST(SentimentLabels, LargeLogitsDoNotOverflow) {
  const std::vector<float> logits{3e38F, -3e38F};
  const Sentiment sentiment = sentiment_of(logits, Poles{kNegative, kPositive});
  EXPECT_EQ(sentiment.negative, 1.0);
  EXPECT_EQ(sentiment.positive, 0.0);
}

}  // namespace
}  // namespace segue::text
