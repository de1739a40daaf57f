#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/evaluation/protocol.h"

namespace segue::evaluation {
namespace {

using ::testing::ElementsAre;

/// Sum of 1 / log2(rank + 1) over ranks 1 to 10.
constexpr double kIdeal = 4.543559338088346;
const double kSecond = 1 / std::log2(3.0);

/// A protocol in which every song is in the pool and has an artist of its own.
Protocol protocol(std::vector<std::vector<std::int32_t>> member) {
  Protocol result;
  for (std::size_t i = 0; i < member.size(); ++i) {
    result.pool.push_back(i);
    result.artist.push_back(static_cast<std::int32_t>(i));
  }
  result.songs = member.size();
  result.member = std::move(member);
  return result;
}

numeric::Matrix on_a_line(std::vector<float> positions) {
  const std::size_t n = positions.size();
  return {n, 1, std::move(positions)};
}

TEST(Measure, FourSongsByHand) {
  const Row row = measure("line", protocol({{0}, {0}, {1}, {0, 1}}), on_a_line({0, 1, 2, 3}));
  EXPECT_EQ(row.method, "line");
  // Query 0: 1 yes, 2 no, 3 yes. Query 1: 0 and 2 are equally far, 0 first: yes, no, then 3 yes.
  // Query 2: 1 and 3 are equally far, 1 first: no, yes, then 0 no. Query 3: yes, yes, yes.
  EXPECT_THAT(row.per_query, ElementsAre(0.2F, 0.2F, 0.1F, 0.3F));
  EXPECT_NEAR(row.p_at_10, 0.2, 1e-12);
  EXPECT_NEAR(row.ci95, 1.96 * std::sqrt(0.005) / 2, 1e-12);
  EXPECT_NEAR(row.ndcg_at_10, (1.5 + 1.5 + kSecond + (1 + kSecond + 0.5)) / 4 / kIdeal, 1e-12);
}

TEST(Measure, TenRelevantAnswersArePerfect) {
  const Row row =
      measure("same place", protocol(std::vector<std::vector<std::int32_t>>(11, {7})), numeric::Matrix(11, 3, 1.0F));
  EXPECT_NEAR(row.p_at_10, 1, 1e-12);
  EXPECT_NEAR(row.ndcg_at_10, 1, 1e-12);
  EXPECT_EQ(row.ci95, 0);
}

TEST(Measure, TheEleventhAnswerDoesNotCount) {
  // Song 0 shares a playlist only with song 11, which is the farthest of the eleven others.
  std::vector<std::vector<std::int32_t>> member(12, {1});
  member[0] = {0};
  member[11] = {0, 1};
  std::vector<float> positions = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  EXPECT_EQ(measure("far", protocol(member), on_a_line(positions)).per_query[0], 0.0F);
  positions[11] = 9.5F;
  EXPECT_EQ(measure("nearer", protocol(member), on_a_line(positions)).per_query[0], 0.1F);
}

TEST(Measure, SongsOfTheQuerysArtistAreNoAnswers) {
  Protocol all = protocol({{0}, {0}, {0}, {0}});
  all.artist = {5, 5, 6, 6};
  // Only songs 2 and 3 answer 0 and 1, and the other way round.
  EXPECT_THAT(measure("two artists", all, on_a_line({0, 1, 2, 3})).per_query, ElementsAre(0.2F, 0.2F, 0.2F, 0.2F));
  all.artist = {5, 5, 5, 5};
  const Row none = measure("one artist", all, on_a_line({0, 1, 2, 3}));
  EXPECT_EQ(none.p_at_10, 0);
  EXPECT_EQ(none.ndcg_at_10, 0);
}

TEST(Measure, OnlySongsOfTheQuerysClusterAnswer) {
  const Protocol all = protocol({{0}, {0}, {1}, {0, 1}});
  const std::vector<std::int32_t> clusters = {3, 8, 3, 3};
  // Query 0: 2 no, 3 yes. Query 1: alone. Query 2: 3 yes, 0 no. Query 3: 2 yes, 0 yes.
  const Row row = measure("cells", all, on_a_line({0, 1, 2, 3}), &clusters);
  EXPECT_THAT(row.per_query, ElementsAre(0.1F, 0.0F, 0.1F, 0.2F));
  EXPECT_NEAR(row.ndcg_at_10, (kSecond + 0 + 1 + (1 + kSecond)) / 4 / kIdeal, 1e-12);
}

TEST(Measure, VectorsAndClustersAreOfAllSongsNotOfThePool) {
  Protocol some = protocol({{0}, {0}, {1}});
  some.pool = {1, 3, 4};
  some.songs = 6;
  // Rows 0, 2 and 5 stand where the answers would be, were they in the pool.
  const numeric::Matrix vectors = on_a_line({0, 0, 0, 5, 1, 0});
  EXPECT_NEAR(measure("some", some, vectors).ndcg_at_10, (kSecond + kSecond + 0) / 3 / kIdeal, 1e-12);
  const std::vector<std::int32_t> clusters = {0, 1, 0, 1, 0, 1};
  EXPECT_NEAR(measure("some", some, vectors, &clusters).ndcg_at_10, (1.0 + 1.0 + 0) / 3 / kIdeal, 1e-12);
}

TEST(Measure, EqualDistancesGoByRow) {
  // All songs stand in one place; 0 shares a playlist with 11 and 12 only, which ten others precede.
  std::vector<std::vector<std::int32_t>> member(13, {1});
  member[0] = {0};
  member[11] = member[12] = {0};
  const Row row = measure("one place", protocol(member), numeric::Matrix(13, 2));
  EXPECT_EQ(row.per_query[0], 0.0F);
  EXPECT_EQ(row.per_query[12], 0.1F) << "0 precedes";
}

TEST(Measure, ASongWithoutAFiniteDistanceIsNoAnswer) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const Row row = measure("odd", protocol({{0}, {0}, {0}, {0}}), on_a_line({0, nan, 1, infinity}));
  EXPECT_THAT(row.per_query, ElementsAre(0.1F, 0.0F, 0.1F, 0.0F));
}

TEST(Measure, AnEmptyPoolGivesZeros) {
  const Row row = measure("nothing", Protocol{}, numeric::Matrix(5, 2));
  EXPECT_EQ(row.p_at_10, 0);
  EXPECT_EQ(row.ci95, 0);
  EXPECT_EQ(row.ndcg_at_10, 0);
  EXPECT_TRUE(row.per_query.empty());
}

/// Everything at random, with many ties: coordinates are small whole numbers, so float distances are exact.
struct RandomCase {
  Protocol protocol;
  numeric::Matrix vectors;
  std::vector<std::int32_t> clusters;
};

RandomCase random_case(std::uint64_t seed, std::size_t songs, std::size_t dimension) {
  Rng rng(seed);
  RandomCase result;
  result.vectors = numeric::Matrix(songs, dimension);
  for (float& value : result.vectors.values()) value = static_cast<float>(rng.below(3));
  result.protocol.songs = songs;
  for (std::size_t i = 0; i < songs; ++i) {
    result.clusters.push_back(static_cast<std::int32_t>(rng.below(3)));
    if (rng.below(4) == 0) continue;
    result.protocol.pool.push_back(i);
    result.protocol.artist.push_back(static_cast<std::int32_t>(rng.below(songs / 3 + 1)));
    std::vector<std::int32_t> member;
    for (std::int32_t playlist = 0; playlist < 12; ++playlist) {
      if (rng.below(6) == 0) member.push_back(playlist);
    }
    if (member.empty()) member.push_back(12);
    result.protocol.member.push_back(member);
  }
  return result;
}

/// The protocol read aloud: sort all pool songs, strike out, count.
Row slow_measure(const RandomCase& input, const std::vector<std::int32_t>* clusters) {
  const Protocol& protocol = input.protocol;
  Row row;
  double precision_sum = 0;
  double ndcg_sum = 0;
  for (std::size_t q = 0; q < protocol.pool.size(); ++q) {
    std::vector<std::pair<double, std::size_t>> order;
    for (std::size_t i = 0; i < protocol.pool.size(); ++i) {
      double distance = 0;
      for (std::size_t j = 0; j < input.vectors.cols(); ++j) {
        distance += std::pow(input.vectors(protocol.pool[q], j) - input.vectors(protocol.pool[i], j), 2);
      }
      if (protocol.artist[i] == protocol.artist[q]) continue;
      if (clusters != nullptr && (*clusters)[protocol.pool[i]] != (*clusters)[protocol.pool[q]]) continue;
      order.emplace_back(distance, i);
    }
    std::sort(order.begin(), order.end());
    double hits = 0;
    for (std::size_t rank = 0; rank < order.size() && rank < 10; ++rank) {
      const auto& a = protocol.member[q];
      const auto& b = protocol.member[order[rank].second];
      if (std::none_of(a.begin(), a.end(), [&b](auto x) { return std::count(b.begin(), b.end(), x) > 0; })) continue;
      hits += 1;
      ndcg_sum += 1 / std::log2(static_cast<double>(rank) + 2) / kIdeal;
    }
    precision_sum += hits / 10;
    row.per_query.push_back(static_cast<float>(hits / 10));
  }
  row.p_at_10 = precision_sum / static_cast<double>(protocol.pool.size());
  row.ndcg_at_10 = ndcg_sum / static_cast<double>(protocol.pool.size());
  return row;
}

TEST(Measure, AgreesWithTheSlowWay) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const RandomCase input = random_case(seed, 5 + seed * 5, 1 + seed % 19);
    if (input.protocol.pool.empty()) continue;
    for (const auto* clusters : {static_cast<const std::vector<std::int32_t>*>(nullptr), &input.clusters}) {
      const Row fast = measure("fast", input.protocol, input.vectors, clusters, 1 + seed % 3);
      const Row slow = slow_measure(input, clusters);
      ASSERT_EQ(fast.per_query, slow.per_query) << "seed " << seed;
      ASSERT_NEAR(fast.p_at_10, slow.p_at_10, 1e-12);
      ASSERT_NEAR(fast.ndcg_at_10, slow.ndcg_at_10, 1e-12);
    }
  }
}

TEST(Measure, GivesTheSameBytesWithAnyNumberOfThreads) {
  const RandomCase input = random_case(1, 700, 7);
  const Row one = measure("one", input.protocol, input.vectors, nullptr, 1);
  EXPECT_GT(one.p_at_10, 0);
  for (const std::size_t threads : {std::size_t{2}, std::size_t{3}, std::size_t{16}}) {
    const Row many = measure("many", input.protocol, input.vectors, nullptr, threads);
    EXPECT_EQ(many.per_query, one.per_query);
    EXPECT_EQ(many.p_at_10, one.p_at_10);
    EXPECT_EQ(many.ci95, one.ci95);
    EXPECT_EQ(many.ndcg_at_10, one.ndcg_at_10);
  }
}

}  // namespace
}  // namespace segue::evaluation
