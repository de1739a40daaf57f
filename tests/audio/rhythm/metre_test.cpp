#include "segue/audio/rhythm/metre.h"

#include <string>
#include <vector>

#include "drums.h"
#include <gtest/gtest.h>

#include "segue/audio/rhythm/rhythm.h"
#include "segue/base/rng.h"

namespace segue::audio {
namespace {

using testing::drums;
using testing::Pattern;

struct Bars {
  std::string name;
  int beats;
  Pattern pattern;
};

class MetreOfDrums : public ::testing::TestWithParam<Bars> {};

TEST_P(MetreOfDrums, IsFoundAtMostTempi) {
  for (const double bpm : {84.0, 100.0, 120.0, 140.0}) {
    RhythmFinder finder;
    finder.push(drums(GetParam().pattern, {.bpm = bpm, .seconds = 40, .start = 0.3, .jitter_s = 0.002, .noise_db = -60})
                    .samples);
    const Rhythm rhythm = finder.finish();
    EXPECT_EQ(rhythm.time_signature.value, GetParam().beats) << bpm << " BPM, found " << rhythm.tempo.value;
  }
}

// Sixes and sevens with two snares a bar are felt in half notes at high tempi, which leaves the number as it is.
INSTANTIATE_TEST_SUITE_P(
    Patterns, MetreOfDrums,
    ::testing::Values(Bars{"waltz", 3, {"X.....", "..x.x.", "xxxxxx", 2}}, Bars{"three", 3, {"X..", "...", "xxx", 1}},
                      Bars{"three_accents", 3, {"Xxx", "", "", 1}}, Bars{"rock", 4, testing::rock()},
                      Bars{"floor", 4, {"x.", "", "xx", 2}}, Bars{"disco", 4, {"x.x.x.x.", "..x...x.", "xxxxxxxx", 2}},
                      Bars{"four_accents", 4, {"Xxxx", "", "", 1}},
                      Bars{"two_bars", 4, {"X..x..x.X.......", "..x...x...x..xx.", "xxxxxxxxxxxxxxxx", 2}},
                      Bars{"five", 5, {"X.....x...", "....x...x.", "xxxxxxxxxx", 2}},
                      Bars{"five_accents", 5, {"Xxxxx", "", "", 1}},
                      Bars{"three_two", 5, {"X..x.", "..x.x", "xxxxx", 1}},
                      Bars{"six", 6, {"X.....", "...x..", "xxxxxx", 1}}, Bars{"six_accents", 6, {"Xxxxxx", "", "", 1}},
                      Bars{"seven_eight", 7, {"X...x..", "..x...x", "xxxxxxx", 1}},
                      Bars{"seven_accents", 7, {"Xxxxxxx", "", "", 1}},
                      Bars{"seven_four", 7, {"X...x.......x.", "..x...x...x...", "xxxxxxxxxxxxxx", 2}}),
    [](const auto& bars) { return bars.param.name; });

/// Curves with a beat every 40 frames whose accents are `pattern`, with some unevenness.
struct Accents {
  OnsetCurves curves;
  std::vector<double> beats;
  Accents(const std::vector<float>& pattern, std::size_t count, float uneven) {
    Rng rng(3);
    for (std::vector<float>* curve : {&curves.accent_all, &curves.accent_low, &curves.accent_mid}) {
      curve->assign(40 * (count + 1), 0);
      for (std::size_t i = 0; i < count; ++i) {
        (*curve)[40 * i + 20] = pattern[i % pattern.size()] + uneven * static_cast<float>(rng.normal());
      }
    }
    for (std::size_t i = 0; i < count; ++i) beats.push_back(static_cast<double>(40 * i + 20));
  }
};

TEST(Metre, EqualBeatsAreFourWithoutConfidence) {
  const Accents same({1}, 100, 0);
  const Metre metre = find_metre(same.curves, same.beats);
  EXPECT_EQ(metre.beats_a_bar, 4);
  EXPECT_EQ(metre.confidence, 0);
}

TEST(Metre, ChanceIsFourWithoutConfidence) {
  for (const std::size_t count : {30U, 100U, 400U}) {
    const Accents chance({1}, count, 0.3F);
    const Metre metre = find_metre(chance.curves, chance.beats);
    EXPECT_EQ(metre.beats_a_bar, 4) << count;
    EXPECT_LT(metre.confidence, 0.1) << count;
  }
}

TEST(Metre, ClearBarsAreMoreConfidentThanUnevenOnes) {
  const Accents clear({2, 1, 1, 1, 1}, 100, 0.05F);
  const Accents uneven({2, 1, 1, 1, 1}, 100, 0.4F);
  EXPECT_EQ(find_metre(clear.curves, clear.beats).beats_a_bar, 5);
  EXPECT_EQ(find_metre(uneven.curves, uneven.beats).beats_a_bar, 5);
  EXPECT_GT(find_metre(clear.curves, clear.beats).confidence, find_metre(uneven.curves, uneven.beats).confidence);
}

TEST(Metre, FewBeatsSayNothing) {
  const Accents few({2, 1, 1}, 15, 0);
  EXPECT_EQ(find_metre(few.curves, few.beats).beats_a_bar, 4);
  EXPECT_EQ(find_metre(few.curves, few.beats).confidence, 0);
  EXPECT_EQ(find_metre({}, {}).beats_a_bar, 4);
}

TEST(Metre, ASlippedBeatDoesLittleHarm) {
  Accents slipped({2, 1, 1}, 90, 0.05F);
  slipped.beats.erase(slipped.beats.begin() + 45);
  EXPECT_EQ(find_metre(slipped.curves, slipped.beats).beats_a_bar, 3);
}

}  // namespace
}  // namespace segue::audio
