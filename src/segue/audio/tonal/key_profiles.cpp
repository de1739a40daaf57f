#include "segue/audio/tonal/key_profiles.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace segue::audio {

namespace {

using Profile = std::array<double, 12>;

// [set][mode], tonic first.
constexpr std::array<std::array<Profile, 2>, 2> kProfiles{{
    {{{6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17},
      {6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88}}},
    {{{1, 0, .36, .39, 0, .38, 0, .74, .27, 0, .42, .23}, {1, 0, .42, 0, .53, .37, 0, .77, 0, .38, .21, .30}}},
}};

// Mean 0, length 1; all 0 where everything is equal.
Profile standardized(const Profile& values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / 12;
  Profile result{};
  double squares = 0;
  for (std::size_t i = 0; i < 12; ++i) {
    result[i] = values[i] - mean;
    squares += result[i] * result[i];
  }
  if (squares <= 1e-24 * mean * mean) return Profile{};
  const double length = std::sqrt(squares);
  for (double& value : result) value /= length;
  return result;
}

// The mean of the standardised profiles of both sets: one product then gives the mean of both correlations.
Profile averaged_profile(std::size_t mode) {
  Profile result{};
  for (const auto& set : kProfiles) {
    const Profile profile = standardized(set[mode]);
    for (std::size_t i = 0; i < 12; ++i) result[i] += profile[i] / static_cast<double>(kProfiles.size());
  }
  return result;
}

}  // namespace

KeyMatch match_key(const std::array<double, 12>& chroma) {
  static const std::array<Profile, 2> kAveraged{averaged_profile(0), averaged_profile(1)};
  const Profile heard = standardized(chroma);
  std::array<std::array<double, 12>, 2> fit{};  // [mode][tonic]
  for (std::size_t mode = 0; mode < 2; ++mode) {
    for (std::size_t tonic = 0; tonic < 12; ++tonic) {
      for (std::size_t i = 0; i < 12; ++i) fit[mode][tonic] += kAveraged[mode][i] * heard[(tonic + i) % 12];
    }
  }

  std::size_t key = 0;
  std::size_t mode = 1;
  for (std::size_t tonic = 0; tonic < 12; ++tonic) {
    for (const std::size_t m : {std::size_t{1}, std::size_t{0}}) {
      if (fit[m][tonic] > fit[mode][key]) {
        key = tonic;
        mode = m;
      }
    }
  }
  const double best = fit[mode][key];
  double other_tonic = -1;
  for (std::size_t tonic = 0; tonic < 12; ++tonic) {
    if (tonic != key) other_tonic = std::max({other_tonic, fit[0][tonic], fit[1][tonic]});
  }
  const std::size_t relative = (key + (mode == 1 ? 9 : 3)) % 12;
  const double other_mode = std::max(fit[1 - mode][key], fit[1 - mode][relative]);
  return {static_cast<int>(key), static_cast<int>(mode), best, best - other_tonic, best - other_mode};
}

}  // namespace segue::audio
