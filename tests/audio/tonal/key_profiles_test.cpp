#include "segue/audio/tonal/key_profiles.h"

#include <array>
#include <cmath>
#include <cstddef>

#include <gtest/gtest.h>

namespace segue::audio {
namespace {

using Profile = std::array<double, 12>;

// As printed in the papers.
constexpr Profile kKrumhanslMajor{6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
constexpr Profile kKrumhanslMinor{6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17};
constexpr Profile kGateMajor{1, 0, .42, 0, .53, .37, 0, .77, 0, .38, .21, .30};
constexpr Profile kGateMinor{1, 0, .36, .39, 0, .38, 0, .74, .27, 0, .42, .23};

double pearson(const Profile& a, const Profile& b) {
  double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    sa += a[i];
    sb += b[i];
    saa += a[i] * a[i];
    sbb += b[i] * b[i];
    sab += a[i] * b[i];
  }
  return (sab - sa * sb / 12) / std::sqrt((saa - sa * sa / 12) * (sbb - sb * sb / 12));
}

Profile rotated(const Profile& profile, std::size_t tonic) {
  Profile result{};
  for (std::size_t i = 0; i < 12; ++i) result[(i + tonic) % 12] = profile[i];
  return result;
}

Profile drawn(unsigned& state) {
  Profile chroma{};
  for (double& value : chroma) {
    state = state * 1664525U + 1013904223U;
    value = static_cast<double>(state >> 8) / 16777216.0;
  }
  return chroma;
}

TEST(KeyProfiles, AgreesWithPlainCorrelations) {
  unsigned state = 7;
  for (int repeat = 0; repeat < 500; ++repeat) {
    const Profile chroma = drawn(state);
    std::array<std::array<double, 12>, 2> fit{};
    double best = -2;
    for (std::size_t tonic = 0; tonic < 12; ++tonic) {
      fit[1][tonic] =
          (pearson(chroma, rotated(kKrumhanslMajor, tonic)) + pearson(chroma, rotated(kGateMajor, tonic))) / 2;
      fit[0][tonic] =
          (pearson(chroma, rotated(kKrumhanslMinor, tonic)) + pearson(chroma, rotated(kGateMinor, tonic))) / 2;
      best = std::max({best, fit[0][tonic], fit[1][tonic]});
    }
    const KeyMatch match = match_key(chroma);
    const auto key = static_cast<std::size_t>(match.key);
    const auto mode = static_cast<std::size_t>(match.mode);
    EXPECT_NEAR(match.correlation, best, 1e-12);
    EXPECT_NEAR(fit[mode][key], best, 1e-12);
    double rival = -2;
    for (std::size_t tonic = 0; tonic < 12; ++tonic) {
      if (tonic != key) rival = std::max({rival, fit[0][tonic], fit[1][tonic]});
    }
    EXPECT_NEAR(match.key_margin, best - rival, 1e-12);
    const std::size_t relative = mode == 1 ? (key + 9) % 12 : (key + 3) % 12;
    EXPECT_NEAR(match.mode_margin, best - std::max(fit[1 - mode][key], fit[1 - mode][relative]), 1e-12);
    EXPECT_GE(match.key_margin, 0);
    EXPECT_GE(match.mode_margin, 0);
  }
}

TEST(KeyProfiles, FindsItsOwnProfiles) {
  for (std::size_t tonic = 0; tonic < 12; ++tonic) {
    for (const auto& [profile, mode] :
         {std::pair{kKrumhanslMajor, 1}, {kKrumhanslMinor, 0}, {kGateMajor, 1}, {kGateMinor, 0}}) {
      const KeyMatch match = match_key(rotated(profile, tonic));
      EXPECT_EQ(match.key, static_cast<int>(tonic));
      EXPECT_EQ(match.mode, mode);
      EXPECT_GT(match.correlation, 0.9);
    }
  }
}

TEST(KeyProfiles, TurnsWithTheChroma) {
  unsigned state = 11;
  for (int repeat = 0; repeat < 50; ++repeat) {
    const Profile chroma = drawn(state);
    const KeyMatch match = match_key(chroma);
    for (std::size_t k = 1; k < 12; ++k) {
      const KeyMatch turned = match_key(rotated(chroma, k));
      EXPECT_EQ(turned.key, (match.key + static_cast<int>(k)) % 12);
      EXPECT_EQ(turned.mode, match.mode);
      EXPECT_NEAR(turned.key_margin, match.key_margin, 1e-12);
    }
  }
}

TEST(KeyProfiles, ScaleAndOffsetDoNotMatter) {
  unsigned state = 5;
  const Profile chroma = drawn(state);
  Profile moved = chroma;
  for (double& value : moved) value = 1000 * value + 3;
  EXPECT_NEAR(match_key(moved).correlation, match_key(chroma).correlation, 1e-12);
  EXPECT_EQ(match_key(moved).key, match_key(chroma).key);
}

TEST(KeyProfiles, AConstantFitsNothing) {
  for (const double level : {0.0, 1.0 / 12, 5.0}) {
    Profile flat{};
    flat.fill(level);
    const KeyMatch match = match_key(flat);
    EXPECT_EQ(match.correlation, 0);
    EXPECT_EQ(match.key_margin, 0);
    EXPECT_EQ(match.mode_margin, 0);
  }
}

}  // namespace
}  // namespace segue::audio
