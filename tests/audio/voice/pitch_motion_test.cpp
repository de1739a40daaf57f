#include "segue/audio/voice/pitch_motion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "voice_signals.h"
#include <gtest/gtest.h>

namespace segue::audio {
namespace {

using numeric::kFrameLanes;

std::vector<float> batch(const std::vector<std::vector<float>>& frames, std::size_t first) {
  std::vector<float> values(kPitchBins * kFrameLanes);
  for (std::size_t bin = 0; bin < kPitchBins; ++bin) {
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
      values[bin * kFrameLanes + lane] = frames[first + lane][bin];
    }
  }
  return values;
}

struct Slow {
  double shift = 0, fit = 0, contraction = 0.5, emptiness = 1;
};

/// What pitch_motion.h says, one band of one frame at a time.
Slow slow_motion(const std::vector<float>& before, const std::vector<float>& now, std::size_t band) {
  const int begin = 95 + 30 * static_cast<int>(band);
  const auto weight = [](int i) { return 1 - std::abs(i + 0.5 - 30) / 30; };
  Slow best;
  for (const int shift : {0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5}) {
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < 60; ++i) {
      const double x = before[static_cast<std::size_t>(begin + i)];
      const double y = now[static_cast<std::size_t>(begin + i + shift)];
      xy += weight(i) * x * y;
      xx += weight(i) * x * x;
      yy += weight(i) * y * y;
    }
    const double fit = xx * yy > 0 ? xy / std::sqrt(xx * yy) : 0;
    if (fit > best.fit) {
      best.fit = fit;
      best.shift = shift;
    }
  }
  double middle = 0;
  double all = 0;
  double empty = 0;
  for (int i = 0; i < 60; ++i) {
    const double y = now[static_cast<std::size_t>(begin + i)];
    middle += weight(i) * y;
    all += y;
    empty += y > 0 ? 0 : weight(i) / 30;
  }
  if (all > 0) best.contraction = middle / all;
  best.emptiness = empty;
  return best;
}

TEST(PitchMotion, AgreesWithTheObviousWayAcrossBatches) {
  std::vector<std::vector<float>> frames;
  for (std::uint32_t f = 0; f < 2 * kFrameLanes; ++f) {
    frames.push_back(test::noise(kPitchBins, 1, 77 + f));
    for (float& value : frames.back()) value = std::max(0.0F, value);
  }
  const std::vector<float> silence(kPitchBins);
  PitchMotion motion;
  Motion found{};
  for (std::size_t first = 0; first < frames.size(); first += kFrameLanes) {
    motion.analyze(batch(frames, first), found);
    for (std::size_t lane = 0; lane < kFrameLanes; ++lane) {
      const std::size_t f = first + lane;
      for (std::size_t band = 0; band < kMotionBands; ++band) {
        const Slow slow = slow_motion(f < 2 ? silence : frames[f - 2], frames[f], band);
        EXPECT_EQ(found.shift[band][lane], slow.shift) << f << ' ' << band;
        EXPECT_NEAR(found.fit[band][lane], slow.fit, 1e-4);
        EXPECT_NEAR(found.contraction[band][lane], slow.contraction, 1e-4);
        EXPECT_NEAR(found.emptiness[band][lane], slow.emptiness, 1e-4);
      }
    }
  }
}

TEST(PitchMotion, FollowsAGlideAndSeesStandingStill) {
  for (const int per_frame : {0, 1, -2}) {
    std::vector<std::vector<float>> frames;
    for (int f = 0; f < static_cast<int>(kFrameLanes); ++f) {
      frames.emplace_back(kPitchBins);
      // A partial every 20 bins, three bins wide.
      for (int p = 60; p < 360; p += 20) {
        for (int side = -1; side <= 1; ++side) {
          const int bin = p + per_frame * f + side;
          if (bin >= 0 && bin < static_cast<int>(kPitchBins)) {
            frames.back()[static_cast<std::size_t>(bin)] = side == 0 ? 1.0F : 0.5F;
          }
        }
      }
    }
    PitchMotion motion;
    Motion found{};
    motion.analyze(batch(frames, 0), found);
    for (std::size_t lane = 2; lane < 8; ++lane) {
      for (std::size_t band = 0; band + 1 < kMotionBands; ++band) {
        EXPECT_EQ(found.shift[band][lane], static_cast<float>(2 * per_frame)) << lane << ' ' << band;
        EXPECT_GT(found.fit[band][lane], 0.99F);
      }
    }
  }
}

TEST(PitchMotion, OfSilenceIsNothing) {
  PitchMotion motion;
  Motion found{};
  motion.analyze(std::vector<float>(kPitchBins * kFrameLanes), found);
  for (std::size_t band = 0; band < kMotionBands; ++band) {
    EXPECT_EQ(found.shift[band][5], 0);
    EXPECT_EQ(found.fit[band][5], 0);
    EXPECT_EQ(found.contraction[band][5], 0.5F);
    EXPECT_NEAR(found.emptiness[band][5], 1, 1e-6);
  }
}

}  // namespace
}  // namespace segue::audio
