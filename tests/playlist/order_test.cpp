#include "segue/playlist/order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::playlist {
namespace {

using ::testing::ElementsAre;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr Order kAll[] = {Order::kSimilarity, Order::kSmooth, Order::kRise, Order::kFall, Order::kBpm, Order::kShuffle};

std::vector<OrderSong> random_songs(Rng& rng, std::size_t count, bool gaps = true) {
  std::vector<OrderSong> songs;
  const auto maybe = [&](double value) { return gaps && rng.below(6) == 0 ? kUnknown : value; };
  for (std::size_t i = 0; i < count; ++i) {
    songs.push_back({maybe(60 + 120 * rng.uniform()),
                     maybe(static_cast<double>(rng.below(12))),
                     maybe(static_cast<double>(rng.below(2))),
                     maybe(rng.uniform()),
                     {}});
  }
  return songs;
}

std::vector<OrderSong> in_order(const std::vector<OrderSong>& songs, const std::vector<std::size_t>& places) {
  std::vector<OrderSong> result;
  for (const std::size_t place : places) result.push_back(songs[place]);
  return result;
}

TEST(Order, NamesAreKnown) {
  EXPECT_EQ(order_named("smooth"), Order::kSmooth);
  EXPECT_EQ(order_named("similarity"), Order::kSimilarity);
  EXPECT_EQ(order_named("loud"), std::nullopt);
}

TEST(Order, IsAPermutation) {
  Rng rng(1);
  for (const std::size_t count : {0, 1, 2, 3, 10, 60, 450}) {
    const auto songs = random_songs(rng, count);
    const auto start = random_songs(rng, 1).front();
    for (const Order order : kAll) {
      for (const auto& begin : {std::optional<OrderSong>{}, std::optional<OrderSong>{start}}) {
        auto places = ordered(songs, order, begin, 7);
        EXPECT_EQ(places, ordered(songs, order, begin, 7));
        std::ranges::sort(places);
        std::vector<std::size_t> all(count);
        std::iota(all.begin(), all.end(), std::size_t{0});
        EXPECT_EQ(places, all) << count;
      }
    }
  }
}

TEST(Order, SortsByOneNumberUnknownLast) {
  const std::vector<OrderSong> songs = {{120, 0, 1, 0.5, {}},
                                        {kUnknown, 0, 1, kUnknown, {}},
                                        {90, 0, 1, 0.9, {}},
                                        {150, 0, 1, 0.5, {}},
                                        {90, 0, 1, 0.1, {}}};
  EXPECT_THAT(ordered(songs, Order::kSimilarity), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_THAT(ordered(songs, Order::kRise), ElementsAre(4, 0, 3, 2, 1));
  EXPECT_THAT(ordered(songs, Order::kFall), ElementsAre(2, 0, 3, 4, 1));
  EXPECT_THAT(ordered(songs, Order::kBpm), ElementsAre(2, 4, 0, 3, 1));
}

TEST(Order, ShuffleFollowsItsSeed) {
  Rng rng(2);
  const auto songs = random_songs(rng, 30);
  EXPECT_EQ(ordered(songs, Order::kShuffle, {}, 1), ordered(songs, Order::kShuffle, {}, 1));
  EXPECT_NE(ordered(songs, Order::kShuffle, {}, 1), ordered(songs, Order::kShuffle, {}, 2));
}

TEST(Distance, OfTemposCountsOctavesAsNear) {
  EXPECT_DOUBLE_EQ(tempo_distance(120, 120), 0);
  EXPECT_DOUBLE_EQ(tempo_distance(60, 120), 0.25);
  EXPECT_DOUBLE_EQ(tempo_distance(120, 60), 0.25);
  EXPECT_NEAR(tempo_distance(100, 110), std::log2(1.1), 1e-12);
  EXPECT_TRUE(std::isnan(tempo_distance(kUnknown, 100)));
  EXPECT_TRUE(std::isnan(tempo_distance(0, 100)));
}

TEST(Distance, OfKeysFollowsTheCircleOfFifths) {
  const auto key = [](double k, double m) { return OrderSong{100, k, m, 0, {}}; };
  EXPECT_EQ(key_distance(key(0, 1), key(0, 1)), 0);
  EXPECT_EQ(key_distance(key(0, 1), key(7, 1)), 1);  // C, G
  EXPECT_EQ(key_distance(key(0, 1), key(5, 1)), 1);  // C, F
  EXPECT_EQ(key_distance(key(0, 1), key(6, 1)), 6);  // C, F#
  EXPECT_EQ(key_distance(key(0, 1), key(9, 0)), 1);  // C, A minor
  EXPECT_EQ(key_distance(key(0, 1), key(0, 0)), 4);  // C, C minor: three flats, and the mode
  EXPECT_EQ(key_distance(key(9, 0), key(4, 0)), 1);  // A minor, E minor
  EXPECT_EQ(key_distance(key(1, 1), key(0, 1)), 5);
  EXPECT_TRUE(std::isnan(key_distance(key(kUnknown, 1), key(0, 1))));
}

// Keys here are drawn evenly from all 24, which is harder than lists of like songs are.
TEST(Smooth, ShortensTheSteps) {
  Rng rng(5);
  Smoothness before;
  Smoothness after;
  for (int round = 0; round < 20; ++round) {
    auto songs = random_songs(rng, 26, false);
    for (OrderSong& song : songs) song.tempo = 120 + 20 * rng.normal();  // as lists of like songs are
    std::vector<OrderSong> plain(songs.begin() + 1, songs.end());
    const auto smooth = in_order(plain, ordered(plain, Order::kSmooth, songs.front()));
    const auto a = smoothness(plain);
    const auto b = smoothness(smooth);
    before.tempo += a.tempo;
    before.key += a.key;
    before.energy += a.energy;
    after.tempo += b.tempo;
    after.key += b.key;
    after.energy += b.energy;
  }
  EXPECT_LT(after.tempo, before.tempo / 2);
  EXPECT_LT(after.key, before.key * 0.6);
  EXPECT_LT(after.energy, before.energy);
}

TEST(Smooth, FindsTheShortestPathOfFew) {
  Rng rng(6);
  int best = 0;
  constexpr int kRounds = 40;
  for (int round = 0; round < kRounds; ++round) {
    const auto songs = random_songs(rng, 7, false);
    const auto start = random_songs(rng, 1, false).front();
    const auto cost = [&](const std::vector<std::size_t>& places) {
      double sum = 0;
      OrderSong last = start;
      for (const std::size_t place : places) {
        const auto& song = songs[place];
        sum += 3 * tempo_distance(last.tempo, song.tempo) + key_distance(last, song) / 6 +
               std::abs(last.energy - song.energy);
        last = song;
      }
      return sum;
    };
    std::vector<std::size_t> places(songs.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    double least = cost(places);
    while (std::ranges::next_permutation(places).found) least = std::min(least, cost(places));
    const double found = cost(ordered(songs, Order::kSmooth, start));
    EXPECT_LT(found, least * 1.25);
    if (found < least + 1e-9) ++best;
  }
  EXPECT_GT(best, kRounds / 2);
}

TEST(Smooth, LooksAtVectorsToo) {
  // Nothing else is known: the path goes along the line.
  const std::vector<std::vector<float>> line = {{5}, {1}, {3}, {2}, {4}};
  std::vector<OrderSong> songs;
  for (const auto& at : line) songs.push_back({kUnknown, kUnknown, kUnknown, kUnknown, at});
  const std::vector<float> zero = {0};
  const OrderSong start{kUnknown, kUnknown, kUnknown, kUnknown, zero};
  EXPECT_THAT(ordered(songs, Order::kSmooth, start), ElementsAre(1, 3, 2, 4, 0));
}

TEST(Smoothness, IsTheMeanOfKnownSteps) {
  const std::vector<OrderSong> songs = {
      {60, 0, 1, 0.1, {}}, {120, 7, 1, 0.3, {}}, {kUnknown, 0, 1, 0, {}}, {120, 0, 1, 0, {}}, {120, 0, 1, 0.5, {}}};
  const auto mean = smoothness(songs);
  EXPECT_EQ(mean.steps, 2U);
  EXPECT_DOUBLE_EQ(mean.tempo, 0.5);
  EXPECT_DOUBLE_EQ(mean.key, 0.5);
  EXPECT_NEAR(mean.energy, 0.35, 1e-12);
  EXPECT_EQ(smoothness({}).steps, 0U);
}

}  // namespace
}  // namespace segue::playlist
