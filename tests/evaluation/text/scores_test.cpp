#include "segue/evaluation/text/scores.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "goldens.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/numeric/statistics.h"

namespace segue::evaluation {
namespace {

using Labels = std::vector<std::int32_t>;

/// The spread of a score over many draws of texts is what its interval says from one of them.
void expect_interval_covers(std::uint64_t seed, const std::function<Score(Rng&)>& draw) {
  Rng rng(seed);
  std::vector<double> values;
  double said = 0;
  constexpr int kDraws = 400;
  for (int i = 0; i < kDraws; ++i) {
    const Score score = draw(rng);
    values.push_back(score.value);
    said += score.ci95 / kDraws;
  }
  EXPECT_NEAR(said, 1.96 * std::sqrt(numeric::variance(values)), 0.1 * said);
}

TEST(Scores, AgreeWithScikitLearn) {
  const auto golden = text_goldens();
  const auto& auc = golden["auc"];
  EXPECT_NEAR(roc_auc(auc["labels"].get<Labels>(), auc["scores"].get<std::vector<double>>()).value,
              auc["value"].get<double>(), 1e-12);
  const auto& ranks = golden["spearman"];
  EXPECT_NEAR(
      rank_correlation(auc["scores"].get<std::vector<double>>(), ranks["other"].get<std::vector<double>>()).value,
      ranks["value"].get<double>(), 1e-12);
  const auto& classes = golden["classes"];
  const auto labels = classes["labels"].get<Labels>();
  const auto answers = classes["answers"].get<Labels>();
  EXPECT_NEAR(accuracy(labels, answers).value, classes["accuracy"].get<double>(), 1e-12);
  EXPECT_NEAR(macro_recall(labels, answers, 3).value, classes["macro_recall"].get<double>(), 1e-12);
}

TEST(RankCorrelationScore, IntervalCoversWhatManyDrawsShow) {
  expect_interval_covers(12, [](Rng& rng) {
    std::vector<double> a;
    std::vector<double> b;
    for (int i = 0; i < 100; ++i) {
      a.push_back(rng.normal());
      b.push_back(rng.normal() + a.back() / 2);
    }
    return rank_correlation(a, b);
  });
}

TEST(RocAuc, TiesCountHalf) {
  EXPECT_EQ(roc_auc(Labels{0, 1}, std::vector<double>{1, 1}).value, 0.5);
  EXPECT_EQ(roc_auc(Labels{0, 1, 1}, std::vector<double>{1, 1, 2}).value, 0.75);
  EXPECT_EQ(roc_auc(Labels{0, 0, 1, 1}, std::vector<double>{1, 2, 3, 4}).value, 1);
  EXPECT_EQ(roc_auc(Labels{1, 1, 0, 0}, std::vector<double>{1, 2, 3, 4}).value, 0);
  EXPECT_TRUE(std::isnan(roc_auc(Labels{1, 1}, std::vector<double>{1, 2}).value));
}

TEST(RocAuc, IsTheShareOfPairsInOrder) {
  Rng rng(3);
  Labels labels;
  std::vector<double> scores;
  for (int i = 0; i < 80; ++i) {
    labels.push_back(static_cast<std::int32_t>(rng.below(2)));
    scores.push_back(static_cast<double>(rng.below(9)) + labels.back());
  }
  double right = 0;
  double pairs = 0;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    for (std::size_t j = 0; j < labels.size(); ++j) {
      if (labels[i] != 1 || labels[j] != 0) continue;
      pairs += 1;
      right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
    }
  }
  EXPECT_NEAR(roc_auc(labels, scores).value, right / pairs, 1e-12);
}

TEST(RocAuc, IntervalCoversWhatManyDrawsShow) {
  expect_interval_covers(11, [](Rng& rng) {
    Labels labels;
    std::vector<double> scores;
    for (int i = 0; i < 100; ++i) {
      labels.push_back(i < 60 ? 1 : 0);
      scores.push_back(rng.normal() + (i < 60 ? 0.8 : 0));
    }
    return roc_auc(labels, scores);
  });
}

TEST(MacroRecall, ClassesWeighTheSame) {
  const Score score = macro_recall(Labels{0, 0, 0, 2}, Labels{0, 0, 1, 2}, 3);
  EXPECT_NEAR(score.value, (2.0 / 3 + 1) / 2, 1e-12) << "class 1 has no text and does not count";
  EXPECT_NEAR(score.ci95, 1.96 * std::sqrt(2.0 / 9 / 3) / 2, 1e-12);
  EXPECT_NEAR(accuracy(Labels{0, 0, 0, 2}, Labels{0, 0, 1, 2}).ci95, 1.96 * std::sqrt(0.75 * 0.25 / 4), 1e-12);
}

}  // namespace
}  // namespace segue::evaluation
