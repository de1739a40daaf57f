#include "segue/audio/rhythm/fluctuation.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "drums.h"
#include <gtest/gtest.h>

#include "segue/base/rng.h"

namespace segue::audio {
namespace {

/// The definition, line by line.
double slow_fluctuation(const std::vector<double>& values, std::size_t stretch) {
  double sum = 0;
  std::size_t count = 0;
  const auto n = static_cast<double>(stretch);
  for (std::size_t first = 0; first + stretch < values.size(); first += std::max<std::size_t>(1, stretch / 50)) {
    double mean = 0;
    for (std::size_t i = 0; i < stretch; ++i) mean += values[first + i] / n;
    double slope = 0;
    double spread = 0;
    for (std::size_t i = 0; i < stretch; ++i) {
      const double x = static_cast<double>(i) - (n - 1) / 2;
      slope += x * (values[first + i] - mean);
      spread += x * x;
    }
    slope /= spread;
    for (std::size_t i = 0; i < stretch; ++i) {
      const double left = values[first + i] - mean - slope * (static_cast<double>(i) - (n - 1) / 2);
      sum += left * left / n;
    }
    ++count;
  }
  return count > 0 ? std::sqrt(sum / static_cast<double>(count)) : 0;
}

std::vector<double> walk(std::size_t size, double offset) {
  Rng rng(5);
  std::vector<double> values(size);
  double position = offset;
  for (double& value : values) value = position += rng.normal();
  return values;
}

TEST(Fluctuation, AgreesWithTheDefinition) {
  // Longer than a block of the fast way, so that stretches cross its edges.
  for (const std::size_t size : {100U, 4096U, 4500U, 9500U}) {
    for (const double offset : {0.0, 1e5}) {
      const std::vector<double> values = walk(size, offset);
      for (const std::size_t stretch : {3U, 31U, 200U, 873U}) {
        EXPECT_NEAR(fluctuation(values, stretch), slow_fluctuation(values, stretch), 1e-6) << size << ' ' << stretch;
      }
    }
  }
}

TEST(Fluctuation, StraightLinesLeaveNothing) {
  std::vector<double> values(1000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 3 + 0.5 * static_cast<double>(i);
  EXPECT_NEAR(fluctuation(values, 100), 0, 1e-6);
  EXPECT_EQ(fluctuation(values, 1000), 0);
  EXPECT_EQ(fluctuation({}, 31), 0);
}

/// Noise whose loudness every 10 ms is `loudness`.
std::vector<float> shaped(const std::vector<double>& loudness) {
  std::vector<float> samples(loudness.size() * 220);
  // An alternating sign has the loudness for its standard deviation, to the last digit.
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = static_cast<float>(i % 2 == 0 ? loudness[i / 220] : -loudness[i / 220]);
  }
  return samples;
}

double danceability(const std::vector<float>& samples) {
  Fluctuation fluctuation;
  fluctuation.push(samples);
  return fluctuation.danceability();
}

TEST(Fluctuation, UncorrelatedLoudnessIsTwoAndBrownIsTwoThirds) {
  // Theory: F grows as the stretch to the power 1/2 for white and 3/2 for brown loudness.
  Rng rng(7);
  std::vector<double> white(30'000);
  std::vector<double> brown(30'000);
  double position = 0;
  for (std::size_t i = 0; i < white.size(); ++i) {
    white[i] = 0.3 + 0.02 * rng.normal();
    position += 0.001 * rng.normal();
    brown[i] = std::abs(0.5 + position);
  }
  EXPECT_NEAR(danceability(shaped(white)), 2, 0.15);
  EXPECT_NEAR(danceability(shaped(brown)), 2.0 / 3, 0.07);
}

TEST(Fluctuation, ASteadyBeatIsDanceable) {
  EXPECT_GT(danceability(testing::drums(testing::rock(), {.bpm = 120, .seconds = 60}).samples), 2.5);
}

TEST(Fluctuation, NothingToSay) {
  EXPECT_EQ(danceability({}), 0);
  EXPECT_EQ(danceability(std::vector<float>(220 * 31, 0.5F)), 0);
  EXPECT_EQ(danceability(std::vector<float>(22050 * 10, 0.5F)), 0);
  EXPECT_EQ(danceability(std::vector<float>(22050 * 10, 0.0F)), 0);
}

TEST(Fluctuation, GainAndPiecesDoNotMatter) {
  std::vector<float> samples = testing::drums(testing::rock(), {.bpm = 100, .seconds = 20}).samples;
  const double whole = danceability(samples);
  Fluctuation pieces;
  for (std::size_t i = 0; i < samples.size(); i += 777) {
    pieces.push(std::span(samples).subspan(i, std::min<std::size_t>(777, samples.size() - i)));
  }
  EXPECT_EQ(pieces.danceability(), whole);
  for (float& sample : samples) sample *= 0.25F;
  EXPECT_NEAR(danceability(samples), whole, 1e-6);
}

}  // namespace
}  // namespace segue::audio
