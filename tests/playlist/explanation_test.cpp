#include "segue/playlist/explanation.h"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "segue/base/rng.h"
#include "segue/playlist/shapley.h"

namespace segue::playlist {
namespace {

using catalog::Variable;
using ::testing::HasSubstr;

TEST(Shapley, OfAnAdditiveGameIsWhatEachAdds) {
  const std::vector<double> adds = {1, -2, 0.5, 0};
  std::vector<double> values(16);
  for (std::size_t set = 0; set < values.size(); ++set) {
    values[set] = 7;
    for (std::size_t i = 0; i < adds.size(); ++i) values[set] += (set >> i & 1U) != 0 ? adds[i] : 0;
  }
  const auto shares = shapley(values);
  for (std::size_t i = 0; i < adds.size(); ++i) EXPECT_NEAR(shares[i], adds[i], 1e-12);
}

TEST(Shapley, OfTheGlovesGame) {
  // One left glove and two right ones: a pair is worth 1. The textbook's answer is 4/6, 1/6, 1/6.
  const auto shares = shapley(std::vector<double>{0, 0, 0, 1, 0, 1, 0, 1});
  EXPECT_NEAR(shares[0], 4.0 / 6, 1e-12);
  EXPECT_NEAR(shares[1], 1.0 / 6, 1e-12);
  EXPECT_NEAR(shares[2], 1.0 / 6, 1e-12);
}

TEST(Shapley, SharesSumToTheWhole) {
  Rng rng(1);
  for (std::size_t players = 0; players <= 7; ++players) {
    std::vector<double> values(std::size_t{1} << players);
    for (double& value : values) value = rng.normal();
    const auto shares = shapley(values);
    EXPECT_EQ(shares.size(), players);
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), values.back() - values.front(), 1e-12);
  }
}

TEST(Aspects, EveryColumnTellsOfOne) {
  EXPECT_EQ(aspect_of("tempo"), Aspect::kRhythm);
  EXPECT_EQ(aspect_of("energy"), Aspect::kLoudness);
  EXPECT_EQ(aspect_of("mode"), Aspect::kTonality);
  EXPECT_EQ(aspect_of("acousticness"), Aspect::kTimbre);
  EXPECT_EQ(aspect_of("mfcc_1_mean"), Aspect::kTimbre);
  EXPECT_EQ(aspect_of("year"), Aspect::kYear);
  EXPECT_EQ(aspect_of("duration"), Aspect::kDuration);
  EXPECT_EQ(aspect_of("sentiment_neutral"), Aspect::kWords);
  EXPECT_EQ(group(Aspect::kTimbre), "sound");
  EXPECT_EQ(group(Aspect::kYear), "time");
}

std::string compared(Aspect aspect, const std::vector<std::pair<Variable, double>>& a,
                     const std::vector<std::pair<Variable, double>>& b) {
  catalog::Values x;
  catalog::Values y;
  for (const auto& [variable, value] : a) x[variable] = value;
  for (const auto& [variable, value] : b) y[variable] = value;
  return compare_in_words(aspect, {}, x, {}, y);
}

TEST(InWords, SaysHowAlikeTheyAre) {
  EXPECT_EQ(compared(Aspect::kRhythm, {{Variable::kTempo, 171}}, {{Variable::kTempo, 168}}),
            "both fast (171, 168 BPM)");
  EXPECT_EQ(compared(Aspect::kRhythm, {{Variable::kTempo, 170}}, {{Variable::kTempo, 84}}),
            "at half the tempo (170, 84 BPM)");
  EXPECT_EQ(compared(Aspect::kRhythm, {{Variable::kTempo, 170}}, {{Variable::kTempo, 120}}), "170 against 120 BPM");
  EXPECT_EQ(compared(Aspect::kRhythm, {{Variable::kTempo, 170}}, {}), "rhythm not known of both");
  EXPECT_EQ(compared(Aspect::kLoudness, {{Variable::kEnergy, 0.9}, {Variable::kLoudness, -4}},
                     {{Variable::kEnergy, 0.8}, {Variable::kLoudness, -5}}),
            "both energetic (0.90, 0.80), both loud (-4.0, -5.0 dB)");
  EXPECT_EQ(compared(Aspect::kTonality, {{Variable::kKey, 0}, {Variable::kMode, 1}},
                     {{Variable::kKey, 9}, {Variable::kMode, 0}}),
            "in related keys (C major, A minor)");
  EXPECT_EQ(compared(Aspect::kTonality, {{Variable::kKey, 1}}, {{Variable::kKey, 1}}), "both in C#");
  EXPECT_EQ(compared(Aspect::kTimbre, {{Variable::kAcousticness, 0.9}}, {{Variable::kAcousticness, 0.8}}),
            "both acoustic");
  catalog::SongFacts a;
  catalog::SongFacts b;
  a.released = catalog::ReleaseDate{1984, 0, 0};
  b.released = catalog::ReleaseDate{1986, 1, 1};
  a.duration_ms = 200'000;
  b.duration_ms = 202'000;
  EXPECT_EQ(compare_in_words(Aspect::kYear, a, {}, b, {}), "1984 against 1986");
  EXPECT_EQ(compare_in_words(Aspect::kYear, a, {}, a, {}), "both of 1984");
  EXPECT_EQ(compare_in_words(Aspect::kDuration, a, {}, b, {}), "both last 3:20");
}

TEST(InWords, TheShortFormNamesTheTwoThatCountMost) {
  Explanation why;
  why.nearer_by = {0.1, 0.3, -0.2, 0, 0.2, 0, 0};
  for (std::size_t i = 0; i < kAspects; ++i) why.words[i] = name(static_cast<Aspect>(i));
  EXPECT_EQ(why.in_short(), "loudness; year");
  EXPECT_EQ(why.ranked().front(), Aspect::kLoudness);
  EXPECT_EQ(why.ranked().back(), Aspect::kTonality);
  why.nearer_by.fill(-1);
  EXPECT_EQ(why.in_short(), "");
}

}  // namespace
}  // namespace segue::playlist
