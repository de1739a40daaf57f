#include "segue/app/survey_score.h"

#include <cmath>

#include "survey_fixture.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace segue::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr double kRounding = 1e-12;

/// Two listeners, two seeds, one of which the second listener did not rate.
std::vector<SurveyAnswers> two_listeners() {
  return {rated({8, 6, 4, 6, 6, 2}, "00000000000000aa"), rated({10, 5, 3, -1, -1, -1}, "00000000000000bb")};
}

TEST(SurveyScore, TakesMeansOverAllRatingsOfARecipe) {
  const auto score = score_survey(small_key(2), two_listeners());
  EXPECT_EQ(score.raters, 2U);
  EXPECT_EQ(score.seeds, 2U);
  EXPECT_EQ(score.ratings, 9U);
  ASSERT_EQ(score.recipes.size(), 3U);
  EXPECT_NEAR(score.recipes[0].rating->mean, (8 + 6 + 10) / 3.0, kRounding);
  EXPECT_NEAR(score.recipes[1].rating->mean, (6 + 6 + 5) / 3.0, kRounding);
  EXPECT_NEAR(score.recipes[2].rating->mean, (4 + 2 + 3) / 3.0, kRounding);
  EXPECT_EQ(score.recipes[0].rating->count, 3U);
  EXPECT_EQ(score.recipes[0].published, 7.49);
  EXPECT_EQ(score.recipes[1].published, 6.06);
  EXPECT_EQ(score.recipes[2].published, 5.87);
}

TEST(SurveyScore, ComparesWhatOneListenerSaidForOneSeed) {
  const auto score = score_survey(small_key(2), two_listeners());
  ASSERT_EQ(score.differences.size(), 3U);
  EXPECT_NEAR(score.differences[0].difference.mean, (2 + 0 + 5) / 3.0, kRounding);
  EXPECT_NEAR(score.differences[1].difference.mean, (4 + 4 + 7) / 3.0, kRounding);
  EXPECT_NEAR(score.differences[2].difference.mean, (2 + 4 + 2) / 3.0, kRounding);
  // Pairs only: the second listener rated the first recipe alone.
  const auto paired = score_survey(small_key(1), {rated({5, 3, -1}), rated({10, -1, -1}, "00000000000000bb")});
  ASSERT_EQ(paired.differences.size(), 1U);
  EXPECT_EQ(paired.differences[0].difference.mean, 2);
  EXPECT_EQ(paired.differences[0].difference.count, 1U);
}

TEST(SurveyScore, CorrelatesMeanRatingsWithLossesAndPrecision) {
  const auto score = score_survey(small_key(2), two_listeners());
  // By hand: ratings 8, 17/3, 3 deviate by 22/9, 1/9, -23/9 from their mean; losses by -0.1, 0, 0.1; P@10 by 0.2, -0.1,
  // -0.1.
  EXPECT_EQ(score.correlations[0].with, "validation_loss");
  EXPECT_NEAR(*score.correlations[0].pearson, -0.1 * (22 + 23) / 9 / std::sqrt(0.02 * (22 * 22 + 1 + 23 * 23) / 81.0),
              kRounding);
  EXPECT_NEAR(*score.correlations[0].spearman, -1, kRounding);
  EXPECT_EQ(score.correlations[1].with, "words_validation_loss");
  EXPECT_EQ(score.correlations[1].recipes, 2U);
  EXPECT_EQ(score.correlations[1].pearson, std::nullopt);
  EXPECT_THAT(score.correlations[1].problem, HasSubstr("3 recipes"));
  EXPECT_EQ(score.correlations[2].with, "p_at_10");
  EXPECT_NEAR(*score.correlations[2].pearson,
              (0.2 * 22 - 0.1 * 1 + 0.1 * 23) / 9 / std::sqrt(0.06 * (22 * 22 + 1 + 23 * 23) / 81.0), kRounding);
  // Ranks of P@10: 3, 1.5, 1.5.
  EXPECT_NEAR(*score.correlations[2].spearman, 1.5 / std::sqrt(3), kRounding);
}

