#include "segue/evaluation/text/logistic_regression.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "goldens.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/error.h"
#include "segue/base/rng.h"
#include "segue/evaluation/text/lbfgs.h"
#include "segue/evaluation/text/tfidf.h"

namespace segue::evaluation {
namespace {

using Labels = std::vector<std::int32_t>;

struct Golden {
  nlohmann::json json = text_goldens();
  numeric::SparseMatrix rows;
  Labels two = json["two"].get<Labels>();
  Labels three = json["three"].get<Labels>();

  Golden() {
    const auto texts = json["texts"].get<std::vector<std::string>>();
    std::vector<std::size_t> labelled(two.size());
    std::iota(labelled.begin(), labelled.end(), std::size_t{0});
    rows = Tfidf::fit(texts).transform(texts).picked(labelled);
  }
};

void expect_probabilities(const LogisticRegression& model, const numeric::SparseMatrix& rows,
                          const nlohmann::json& golden) {
  ASSERT_EQ(golden.size(), rows.rows());
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const auto expected = golden[i].get<std::vector<double>>();
    const auto found = model.probabilities(rows.row(i));
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t c = 0; c < found.size(); ++c) EXPECT_NEAR(found[c], expected[c], 1e-6) << i << ' ' << c;
    EXPECT_NEAR(std::accumulate(found.begin(), found.end(), 0.0), 1, 1e-12);
  }
}

TEST(LogisticRegression, AgreesWithScikitLearn) {
  const Golden golden;
  const double exact = 1e-9;
  expect_probabilities(
      LogisticRegression::fit(golden.rows, golden.two, 2, {.c = 1, .tolerance = exact, .least_gain = 0}), golden.rows,
      golden.json["two_c1"]);
  expect_probabilities(LogisticRegression::fit(golden.rows, golden.two, 2,
                                               {.c = 8, .balanced = true, .tolerance = exact, .least_gain = 0}),
                       golden.rows, golden.json["two_balanced_c8"]);
  expect_probabilities(
      LogisticRegression::fit(golden.rows, golden.three, 3, {.c = 2, .tolerance = exact, .least_gain = 0}), golden.rows,
      golden.json["three_c2"]);
}

TEST(LogisticRegression, AStartChangesNothingButTheTime) {
  const Golden golden;
  const LogisticOptions options{.c = 4, .tolerance = 1e-9, .least_gain = 0};
  const auto cold = LogisticRegression::fit(golden.rows, golden.three, 3, options);
  const auto other = LogisticRegression::fit(golden.rows, golden.three, 3, {.c = 0.5});
  const auto warm = LogisticRegression::fit(golden.rows, golden.three, 3, options, &other);
  for (std::size_t i = 0; i < golden.rows.rows(); ++i) {
    const auto a = cold.probabilities(golden.rows.row(i));
    const auto b = warm.probabilities(golden.rows.row(i));
    for (std::size_t c = 0; c < a.size(); ++c) EXPECT_NEAR(a[c], b[c], 1e-6);
  }
}

TEST(LogisticRegression, AnswersTheLikeliest) {
  const Golden golden;
  const auto model = LogisticRegression::fit(golden.rows, golden.three, 3, {.c = 100});
  const auto answers = model.answers(golden.rows);
  EXPECT_GT(accuracy(golden.three, answers).value, 0.9);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto likely = model.probabilities(golden.rows.row(i));
    EXPECT_EQ(likely[static_cast<std::size_t>(answers[i])], *std::ranges::max_element(likely));
  }
}

TEST(LogisticRegression, ExtremeRowsStayFinite) {
  numeric::SparseMatrix rows(1);
  const std::vector<std::uint32_t> column{0};
  rows.add_row(column, std::vector<float>{1e6F});
  rows.add_row(column, std::vector<float>{-1e6F});
  rows.add_row({}, {});
  const auto model = LogisticRegression::fit(rows, Labels{1, 0, 1}, 2, {.c = 1e6});
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    for (const double share : model.probabilities(rows.row(i))) EXPECT_TRUE(std::isfinite(share));
  }
  EXPECT_THAT(model.answers(rows), ::testing::ElementsAre(1, 0, 1));
}

TEST(LogisticRegression, StopsWhenAsked) {
  const Golden golden;
  Cancellation cancellation;
  cancellation.request();
  EXPECT_THROW(LogisticRegression::fit(golden.rows, golden.two, 2, {}, nullptr, Progress::none(), cancellation), Error);
}

TEST(ChooseLogistic, FindsAPenaltyThatServes) {
  // Two informative columns among noise: with too little penalty the noise is learned.
  Rng rng(5);
  numeric::SparseMatrix rows(200);
  Labels labels;
  for (int i = 0; i < 600; ++i) {
    const auto label = static_cast<std::int32_t>(rng.below(3));
    std::vector<std::uint32_t> columns{static_cast<std::uint32_t>(rng.below(4) == 0 ? rng.below(3) : label)};
    for (int k = 0; k < 6; ++k) columns.push_back(static_cast<std::uint32_t>(3 + rng.below(197)));
    std::ranges::sort(columns);
    const auto [end, last] = std::ranges::unique(columns);
    columns.erase(end, last);
    rows.add_row(columns, std::vector<float>(columns.size(), 0.4F));
    labels.push_back(label);
  }
  const auto chosen = choose_logistic(rows, labels, 3, Metric::kMacroRecall);
  const auto again = choose_logistic(rows, labels, 3, Metric::kMacroRecall);
  EXPECT_EQ(chosen.options.c, again.options.c);
  EXPECT_EQ(chosen.model.answers(rows), again.model.answers(rows));
  EXPECT_GE(chosen.options.c, 0.25);
  EXPECT_LE(chosen.options.c, 16);
  EXPECT_GT(accuracy(labels, chosen.model.answers(rows)).value, 0.8);
  EXPECT_FALSE(choose_logistic(rows, labels, 3, Metric::kAccuracy).options.balanced);
}

TEST(Lbfgs, FindsTheBottomOfAnIllConditionedBowl) {
  const std::size_t n = 20;
  const Objective bowl = [&](std::span<const double> x, std::span<double> gradient) {
    double value = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double curvature = std::pow(10.0, static_cast<double>(i) / 10);
      const double away = x[i] - static_cast<double>(i);
      value += curvature * away * away / 2;
      gradient[i] = curvature * away;
    }
    return value;
  };
  std::vector<double> x(n, 100);
  const auto result = minimise(bowl, x, {.tolerance = 1e-9});
  EXPECT_TRUE(result.converged);
  for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(x[i], static_cast<double>(i), 1e-8);
  // A step that gains little is the last.
  std::vector<double> rough(n, 100);
  const auto early = minimise(bowl, rough, {.tolerance = 1e-9, .least_gain = 0.5});
  EXPECT_TRUE(early.converged);
  EXPECT_LT(early.iterations, result.iterations);
  // Already there: nothing to do.
  EXPECT_EQ(minimise(bowl, x, {.tolerance = 1e-6}).iterations, 0U);
}

}  // namespace
}  // namespace segue::evaluation
