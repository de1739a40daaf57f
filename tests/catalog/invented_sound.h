#pragma once

#include "segue/catalog/values/sound.h"

namespace segue::test {

/// A sound in which every number is different and follows from `seed` (0 to 9).
inline catalog::Sound invented_sound(int seed) {
  catalog::Sound sound;
  sound.analyzer_version = catalog::kAnalyzerVersion;
  sound.duration_s = 200.125 + seed;
  for (const catalog::VariableInfo& variable : catalog::variables()) {
    const bool about_sound = variable.group == catalog::VariableGroup::kAudioFeature ||
                             variable.group == catalog::VariableGroup::kAudioAnalysis;
    if (!about_sound || variable.variable == catalog::Variable::kLiveness) continue;
    const double share = 0.3 + 0.01 * static_cast<double>(static_cast<int>(variable.variable)) + 0.02 * seed;
    double value = variable.min + share * (variable.max - variable.min);
    if (variable.whole) value = static_cast<double>(static_cast<long long>(value));
    sound[variable.variable] = {value, share, catalog::Basis::kEstimated};
  }
  for (std::size_t i = 0; i < catalog::timbre_numbers().size(); ++i) {
    sound.timbre.push_back(0.1F * static_cast<float>(i) - static_cast<float>(seed));
  }
  sound.timbre[3] = std::numeric_limits<float>::quiet_NaN();
  sound.remarks = {"1 damaged packet was skipped"};
  return sound;
}

}  // namespace segue::test
