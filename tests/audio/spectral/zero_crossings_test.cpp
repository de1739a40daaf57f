#include "segue/audio/spectral/zero_crossings.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "signals.h"
#include <gtest/gtest.h>

namespace segue::audio {
namespace {

std::vector<double> shares_of(std::span<const float> samples, std::size_t piece) {
  std::vector<double> shares;
  const auto on_frame = [&](double share) { shares.push_back(share); };
  ZeroCrossings crossings;
  while (!samples.empty()) {
    const std::size_t count = std::min(piece, samples.size());
    crossings.push(samples.first(count), on_frame);
    samples = samples.subspan(count);
  }
  crossings.finish(on_frame);
  return shares;
}

/// Frame by frame over the padded signal.
std::vector<double> obvious(std::span<const float> samples) {
  std::vector<double> shares;
  if (samples.empty()) return shares;
  const auto last = static_cast<std::ptrdiff_t>(samples.size()) - 1;
  for (std::ptrdiff_t centre = 0; centre <= last + 1; centre += 512) {
    const auto negative = [&](std::ptrdiff_t i) {
      return samples[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, last))] < -1e-10F;
    };
    int crossings = 0;
    for (std::ptrdiff_t i = centre - 1023; i < centre + 1024; ++i) crossings += negative(i) != negative(i - 1) ? 1 : 0;
    shares.push_back(crossings / 2048.0);
  }
  return shares;
}

TEST(ZeroCrossings, AgreeWithTheObviousWayAtEveryLength) {
  const auto noise = test::floats(test::noise(6000, 0.5));
  for (const std::size_t count : {1, 2, 511, 512, 513, 1023, 1024, 1025, 2047, 2048, 2049, 2560, 5999}) {
    const auto samples = std::span<const float>(noise).first(count);
    EXPECT_EQ(shares_of(samples, count), obvious(samples)) << count;
  }
  EXPECT_TRUE(shares_of({}, 1).empty());
}

TEST(ZeroCrossings, DoNotDependOnHowTheStreamIsCut) {
  const auto samples = test::floats(test::noise(5000, 0.5));
  const auto whole = shares_of(samples, samples.size());
  for (const std::size_t piece : {1, 3, 511, 512, 513, 1000}) EXPECT_EQ(shares_of(samples, piece), whole) << piece;
}

TEST(ZeroCrossings, OfEveryOtherSampleAreAllButTheFirst) {
  std::vector<float> samples(8192);
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = i % 2 == 0 ? 1.0F : -1.0F;
  const auto shares = shares_of(samples, 100);
  for (std::size_t f = 2; f + 2 < shares.size(); ++f) EXPECT_EQ(shares[f], 2047.0 / 2048.0);
}

TEST(ZeroCrossings, NeedMoreThanTheThreshold) {
  std::vector<float> samples(2048, 0.0F);
  for (std::size_t i = 0; i < samples.size(); i += 2) samples[i] = -1e-10F;
  for (const double share : shares_of(samples, 100)) EXPECT_EQ(share, 0.0);
  for (std::size_t i = 0; i < samples.size(); i += 2) samples[i] = -1.1e-10F;
  EXPECT_GT(shares_of(samples, 100)[2], 0.9);
}

}  // namespace
}  // namespace segue::audio
