#include "segue/playlist/time_fit.h"

#include <algorithm>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/playlist/duration.h"

namespace segue::playlist {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Duration, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(parse_duration("60m"), 3600);
  EXPECT_EQ(parse_duration("60min"), 3600);
  EXPECT_EQ(parse_duration("1h30m"), 5400);
  EXPECT_EQ(parse_duration("1h"), 3600);
  EXPECT_EQ(parse_duration("1.5h"), 5400);
  EXPECT_EQ(parse_duration("90s"), 90);
  EXPECT_EQ(parse_duration("1h0m5s"), 3605);
  EXPECT_EQ(parse_duration("90:00"), 5400);
  EXPECT_EQ(parse_duration("1:30:00"), 5400);
  EXPECT_EQ(parse_duration("4:05"), 245);
  for (const char* wrong : {"", "60", "m", "1m1h", "1h1h", "4:5", "4:60", "1:2:3:4", ":30", "4:", "-5m", "5x", "1.m",
                            "1e3m", "999999h", "4:05m", "1,5h", "99999999999999999999m"}) {
    EXPECT_EQ(parse_duration(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(duration_text(187), "3:07");
  EXPECT_EQ(duration_text(3723.4), "1:02:03");
  EXPECT_EQ(duration_text(59.7), "1:00");
  EXPECT_EQ(duration_text(0), "0:00");
}

TEST(TimeFit, TheBestComeFirst) {
  EXPECT_THAT(fit_time(std::vector<double>{100, 100, 100, 100}, 300), ElementsAre(0, 1, 2));
  EXPECT_THAT(fit_time(std::vector<double>{100, 100, 97, 100}, 300), ElementsAre(0, 1, 2));
}

TEST(TimeFit, TheRestIsFilled) {
  // 240 + 240 leaves 120: only the song at the end is that short.
  EXPECT_THAT(fit_time(std::vector<double>{240, 240, 240, 240, 120}, 600), ElementsAre(0, 1, 4));
  // 250 twice leaves 160 of 660; one less and 180 + 230 fill it.
  EXPECT_THAT(fit_time(std::vector<double>{250, 250, 230, 180, 400}, 660), ElementsAre(0, 2, 3));
}

TEST(TimeFit, NothingFits) {
  EXPECT_THAT(fit_time(std::vector<double>{240, 200}, 60), IsEmpty());
  EXPECT_THAT(fit_time({}, 600), IsEmpty());
  EXPECT_THAT(fit_time(std::vector<double>{80}, 60), ElementsAre(0));
}

TEST(TimeFit, IsNearAndNeverFarOver) {
  Rng rng(4);
  for (int round = 0; round < 30; ++round) {
    std::vector<double> seconds;
    for (int i = 0; i < 150; ++i) seconds.push_back(120 + 200 * rng.uniform());
    const double target = 600 + 6000 * rng.uniform();
    const auto places = fit_time(seconds, target);
    EXPECT_TRUE(std::ranges::is_sorted(places, std::ranges::less_equal{}));
    double total = 0;
    for (const std::size_t place : places) total += seconds[place];
    EXPECT_LE(total, target + kTimeOver);
    EXPECT_NEAR(total, target, 10);
  }
}

}  // namespace
}  // namespace segue::playlist
