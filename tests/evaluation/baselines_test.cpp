#include "segue/evaluation/baselines.h"

#include <cmath>
#include <vector>

#include "table_for_tests.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/numeric/statistics.h"

namespace segue::evaluation {
namespace {

using catalog::Variable;
using ::testing::ElementsAre;
using ::testing::FloatNear;

std::vector<double> column(const numeric::Matrix& matrix, std::size_t j) {
  std::vector<double> values;
  for (std::size_t i = 0; i < matrix.rows(); ++i) values.push_back(matrix(i, j));
  return values;
}

double squared_distance(const numeric::Matrix& rows, std::size_t a, std::size_t b) {
  double sum = 0;
  for (std::size_t j = 0; j < rows.cols(); ++j) sum += std::pow(double{rows(a, j)} - double{rows(b, j)}, 2);
  return sum;
}

TEST(RandomVectors, AreStandardNormalAndFollowFromTheSeed) {
  const numeric::Matrix vectors = random_vectors(5000, 3);
  ASSERT_EQ(vectors.rows(), 5000U);
  ASSERT_EQ(vectors.cols(), 4U);
  const std::vector<double> all(vectors.values().begin(), vectors.values().end());
  EXPECT_NEAR(numeric::mean(all), 0, 0.03);
  EXPECT_NEAR(numeric::variance(all), 1, 0.05);
  EXPECT_EQ(vectors.values(), random_vectors(5000, 3).values());
  EXPECT_NE(vectors.values(), random_vectors(5000, 4).values());
}

TEST(MinMaxVectors, LeaveOutWhatSaysNothingAndFillTheRestByTheMedian) {
  auto songs = random_songs(5, 1);
  for (std::size_t i = 0; i < 5; ++i) {
    songs[i].values = {};
    songs[i].values[Variable::kMode] = 1;                                   // constant
    songs[i].values[Variable::kTempo] = 100 + 10 * static_cast<double>(i);  // 100 to 140
  }
  songs[3].values[Variable::kTempo] = kUnknown;  // the median of 100, 110, 120 and 140 is 115
  EXPECT_THAT(min_max_vectors(audio_of(songs)).values(), ElementsAre(0, 0.25F, 0.5F, FloatNear(0.375F, 1e-6F), 1));
}

TEST(ZScoreVectors, HaveMeanZeroAndVarianceOne) {
  const numeric::Matrix vectors = z_score_vectors(audio_of(random_songs(300, 2)));
  ASSERT_EQ(vectors.cols(), 11U) << "time_signature is unknown";
  for (std::size_t j = 0; j < vectors.cols(); ++j) {
    EXPECT_NEAR(numeric::mean(column(vectors, j)), 0, 1e-5);
    EXPECT_NEAR(numeric::variance(column(vectors, j)), 1, 1e-4);
  }
}

TEST(PcaVectors, WithAllComponentsKeepEveryDistance) {
  const auto audio = audio_of(random_songs(30, 3));
  const numeric::Matrix all = pca_vectors(audio, 11);
  const numeric::Matrix scaled = min_max_vectors(audio);
  for (std::size_t a = 0; a < 30; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      ASSERT_NEAR(squared_distance(all, a, b), squared_distance(scaled, a, b), 1e-5);
    }
  }
  const numeric::Matrix four = pca_vectors(audio, 4);
  ASSERT_EQ(four.cols(), 4U);
  for (std::size_t a = 1; a < 30; ++a) {
    ASSERT_LE(squared_distance(four, a, 0), squared_distance(scaled, a, 0) + 1e-5);
  }
}

TEST(QuantileVectors, PutKeyOnACircleAndWeighKeyAndModeByHalf) {
  auto songs = random_songs(4, 4);
  const double keys[] = {0, 3, 6, kUnknown};
  const double modes[] = {0, 1, 1, kUnknown};
  for (std::size_t i = 0; i < 4; ++i) {
    songs[i].values = {};
    songs[i].values[Variable::kKey] = keys[i];
    songs[i].values[Variable::kMode] = modes[i];
    songs[i].values[Variable::kTimeSignature] = 3 + static_cast<double>(i % 2);
  }
  const numeric::Matrix vectors = quantile_vectors(audio_of(songs));
  ASSERT_EQ(vectors.cols(), 3U) << "time_signature takes no part";
  const auto near = [](float value) { return FloatNear(value, 1e-6F); };
  EXPECT_THAT(vectors.row(0), ElementsAre(near(0.5F), near(0), 0));
  EXPECT_THAT(vectors.row(1), ElementsAre(near(0), near(0.5F), 0.5F));
  EXPECT_THAT(vectors.row(2), ElementsAre(near(-0.5F), near(0), 0.5F));
  EXPECT_THAT(vectors.row(3), ElementsAre(0, 0, 0.5F)) << "unknown key: the middle; unknown mode: the median";
}

TEST(QuantileVectors, MakeContinuousFeaturesNormal) {
  const numeric::Matrix vectors = quantile_vectors(audio_of(random_songs(4000, 5)));
  ASSERT_EQ(vectors.cols(), 12U) << "nine continuous, two of the key, mode";
  for (std::size_t j = 0; j < 9; ++j) {
    EXPECT_NEAR(numeric::mean(column(vectors, j)), 0, 0.01);
    EXPECT_NEAR(numeric::variance(column(vectors, j)), 1, 0.03);
  }
}

TEST(QuantileVectors, AppendYearAndDuration) {
  auto songs = random_songs(6, 6);
  const double years[] = {2000, 2020, 2010, 1990, 2030, kUnknown};
  for (std::size_t i = 0; i < 6; ++i) {
    songs[i].year = years[i];
    songs[i].duration_ms = i < 2 ? 1000 : 1000000;
  }
  songs[5].duration_ms = kUnknown;
  const auto audio = audio_of(songs);
  const numeric::Matrix vectors = quantile_vectors(audio, context_of(songs));
  const numeric::Matrix without = quantile_vectors(audio);
  ASSERT_EQ(vectors.cols(), without.cols() + 2);
  for (std::size_t j = 0; j < without.cols(); ++j) EXPECT_EQ(vectors(3, j), without(3, j));
  // Years 2000, 2020, 2010, 1990, 2030 and 2010 for the unknown one: mean 2010, variance 1000 / 6.
  const std::size_t year = without.cols();
  EXPECT_NEAR(vectors(0, year), -10 / std::sqrt(1000.0 / 6), 1e-4);
  EXPECT_NEAR(vectors(5, year), 0, 1e-6);
  // Two short songs, four long ones (the unknown one is as the median): z-scores -sqrt(2) and 1 / sqrt(2).
  EXPECT_NEAR(vectors(0, year + 1), -std::sqrt(2.0), 1e-5);
  EXPECT_NEAR(vectors(5, year + 1), std::sqrt(0.5), 1e-5);
}

TEST(Baselines, OfNothingHaveNoColumns) {
  const auto audio =
      features::make_table({{.song = SongId{1}, .values = {}, .year = kUnknown, .duration_ms = kUnknown}},
                           features::audio_feature_columns());
  EXPECT_EQ(min_max_vectors(audio).cols(), 0U);
  EXPECT_EQ(z_score_vectors(audio).cols(), 0U);
  EXPECT_EQ(quantile_vectors(audio).cols(), 0U);
  EXPECT_EQ(random_vectors(0, 1).rows(), 0U);
}

}  // namespace
}  // namespace segue::evaluation