TEST(SurveyScore, EqualRatingsCorrelateWithNothing) {
  const auto score = score_survey(small_key(1), {rated({5, 5, 5})});
  EXPECT_EQ(score.correlations[0].pearson, std::nullopt);
  EXPECT_THAT(score.correlations[0].problem, HasSubstr("same for all"));
}

TEST(SurveyScore, SaysWhereListenersDisagreed) {
  auto answers = two_listeners();
  answers[1].answers[0].comment = "too loud";
  const auto score = score_survey(small_key(2), answers);
  EXPECT_THAT(score.disputed, ElementsAre(0, 1, 2));
  EXPECT_THAT(score.lists[0].ratings, ElementsAre(8, 10));
  EXPECT_THAT(score.lists[0].comments, ElementsAre("too loud"));
  EXPECT_EQ(score.lists[0].mean, 9);
  EXPECT_NEAR(score.lists[0].deviation, std::sqrt(2), kRounding);
  EXPECT_NEAR(score.lists[1].deviation, std::sqrt(0.5), kRounding);
  EXPECT_EQ(score.lists[3].deviation, 0);  // of one rating
}

TEST(SurveyScore, IntervalsAreThePercentilesOfResampledMeans) {
  // Four listeners, one seed: 256 resamples, equally likely. In order from below their means are 1 (once), 1.25 (four
  // times), 1.5 (six times): the 2.5th percentile, between the sixth and the seventh, is 1.5. From above: 8 (once), 7
  // (four times), 6.5 (four times): the 97.5th is 6.5.
  std::vector<SurveyAnswers> answers;
  for (const double rating : {1, 2, 4, 8}) {
    answers.push_back(rated({rating}, "00000000000000a" + std::to_string(answers.size())));
  }
  const auto four = score_survey(small_key(1), answers).recipes[0].rating;
  EXPECT_EQ(four->mean, 3.75);
  EXPECT_EQ(four->low, 1.5);
  EXPECT_EQ(four->high, 6.5);
  // One listener, two seeds: the means are 4, 6, 6 and 8.
  const auto two = score_survey(small_key(2), {rated({4, -1, -1, 8})}).recipes[0].rating;
  EXPECT_EQ(two->low, 4);
  EXPECT_EQ(two->high, 8);
  EXPECT_FALSE(score_survey(small_key(1), {rated({4})}).recipes[0].rating->low);
}

TEST(SurveyScore, ListenersAndSeedsAreBothDrawn) {
  // Listeners agree and seeds differ, or the other way round: either makes an interval.
  const auto seeds = score_survey(small_key(2), {rated({2, -1, -1, 6}), rated({2, -1, -1, 6}, "00000000000000bb")});
  EXPECT_EQ(seeds.recipes[0].rating->low, 2);
  EXPECT_EQ(seeds.recipes[0].rating->high, 6);
  const auto raters = score_survey(small_key(2), {rated({2, -1, -1, 2}), rated({6, -1, -1, 6}, "00000000000000bb")});
  EXPECT_EQ(raters.recipes[0].rating->low, 2);
  EXPECT_EQ(raters.recipes[0].rating->high, 6);
}

TEST(SurveyScore, TheNumberOfThreadsChangesNothing) {
  SurveyScoreOptions options;
  options.resamples = 950;
  const auto one = score_survey(small_key(2), two_listeners(), options);
  options.threads = 3;
  const auto three = score_survey(small_key(2), two_listeners(), options);
  for (std::size_t i = 0; i < one.recipes.size(); ++i) {
    EXPECT_EQ(one.recipes[i].rating->low, three.recipes[i].rating->low);
    EXPECT_EQ(one.recipes[i].rating->high, three.recipes[i].rating->high);
  }
}

TEST(SurveyScore, CommentsAloneAreNoRatings) {
  auto silent = rated({});
  silent.answers.push_back({1, std::nullopt, "I know none of these"});
  const auto score = score_survey(small_key(1), {silent});
  EXPECT_EQ(score.raters, 0U);
  EXPECT_EQ(score.ratings, 0U);
  EXPECT_FALSE(score.recipes[0].rating);
  EXPECT_THAT(score.lists[1].comments, ElementsAre("I know none of these"));
  EXPECT_TRUE(score.disputed.empty());
}

}  // namespace
}  // namespace segue::app
