#include "segue/evaluation/text/tfidf.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "goldens.h"
#include <gtest/gtest.h>

namespace segue::evaluation {
namespace {

TEST(Tfidf, AgreesWithScikitLearn) {
  const auto golden = text_goldens();
  const auto texts = golden["texts"].get<std::vector<std::string>>();
  const auto tfidf = Tfidf::fit(texts);
  EXPECT_EQ(tfidf.terms(), golden["terms"].get<std::size_t>());
  const auto rows = tfidf.transform(texts);
  ASSERT_EQ(rows.rows(), texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto values = rows.row(i).values;
    std::vector<float> weights(values.begin(), values.end());
    std::ranges::sort(weights);
    const auto expected = golden["weights"][i].get<std::vector<double>>();
    ASSERT_EQ(weights.size(), expected.size()) << texts[i];
    for (std::size_t k = 0; k < expected.size(); ++k) EXPECT_NEAR(weights[k], expected[k], 1e-6) << texts[i];
  }
  const auto gram = golden["gram"].get<std::vector<std::vector<double>>>();
  for (std::size_t i = 0; i < gram.size(); ++i) {
    for (std::size_t j = 0; j < rows.rows(); ++j) {
      EXPECT_NEAR(numeric::dot(rows.row(i), rows.row(j)), gram[i][j], 1e-6) << i << ' ' << j;
    }
  }
}

TEST(Tfidf, ClosedForm) {
  const std::vector<std::string> texts{"a a b", "a c"};
  const auto tfidf = Tfidf::fit(texts, {.pairs = false, .least_documents = 1});
  ASSERT_EQ(tfidf.terms(), 3U);
  const auto rows = tfidf.transform(texts);
  const double a = 1 + std::log(2.0);        // twice, in both texts: idf 1
  const double b = 1 + std::log(3.0 / 2.0);  // once, in one of two
  const double length = std::sqrt(a * a + b * b);
  ASSERT_EQ(rows.row(0).values.size(), 2U);
  EXPECT_NEAR(rows.row(0).values[0], a / length, 1e-6);
  EXPECT_NEAR(rows.row(0).values[1], b / length, 1e-6);
}

TEST(Tfidf, UnknownWordsPartPairs) {
  const std::vector<std::string> texts{"a b", "a b"};
  const auto tfidf = Tfidf::fit(texts);
  ASSERT_EQ(tfidf.terms(), 3U);  // a, b, a b
  const std::vector<std::string> asked{"a b", "a x b", "x y", ""};
  const auto rows = tfidf.transform(asked);
  EXPECT_EQ(rows.row(0).columns.size(), 3U);
  EXPECT_EQ(rows.row(1).columns.size(), 2U);
  EXPECT_EQ(rows.row(2).columns.size(), 0U);
  EXPECT_EQ(rows.row(3).columns.size(), 0U);
  EXPECT_EQ(Tfidf::fit({}).transform(asked).rows(), 4U);
}

}  // namespace
}  // namespace segue::evaluation
