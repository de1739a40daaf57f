#include "segue/audio/decode/continuity.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "audio/decode/sounds.h"
#include <gtest/gtest.h>

namespace segue::audio {
namespace {

void append(Channels& all, Continuity::Block block) {
  for (std::size_t c = 0; c < block.size(); ++c) all[c].insert(all[c].end(), block[c].begin(), block[c].end());
}

TEST(Continuity, GivesWhatItGetsWhileNothingChanges) {
  Continuity continuity(44100, 2);
  const Channels channels = {{1, 2, 3}, {4, 5, 6}};
  const auto spans = spans_of(channels, 0, 3);
  const auto block = continuity.pass(spans, 44100);
  EXPECT_EQ(block[0].data(), channels[0].data()) << "without copying";
  EXPECT_TRUE(continuity.finish().empty());
}

TEST(Continuity, CopiesMixesAndDropsChannels) {
  const Channels one = {{1, 2}};
  const Channels three = {{1, 2}, {3, 4}, {5, 9}};
  const auto passed = [](std::size_t channels, const Channels& from) {
    Continuity continuity(8000, channels);
    Channels all(channels);
    append(all, continuity.pass(spans_of(from, 0, 2), 8000));
    return all;
  };
  EXPECT_EQ(passed(2, one), (Channels{{1, 2}, {1, 2}}));
  EXPECT_EQ(passed(2, three), (Channels{{1, 2}, {3, 4}}));
  EXPECT_EQ(passed(4, three), (Channels{{1, 2}, {3, 4}, {5, 9}, {0, 0}}));
  const Channels mean = passed(1, three);
  EXPECT_FLOAT_EQ(mean[0][0], 3);
  EXPECT_FLOAT_EQ(mean[0][1], 5);
}

TEST(Continuity, BringsEveryRateBackToTheFirst) {
  Continuity continuity(44100, 2);
  Channels all(2);
  for (const int rate : {44100, 48000, 22050, 44100}) {
    const Channels second(2, sine(440, rate, static_cast<std::size_t>(rate)));
    for (std::size_t at = 0; at < second[0].size(); at += 1050) {
      append(all, continuity.pass(spans_of(second, at, std::min<std::size_t>(1050, second[0].size() - at)), rate));
    }
  }
  append(all, continuity.finish());
  ASSERT_EQ(all[0].size(), 4U * 44100U);
  EXPECT_EQ(all[0], all[1]);
  for (std::size_t part = 0; part < 4; ++part) {
    const auto middle = std::span(all[0]).subspan(part * 44100 + 5000, 34000);
    EXPECT_NEAR(amplitude_at(middle, 440, 44100), 0.5, 0.005) << part;
  }
}

TEST(Continuity, StaysWithinTheLimitBetweenSamplesAtIt) {
  Continuity continuity(44100, 1);
  Channels square(1, std::vector<float>(5000));
  for (std::size_t i = 0; i < 5000; ++i) square[0][i] = i / 50 % 2 == 0 ? 64.0F : -64.0F;
  Channels all(1);
  append(all, continuity.pass(spans_of(square, 0, 5000), 32000));
  append(all, continuity.finish());
  EXPECT_LE(std::fabs(*std::ranges::max_element(all[0])), 64);
  EXPECT_LE(std::fabs(*std::ranges::min_element(all[0])), 64);
}

}  // namespace
}  // namespace segue::audio
